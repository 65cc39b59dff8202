import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProgram } from '../../src/commands/program.ts'
import { knownSettings } from '../../src/commands/app.ts'

const SETTINGS = await knownSettings()

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')

/** The first column of the tables of a page: names in code, without their arguments. */
const inPage = (page: string) =>
  new Set([...read(`docs/${page}.md`).matchAll(/^\| `([\w]+)/gm)].map(([, name]) => name))

/** The names in a part of the data dictionary, which another test compares with the database. */
function inDictionary(part: string): string[] {
  const text = read('docs/data-dictionary.md').split(`## ${part}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...text.matchAll(/^### `(\w+)/gm)].map(([, name = '']) => name)
}

describe('the README and its pages', () => {
  test('the README has at most 700 words, and names each page', () => {
    expect(read('README.md').split(/\s+/).length).toBeLessThanOrEqual(700)
    for (const page of ['commands', 'settings', 'exit-codes', 'sql', 'install', 'site', 'cookbook'])
      expect(read('README.md')).toContain(`(docs/${page}.md)`)
  })

  test.each(['Views', 'Functions'])('has a phrase for each of the %s of the database', (part) => {
    const names = inDictionary(part)
    expect(names.length).toBeGreaterThan(5)
    const known = inPage('sql')
    expect(names.filter((name) => !known.has(name))).toEqual([])
  })

  test('has every setting with its variable', () => {
    for (const [name, { env }] of Object.entries(SETTINGS))
      expect(read('docs/settings.md')).toMatch(new RegExp(`^\\| \`${name}\`\\s+\\| \`${env}\``, 'm'))
  })

  test('has every command, and every flag of nightly', async () => {
    const terminal = { out: () => undefined, write: async () => undefined, width: 80 }
    const program = await createProgram({
      terminal,
      signal: new AbortController().signal,
      exitWith: (code) => code,
    })
    expect(
      program.commands.map((each) => each.name()).filter((name) => !inPage('commands').has(name)),
    ).toEqual([])
    const nightly = program.commands.find((each) => each.name() === 'nightly')
    for (const { long } of nightly?.options ?? []) expect(read('docs/commands.md')).toContain(`[${long}`)
  })
})
