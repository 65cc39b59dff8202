import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/*
 * How long the command line takes to start: medians of wall and processor time of `--help`, `--version`, and
 * `sql "select 1"` on a server, from the clone and from what `npm run build` made, where it is there.
 *
 *   DATABASE_URL=postgres://... node bench/start-up.ts [--rounds 15]
 *
 * DATABASE_URL names a database with Paperboy's tables; without it `sql` is left out. It is read from only.
 */

const ROOT = join(import.meta.dirname, '..')
const MODULES = join(ROOT, 'node_modules')
const databaseUrl = process.env['DATABASE_URL']
const at = process.argv.indexOf('--rounds')
const rounds = at < 0 ? 15 : Number(process.argv[at + 1])

const commands: readonly (readonly string[])[] = [
  ['--help'],
  ['--version'],
  ...(databaseUrl === undefined ? [] : [['sql', 'select 1']]),
]

const home = mkdtempSync(join(tmpdir(), 'paperboy-start-up-'))
const results: Record<string, string | number>[] = []
for (const { name, before } of [
  { name: 'node alone', before: null },
  { name: 'clone', before: [join(ROOT, 'bin/paperboy.js')] },
  ...(existsSync(join(ROOT, 'dist/src/cli.js')) ? [{ name: 'build', before: buildStart() }] : []),
]) {
  for (const words of before === null ? [['-e', '0']] : commands) {
    const args = [...(before ?? []), ...words]
    // The first fills the caches of the disk and of what was compiled.
    measure(args)
    const runs = Array.from({ length: rounds }, () => measure(args))
    results.push({
      from: name,
      command: words.join(' '),
      'wall ms': median(runs.map(({ wallMs }) => wallMs)),
      'CPU ms': median(runs.map(({ cpuMs }) => cpuMs)),
    })
  }
}
rmSync(home, { recursive: true, force: true })
console.table(results)

/** What bin/paperboy.js does in the package, which it takes this folder for no longer once it has sources. */
function buildStart(): readonly string[] {
  const script = `
    import * as module from 'node:module'
    module.enableCompileCache(${JSON.stringify(join(MODULES, '.cache/paperboy-build'))})
    if (!('Temporal' in globalThis)) await import('temporal-polyfill/global')
    await import(${JSON.stringify(join(ROOT, 'dist/src/cli.js'))})`
  return ['--input-type=module', '-e', script, '--']
}

function measure(args: readonly string[]): { wallMs: number; cpuMs: number } {
  const before = process.resourceUsage()
  const children = childCpuMs()
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) },
    encoding: 'utf8',
  })
  const wallMs = performance.now() - start
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  void before
  return { wallMs, cpuMs: childCpuMs() - children }
}

