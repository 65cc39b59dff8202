import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PARSER_VERSION } from '../../src/transform/read-capture.ts'

const ROOT = join(import.meta.dirname, '../..')

/** What the program runs from. */
const PARTS = ['bin', 'src', 'jobs', 'drizzle', 'package.json']

/** How it differs: its parser has the number before this one's, and knows titles in small letters only. */
const CHANGES = [
  {
    file: 'src/transform/read-capture.ts',
    now: `PARSER_VERSION = ${PARSER_VERSION}`,
    before: `PARSER_VERSION = ${PARSER_VERSION - 1}`,
  },
  {
    file: 'src/transform/entry-records.ts',
    now: 'title: oneLine(paper.title)',
    before: 'title: oneLine(paper.title).toLowerCase()',
  },
]

/**
 * Puts a version of this program with an older parser into an empty folder.
 *
 * @returns its command line
 */
export async function olderVersion(folder: string): Promise<string> {
  const cli = await copyOfProgram(folder)
  for (const { file, now, before } of CHANGES) await replaceIn(join(folder, file), now, before)
  return cli
}

/**
 * Puts this program, as a clone has it, into an empty folder.
 *
 * @returns its command line
 */
export async function copyOfProgram(folder: string): Promise<string> {
  for (const part of PARTS) await cp(join(ROOT, part), join(folder, part), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return join(folder, 'bin/paperboy.js')
}

/** Replaces the first occurrence of a text in a file, which must have it. */
export async function replaceIn(file: string, now: string, after: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  if (!text.includes(now)) throw new Error(`${file} has no "${now}" any more`)
  await writeFile(file, text.replace(now, after))
}
