import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { createProgram } from '../../src/commands/program.ts'
import { OUTPUTS, WITHOUT_JSON } from '../../tools/contracts/outputs.ts'
import { schemaFiles } from '../../tools/contracts/schema-files.ts'
import { startCli } from '../support/cli-process.ts'
import { breaches } from '../support/contracts.ts'
import { commandsOf, typedHere } from '../support/paperboy.ts'
import { keepServer } from '../support/ready-folder.ts'

const NIGHT = '2025-09-26T22:00:00Z'
const SCHEMAS = join(import.meta.dirname, '../../docs/schemas')

let folder: string
let replica: Replica
let leave: () => Promise<void>
let env: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-contracts-'))
  leave = await keepServer(join(folder, '.paperboy'))
  replica = await startReplica({ now: NIGHT, quota: false })
  env = { PAPERBOY_SITE: replica.url, PAPERBOY_NOW: NIGHT }
  await writeFile(
    join(folder, 'votes.csv'),
    'paper_id,observed_at,upvotes\n2509.17765,2025-09-23T10:00:00Z,7\n',
  )
  await writeFile(join(folder, 'page.html'), '<html><body>My holidays</body></html>')
})
afterAll(async () => {
  await replica.close()
  await leave()
  await rm(folder, { recursive: true, force: true })
})

/** The command lines of a day at work, in their order; what each prints is checked by `typedHere`. */
const DAY: readonly string[] = [
  'doctor',
  'config',
  'completions bash',
  'nightly --dry-run',
  'nightly',
  'backfill --from 2025-09-23 --to 2025-09-24 --dry-run',
  'backfill --from 2025-09-23 --to 2025-09-24',
  'fetch day:2025-09-22',
  'import page.html --listing day:2025-09-21 --captured-at 2025-09-22T09:00:00Z',
  'import --history votes.csv',
  'import --forget-history votes --yes',
  'replay --dry-run',
  'replay',
  'papers',
  'papers --missing --dry-run',
  'papers --missing --max-requests 1',
  'status',
  'status --check',
  'quarantine',
  'quarantine retry',
  'captures',
  'captures show ID',
  'captures forget ID --yes',
  'captures move',
  'sql select',
  'feed day:2025-09-25',
  'feed day:2025-09-25 --out feed.xml',
  'export all.warc.gz',
  'dataset write data',
  'site build site',
  'backfill --from 2025-09-23 --to 2025-09-24 --all --queue',
  'queue',
  'queue pause listings',
  'queue resume listings',
  'queue retry listings',
  'queue drop listings',
  'subscribe jane@example.org --confirmed',
  'subscribe joe@example.org',
  'subscribers',
  'subscribers pause jane@example.org',
  'subscribers resume jane@example.org',
  'subscribers remove jane@example.org',
  'digest preview',
  'digest send --dry-run',
  'digest send',
  'db migrate --dry-run',
  'db migrate',
  'db reader contracts_reader',
  'db thin',
  'db dump',
]

/** Those that a day at work can't show with success: they need a mail's token, or a warehouse that nobody uses. */
const ELSEWHERE = ['subscribers confirm', 'subscribers unsubscribe', 'subscribers bounced', 'db restore']

/** Those that run until they are stopped. */
const UNTIL_STOPPED = ['worker', 'site serve --port 0', 'db serve --port 0']

/** Names of the program's commands without those below them: `db migrate`, `status`. */
async function leafCommands(): Promise<string[]> {
  const program = await createProgram({
    terminal: { out: () => undefined, width: 80 },
    signal: new AbortController().signal,
    exitWith: (code) => code,
  })
  const leaves = commandsOf(program).filter(({ commands }) => commands.length === 0)
  return leaves
    .map((command) =>
      [command.parent === program ? '' : command.parent?.name(), command.name()].join(' ').trim(),
    )
    .filter((name) => name !== 'help')
}

describe('the contracts of what programs read', () => {
  test('every command has one, or says why it has none', async () => {
    const known = [...Object.keys(OUTPUTS), ...Object.keys(WITHOUT_JSON)]
    expect(known.toSorted()).toEqual((await leafCommands()).toSorted())
    const shown = [...DAY, ...ELSEWHERE, ...UNTIL_STOPPED]
    const isShown = (name: string) =>
      shown.some((line) => `${line} `.startsWith(`${name} `) || `${line} list` === name)
    expect(Object.keys(OUTPUTS).filter((name) => !isShown(name))).toEqual([])
  })

  test('docs/schemas is what is made from them', async () => {
    const made = schemaFiles()
    expect((await readdir(SCHEMAS)).toSorted()).toEqual([...made.keys()].toSorted())
    for (const [name, text] of made) {
      const there = await readFile(join(SCHEMAS, name), 'utf8')
      if (name.endsWith('.json')) expect(JSON.parse(there), name).toEqual(JSON.parse(text))
      else expect(unspaced(there)).toBe(unspaced(text))
    }
  })

  test('a breach is found', () => {
    expect(breaches('worker', { lots: 1 })).toEqual([])
    expect(breaches('worker', { lots: -1 })).not.toEqual([])
    expect(breaches('worker', { lots: 1, more: 1 })).not.toEqual([])
    expect(breaches('health', {})).not.toEqual([])
  })

  test('is kept by each command when it does what it was asked for', async () => {
    const notDone: Record<string, number> = {}
    let capture = ''
    for (const line of DAY) {
      const typed = line.replace('ID', capture).split(' ')
      const args = line === 'sql select' ? ['sql', 'select 1::int8 as n'] : typed
      const { code, stdout } = await typedHere(folder, [...args, '--json'], env)
      expect(JSON.parse(stdout), line).not.toHaveProperty('error')
      if (code !== 0) notDone[line] = code
      if (line === 'captures') capture = (JSON.parse(stdout) as { id: string }[])[0]?.id ?? ''
    }
    expect(notDone).toEqual({
      'import page.html --listing day:2025-09-21 --captured-at 2025-09-22T09:00:00Z': 65,
      // The page is no list, which the status keeps.
      'status --check': 75,
    })
    expect(
      breaches('health', JSON.parse(await readFile(join(folder, '.paperboy/health.json'), 'utf8'))),
    ).toEqual([])
  })

  test.each(UNTIL_STOPPED)('is kept by %s, which is stopped', async (line) => {
    const stop = AbortSignal.timeout(1500)
    const { stdout } = await typedHere(folder, [...line.split(' '), '--json'], env, stop)
    expect(JSON.parse(stdout)).not.toHaveProperty('error')
  })

  test.each(Object.keys(OUTPUTS))('is kept by %s when it is typed wrong', async (name) => {
    const wrong = await typedHere(folder, [...name.split(' '), '--nonsense', '--json'], env)
    expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: 'usage', exit_code: 2 } })
    expect(wrong.code).toBe(2)
  })

  test('each log line is one, of a run that is well and of one that fails', async () => {
    const around = { ...env, PAPERBOY_HOME: join(folder, '.paperboy'), PAPERBOY_LOG: 'debug' }
    const lines: string[] = []
    lines.push(...(await startCli(['fetch', 'day:2025-09-22'], around).ended).lines)
    replica.setFault({ kind: 'status', status: 500, match: '2025-09-23' })
    lines.push(
      ...(await startCli(['fetch', 'day:2025-09-23'], { ...around, PAPERBOY_LOG: 'warn' }).ended).lines,
    )
    replica.clearFaults()
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.flatMap((line) => breaches('log-line', JSON.parse(line)))).toEqual([])
  })
})

/** A page without what a formatter of tables changes. */
function unspaced(text: string): string {
  return text.replaceAll(/-{3,}/g, '---').replaceAll(/ +/g, ' ')
}
