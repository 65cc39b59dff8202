/*
 * How long the command line takes to start: medians of wall and processor time of `--help`, `--version`, and
 * `sql "select 1"` on a server, from the clone and from what `npm run build` made, where it is there.
 *
 *   npm run build && DATABASE_URL=postgres://... node bench/start-up.ts [--rounds 15]
 *
 * DATABASE_URL names a database with Paperboy's tables, which is only read; without it `sql` is left out. Needs bash.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median } from './median.ts'

const ROOT = join(import.meta.dirname, '..')
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } })
const rounds = Number(values.rounds)
const databaseUrl = process.env['DATABASE_URL']

const home = mkdtempSync(join(tmpdir(), 'paperboy-start-up-'))
const commands: readonly (readonly string[])[] = [
  ['--help'],
  ['--version'],
  ...(databaseUrl === undefined ? [] : [['sql', 'select 1']]),
]
const starts: readonly (readonly [name: string, program: string])[] = [
  ['clone', join(ROOT, 'bin/paperboy.js')],
  ...(existsSync(join(ROOT, 'dist/src/cli.js')) ? [['build', packageBin()] as const] : []),
]

const results = [resultOf('node alone', ['-e', '0'])]
for (const [name, program] of starts)
  for (const words of commands) results.push(resultOf(`${name}: ${words.join(' ')}`, [program, ...words]))
rmSync(home, { recursive: true, force: true })
console.table(results)

function resultOf(what: string, args: readonly string[]) {
  // The first fills the caches of the disk and of what was compiled.
  measure(args)
  const runs = Array.from({ length: rounds }, () => measure(args))
  return {
    what,
    'wall ms': Math.round(median(runs.map(({ wallMs }) => wallMs))),
    'CPU ms': Math.round(median(runs.map(({ cpuMs }) => cpuMs))),
  }
}

/** What was built, as it lies in a package: without sources beside it. */
function packageBin(): string {
  cpSync(join(ROOT, 'bin'), join(home, 'bin'), { recursive: true })
  for (const name of ['dist', 'node_modules', 'package.json']) symlinkSync(join(ROOT, name), join(home, name))
  return join(home, 'bin/paperboy.js')
}

/** The shell's own `time` knows what a process used, to the millisecond. */
function measure(args: readonly string[]): { readonly wallMs: number; readonly cpuMs: number } {
  const script = `TIMEFORMAT='%3R %3U %3S'; time "$@" > /dev/null`
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, ...args], {
    cwd: home,
    env: {
      PATH: process.env['PATH'] ?? '',
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    },
    encoding: 'utf8',
  })
  const [wall, user, system] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  if (status !== 0 || wall === undefined || user === undefined || system === undefined)
    throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 }
}
