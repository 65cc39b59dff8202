import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { COMMIT_FILE, commitOfClone } from '../src/base/version-text.ts'
import { VERSION } from '../src/base/version.ts'
import { createProgram } from '../src/commands/program.ts'
import { outputSchemas } from '../src/outputs/output-schemas.ts'
import { manPage } from './man-page.ts'

/*
 * Makes dist/, what the package holds: JavaScript, types and source maps of src, jobs and demo, at the places where
 * the sources are, with the files that they read beside them, and the manual page. `npm pack` runs it.
 */

const ROOT = join(import.meta.dirname, '..')
const DIST = join(ROOT, 'dist')

/** What the program reads while it runs, beside its own modules: files, and folders with their endings. */
const FILES = [
  'package.json',
  'drizzle',
  'docs/cookbook.md',
  'src/features/site/paper.css',
  'src/model/search-words.js',
  'src/features/site/style.css',
  'demo/facts',
] as const
const BROWSER_FILES = 'src/features/site/files'

rmSync(DIST, { recursive: true, force: true })
const compiled = spawnSync(
  process.execPath,
  [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', join(ROOT, 'tsconfig.build.json')],
  { stdio: 'inherit' },
)
if (compiled.status !== 0) process.exit(1)
for (const name of FILES) {
  cpSync(join(ROOT, name), join(DIST, name), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts') && !path.includes(`${join('drizzle', 'meta')}/0`),
  })
}
for (const name of readdirSync(join(ROOT, BROWSER_FILES))) {
  if (!name.endsWith('.ts')) cpSync(join(ROOT, BROWSER_FILES, name), join(DIST, BROWSER_FILES, name))
}
mkdirSync(join(DIST, 'schemas'))
for (const [name, schema] of outputSchemas())
  writeFileSync(join(DIST, 'schemas', `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`)
const commit = commitOfClone(ROOT)
if (commit !== null) writeFileSync(join(DIST, COMMIT_FILE), `${commit}\n`)

const program = await createProgram({
  terminal: { out: () => undefined, write: async () => undefined, width: 80 },
  signal: new AbortController().signal,
  exitWith: (code) => code,
})
// Of the commit and not of the build, so that one commit makes one page.
const day =
  commit === null
    ? null
    : execFileSync('git', ['log', '-1', '--format=%cs'], { cwd: ROOT, encoding: 'utf8' }).trim()
writeFileSync(join(DIST, 'paperboy.1'), manPage(program, { version: VERSION, day }))
