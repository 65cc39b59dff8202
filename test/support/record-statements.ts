import { appendFileSync } from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'

/*
 * Writes each distinct text of a statement that this process sends to a server into a file, a line of JSON each, for
 * `last/statements.test.ts`. A setup file of the tests, and imported by the processes that they start.
 */

/** The variable that names the folder of the files. */
export const STATEMENTS_FOLDER = 'PAPERBOY_TEST_STATEMENTS'

/** What tells that this process is recorded: a setup file runs anew for each file of tests. */
const RECORDED = Symbol.for('paperboy statements are recorded')

const folder = process.env[STATEMENTS_FOLDER]
const here = globalThis as { [RECORDED]?: true }
if (folder !== undefined && here[RECORDED] === undefined) {
  here[RECORDED] = true
  const known = new Set<unknown>()
  const file = join(folder, `${process.pid}.ndjson`)
  subscribe('paperboy:statement', (text) => {
    if (known.has(text)) return
    known.add(text)
    try {
      appendFileSync(file, `${JSON.stringify(text)}\n`)
    } catch {
      // The run has ended.
    }
  })
}
