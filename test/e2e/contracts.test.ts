import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import type { App } from '../../src/commands/command.ts'
import { createProgram } from '../../src/commands/program.ts'
import { OUTPUTS } from '../../src/outputs/outputs.ts'
import { type CliProcess, startCli } from '../support/cli-process.ts'
import { readMail } from '../support/mail-server.ts'
import { commandsOf, typed, typedHere } from '../support/paperboy.ts'
import { keepServer, readyFolder } from '../support/ready-folder.ts'
import { documentsOf, problemsOf } from '../support/schemas.ts'

const NIGHT = '2025-09-26T22:00:00Z'
const DAYS = ['--from', '2025-09-24', '--to', '2025-09-25']

/** A command line that prints one document, and its exit code. */
interface Case {
  /** As it stands in `OUTPUTS`, which tells the schema. */
  readonly of: string
  readonly args: readonly string[] | (() => Promise<readonly string[]>)
  /** Default 0. */
  readonly code?: number
  readonly env?: Readonly<Record<string, string>>
}

/** In this order: each goes on from what those before it did. */
const CASES: readonly Case[] = [
  { of: '--version', args: ['--version'] },
  { of: '--help', args: ['--help'] },
  { of: '--help', args: [] },
  { of: '--help', args: ['help', 'status'] },
  { of: '--help', args: ['digest'] },
  { of: 'config', args: ['config'] },
  { of: 'config', args: ['config', '--site', 'nowhere'], code: 78 },
  { of: 'completions', args: ['completions', 'bash'] },
  { of: 'doctor', args: ['doctor'] },
  { of: 'doctor', args: ['doctor', '--site', 'http://127.0.0.1:1'], code: 69 },
  { of: 'status', args: ['status'] },
  { of: 'status --check', args: ['status', '--check'], code: 75 },
  { of: 'nightly --dry-run', args: ['nightly', '--dry-run', '--follow', 'trending'] },
  { of: 'nightly', args: ['nightly', '--max-requests', '1'] },
  { of: 'backfill --dry-run', args: ['backfill', ...DAYS, '--all', '--dry-run'] },
  { of: 'backfill', args: ['backfill', ...DAYS] },
  { of: 'fetch papers --dry-run', args: ['fetch', 'papers', '--missing', '--dry-run'] },
  { of: 'fetch papers', args: ['fetch', 'papers', '--missing', '--max-requests', '1'] },
  { of: 'papers', args: ['papers', 'trending', 'top:2'] },
  { of: 'papers', args: ['papers', 'day:2025-09-25'] },
  { of: 'papers', args: ['papers', 'month:2025-09', '--limit', '3'] },
  { of: 'papers', args: ['papers', 'from:2025-09-24', 'to:2025-09-25', 'top:2'] },
  { of: 'papers', args: ['papers', 'last-30-days', 'top:2'] },
  { of: 'paper', args: ['paper', 'https://arxiv.org/abs/2509.19803v2'] },
  { of: 'feed', args: ['feed', 'day:2025-09-25'] },
  // The site showed organizations from this day on.
  { of: 'feed', args: ['feed', 'day:2025-09-26'] },
  { of: 'feed --out', args: ['feed', 'day:2025-09-25', '--out', 'day.json', '--format', 'json'] },
  { of: 'sql', args: ['sql', 'select * from stored_papers limit 2'] },
  { of: 'captures list', args: ['captures', '--from', '2025-09-25'] },
  { of: 'captures show', args: ['captures', 'show', '1'] },
  { of: 'export', args: ['export', 'all.warc.gz'] },
  { of: 'import', args: ['import', 'all.warc.gz'] },
  { of: 'import', args: async () => ['import', await oddPage('many')], code: 75 },
  { of: 'import', args: async () => ['import', await noPage()], code: 65 },
  { of: 'replay --dry-run', args: ['replay', '--dry-run'] },
  { of: 'replay', args: ['replay'] },
  { of: 'captures move', args: ['captures', 'move'], env: { PAPERBOY_CAPTURES: 'bodies' } },
  { of: 'captures move', args: ['captures', 'move'] },
  { of: 'captures forget', args: ['captures', 'forget', '1', '--yes'] },
  { of: 'quarantine list', args: ['quarantine'] },
  { of: 'quarantine retry', args: ['quarantine', 'retry'], code: 75 },
  { of: 'history import', args: async () => ['history', 'import', await votes()], code: 75 },
  { of: 'history delete', args: ['history', 'delete', 'votes', '--yes'] },
  { of: 'subscribe --confirmed', args: ['subscribe', 'a@example.org', 'top:2', '--confirmed'] },
  { of: 'subscribe', args: ['subscribe', 'b@example.org'] },
  { of: 'subscribers confirm', args: async () => ['subscribers', 'confirm', await tokenIn('c')] },
  { of: 'subscribers pause', args: ['subscribers', 'pause', 'b@example.org'] },
  { of: 'subscribers resume', args: ['subscribers', 'resume', 'b@example.org'] },
  { of: 'digest preview', args: ['digest', 'preview', 'top:1'] },
  {
    of: 'digest send --dry-run',
    args: ['digest', 'send', '--dry-run'],
    env: { PAPERBOY_NOW: '2025-09-27T22:00:00Z' },
  },
  { of: 'digest send', args: ['digest', 'send'], env: { PAPERBOY_NOW: '2025-09-27T22:00:00Z' } },
  { of: 'subscribers unsubscribe', args: async () => ['subscribers', 'unsubscribe', await tokenIn('u')] },
  { of: 'subscribers bounced', args: async () => ['subscribers', 'bounced', await wayBack()] },
  { of: 'subscribers list', args: ['subscribers'] },
  { of: 'subscribers remove', args: ['subscribers', 'remove', 'b@example.org'] },
  { of: 'db migrate', args: ['db', 'migrate'] },
  { of: 'db migrate --dry-run', args: ['db', 'migrate', '--dry-run'] },
  { of: 'db grant', args: ['db', 'grant', 'analyst'] },
  { of: 'db prune', args: ['db', 'prune'] },
  { of: 'db dump', args: ['db', 'dump'] },
  { of: 'db restore', args: ['db', 'restore'], env: { PAPERBOY_HOME: 'other' } },
  { of: 'db serve', args: ['db', 'serve', '--port', '0'] },
  { of: 'site serve', args: ['site', 'serve', '--port', '0'] },
  { of: 'site build', args: ['site', 'build', 'public'] },
  { of: 'dataset export', args: ['dataset', 'export', 'dataset', '--format', 'ndjson'] },
  { of: 'queue pause', args: ['queue', 'pause', 'publish'] },
  { of: 'backfill --enqueue', args: ['backfill', ...DAYS, '--all', '--enqueue'] },
  { of: 'fetch papers --enqueue', args: ['fetch', 'papers', '--missing', '--to', '2025-09-01', '--enqueue'] },
  { of: 'replay --enqueue', args: ['replay', '--to', '2025-09-01', '--enqueue'] },
  { of: 'import --enqueue', args: async () => ['import', await oddPage('few'), '--enqueue'] },
  { of: 'queue list', args: ['queue'] },
  { of: 'backfill --enqueue --wait', args: ['backfill', ...DAYS, '--all', '--enqueue', '--wait'] },
  {
    of: 'fetch papers --enqueue --wait',
    args: ['fetch', 'papers', '--missing', '--to', '2025-09-01', '--enqueue', '--wait'],
  },
  { of: 'replay --enqueue --wait', args: ['replay', ...DAYS, '--enqueue', '--wait'] },
  { of: 'import --enqueue --wait', args: ['import', 'all.warc.gz', '--again', '--enqueue', '--wait'] },
  { of: 'queue resume', args: ['queue', 'resume', 'publish'] },
  { of: 'queue drop', args: ['queue', 'drop', 'publish'] },
  { of: 'queue retry', args: ['queue', 'retry', 'listings'] },
  { of: 'status', args: ['status'] },
  { of: 'demo', args: ['demo'], code: 2 },
]

/** Commands that have their own test below. */
const APART = new Set(['fetch', 'worker', 'mcp'])

/** The name of the schema of what a command line prints. */
const schemaFor = (line: string) =>
  Object.entries(OUTPUTS).find(([, { commands }]) => commands.includes(line))?.[0] ?? ''

const app: App = {
  terminal: { out: () => undefined, write: async () => undefined, width: 120 },
  signal: new AbortController().signal,
  exitWith: (code) => code,
}

/** The commands that do something, as they are typed: `db migrate`. */
const typedNames = (await createProgram(app)).commands.flatMap((command) => leavesOf(command))

function leavesOf(command: Command, before = ''): string[] {
  const name = `${before}${command.name()}`
  const own = command.commands.length === 0 || command.registeredArguments.length > 0 ? [name] : []
  return [...own, ...command.commands.flatMap((each) => leavesOf(each, `${name} `))]
}

let folder: string
let replica: Replica
let leave: () => Promise<void>
let env: Record<string, string>
let failing: CliProcess
let worker: CliProcess

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-contracts-'))
  leave = await keepServer(join(folder, '.paperboy'))
  replica = await startReplica({ now: NIGHT, quota: false })
  env = {
    PAPERBOY_HOME: join(folder, '.paperboy'),
    PAPERBOY_SITE: replica.url,
    PAPERBOY_NOW: NIGHT,
    PAPERBOY_MAIL_FROM: 'papers@example.org',
  }
  // A warehouse that no process uses, with a dump to go back to.
  await readyFolder(join(folder, 'other/warehouse'))
  await typedHere(folder, ['db', 'dump'], { ...env, PAPERBOY_HOME: 'other' })
})
afterAll(async () => {
  for (const each of [failing, worker]) each?.child.kill('SIGKILL')
  await replica.close()
  await leave()
  await rm(folder, { recursive: true, force: true })
})

const json = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  const ended = await typedHere(folder, [...args, '--json'], { ...env, ...more }, { stopsAtOutput: true })
  return { ...ended, documents: documentsOf(ended.stdout) }
}

/** A day's page with an entry that can't be read. */
async function oddPage(upvotes: string): Promise<string> {
  const name = '2025-09-23@20250924T1000Z.html'
  const page = await (await fetch(`${replica.url}/papers/date/2025-09-23`)).text()
  const odd = page.replace(/(&quot;upvotes&quot;:)\d+/, `$1&quot;${upvotes}&quot;`)
  await writeFile(join(folder, name), odd)
  return name
}

/** A page that is none of the site's. */
async function noPage(): Promise<string> {
  const name = '2025-09-22@20250924T1000Z.html'
  await writeFile(join(folder, name), '<html><body>My holidays</body></html>')
  return name
}

/** The history of another collector, with a line that makes no sense. */
async function votes(): Promise<string> {
  const lines = 'paper_id,observed_at,upvotes\n2509.19803,2025-09-25T10:00:00Z,7\n2509.19803,soon,8\n'
  await writeFile(join(folder, 'votes.csv'), lines)
  return 'votes.csv'
}

const outbox = () => join(folder, '.paperboy/outbox')

/** The token that confirms or ends a subscription, from the newest mail that has one. */
async function tokenIn(action: 'c' | 'u'): Promise<string> {
  for (const file of (await readdir(outbox())).filter((name) => name.endsWith('.eml'))) {
    const { text = '', headers } = await readMail({ bytes: await readFile(join(outbox(), file)) })
    const all = `${text} ${headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? ''}`
    const [, token] = new RegExp(`(?:%20|=|\\s)(${action}\\.[\\w.-]+)`).exec(all) ?? []
    if (token !== undefined) return token
  }
  throw new Error('no mail has a token')
}

/** Where a mail comes back to that was sent. */
async function wayBack(): Promise<string> {
  const [id = ''] = (await readdir(outbox())).flatMap((file) => /[0-9a-f-]{36}/.exec(file) ?? [])
  return `papers+bounce-${id.replaceAll('-', '')}@example.org`
}

/** What is wrong with the log lines among the lines of stderr, and how many there are. */
function logProblems(lines: readonly string[]): { count: number; problems: string[] } {
  const logged = lines.filter((line) => line.startsWith('{'))
  return {
    count: logged.length,
    problems: logged.flatMap((line) => problemsOf('log-line', JSON.parse(line))),
  }
}

const healthProblems = async () =>
  problemsOf('health', JSON.parse(await readFile(join(folder, '.paperboy/health.json'), 'utf8')))

describe('--json', () => {
  test('every command has a schema, and every schema of a command has a case here', () => {
    const lines = Object.values(OUTPUTS).flatMap(({ commands }) => commands)
    const isOf = (name: string) => (line: string) => line === name || line.startsWith(`${name} --`)
    expect(typedNames.filter((name) => !lines.some(isOf(name)))).toEqual([])
    expect(
      lines.filter((line) => !line.startsWith('--') && !typedNames.some((name) => isOf(name)(line))),
    ).toEqual([])
    const cases = new Set(CASES.map(({ of }) => of))
    expect(lines.filter((line) => !cases.has(line) && !APART.has(line))).toEqual([])
  })

  test('fetch prints a run, logs lines that have a schema, and leaves a health file that has one', async () => {
    const args = ['fetch', 'day:2025-09-26', 'day:2025-09-26', '--json', '--log-level', 'debug']
    const ended = await typed(folder, args, env)
    expect(ended.code).toBe(0)
    const documents = documentsOf(ended.stdout)
    expect(documents).toMatchObject([{ run_id: '1', exit_code: 0, loaded: 1, on_hold: 0 }])
    expect(problemsOf('run', documents[0])).toEqual([])
    expect(ended.stderr).toContain('day:2025-09-26 was named more than once: it is fetched once')
    const { count, problems } = logProblems(ended.stderr.trim().split('\n'))
    expect(problems).toEqual([])
    expect(count).toBeGreaterThan(4)
    expect(await healthProblems()).toEqual([])
    // They take their time beside the others, which end before them.
    const away = { ...env, PAPERBOY_SITE: 'http://127.0.0.1:1' }
    failing = startCli(['fetch', 'month:2025-08', '--json', '--log-level', 'debug'], away)
    worker = startCli(['worker', '--json', '--log-level', 'debug'], env)
  })

  test.each(CASES)(
    'paperboy $args prints one document of its schema',
    async ({ of, args, code = 0, env: more }) => {
      const ended = await json(typeof args === 'function' ? await args() : args, more)
      expect(ended.documents).toHaveLength(1)
      expect(ended.documents.flatMap((document) => problemsOf(schemaFor(of), document))).toEqual([])
      expect(ended.code, ended.stderr).toBe(code)
    },
  )

  test('a run that fails has the same documents', async () => {
    const ended = await failing.ended
    expect(ended.code).toBe(69)
    const documents = documentsOf(ended.stdout)
    expect(documents).toMatchObject([{ exit_code: 69, failed: 1 }])
    expect(documents.flatMap((document) => problemsOf('run', document))).toEqual([])
    const { count, problems } = logProblems(ended.lines)
    expect(problems).toEqual([])
    expect(count).toBeGreaterThan(2)
  })

  test('a worker that is stopped says what it did', async () => {
    worker.child.kill('SIGTERM')
    const ended = await worker.ended
    expect(ended.code).toBe(143)
    const documents = documentsOf(ended.stdout)
    expect(documents).toHaveLength(1)
    expect(problemsOf('worker', documents[0])).toEqual([])
    expect(logProblems(ended.lines).problems).toEqual([])
    expect(await healthProblems()).toEqual([])
  })

  test('mcp prints a message a line', async () => {
    const hello = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    }
    const stdout = await new Promise<string>((resolve) => {
      const bin = join(import.meta.dirname, '../../bin/paperboy.js')
      const around = { env: { PATH: process.env['PATH'] ?? '', ...env } }
      const child = execFile(process.execPath, [bin, 'mcp', '--json'], around, (_error, out) => resolve(out))
      child.stdout?.once('data', () => child.stdin?.end())
      child.stdin?.write(`${JSON.stringify(hello)}\n`)
    })
    const documents = documentsOf(stdout)
    expect(documents).toHaveLength(1)
    expect(problemsOf('mcp', documents[0])).toEqual([])
  })

  test.each(typedNames)(
    '%s prints what is wrong with what was typed, and its help, as documents',
    async (name) => {
      const wrong = await json([...name.split(' '), '--nonsense'])
      expect(wrong.code).toBe(2)
      expect(wrong.documents).toMatchObject([{ error: { code: 'usage', exit_code: 2 } }])
      expect(wrong.documents.flatMap((document) => problemsOf('error', document))).toEqual([])
      const help = await json([...name.split(' '), '--help'])
      expect(help).toMatchObject({ code: 0, documents: [{ help: expect.stringContaining('Example:') }] })
    },
  )

  test.each([
    [['sql', 'select 1 as a, 2 as a'], 'usage', 2],
    [['sql', 'select nothing'], 'query-refused', 2],
    [['fetch', 'day:2999-01-01'], 'usage', 2],
    [['captures', 'forget', '2'], 'usage', 2],
    [['captures', 'show', '2', '--body'], 'usage', 2],
    [['subscribers', 'confirm', 'nonsense'], 'usage', 2],
    [['nonsense'], 'usage', 2],
    [['status', '--home', 'typo'], 'warehouse-unavailable', 78],
    [['db', 'serve', '--home', 'typo'], 'warehouse-unavailable', 78],
    [['mcp', '--home', 'typo'], 'warehouse-unavailable', 78],
    [['status', '--site', 'nowhere'], 'configuration', 78],
    [['status', '--database-url', 'postgres://127.0.0.1:1/papers'], 'warehouse-unreachable', 69],
  ])('the error of %j is the one document, and its message is on stderr', async (args, code, exitCode) => {
    const ended = await json(args)
    expect(ended.code).toBe(exitCode)
    expect(ended.documents).toHaveLength(1)
    const [document] = ended.documents as { error: { message: string } }[]
    expect(problemsOf('error', document)).toEqual([])
    expect(document).toMatchObject({ error: { code, exit_code: exitCode } })
    const { message } = document!.error
    const said = ended.stderr.trim().split('\n')
    // What the command line lacks is said by who reads it; all else is a log line like the others.
    if (said.some((line) => line.startsWith('error: '))) expect(ended.stderr).toContain(message)
    else {
      const last = JSON.parse(said.at(-1) ?? '') as { readonly msg: string }
      expect([problemsOf('log-line', last), last.msg]).toEqual([[], message])
    }
  })

  test.each([
    [{ PAPERBOY_SITE: 'http://127.0.0.1:1' }, 69],
    [{ PAPERBOY_SITE: 'nowhere' }, 78],
  ])(
    'a log that takes all that the recipe for cron prints with %j holds nothing but JSON',
    async (more, code) => {
      const crontab = await readFile(join(import.meta.dirname, '../../jobs/deploy/crontab'), 'utf8')
      const [, words = ''] = /^[\d,* ]+cd \S+ && npx paperboy (.+) >> \S+ 2>&1$/m.exec(crontab) ?? []
      const ended = await typed(folder, words.split(' '), { ...env, ...more })
      expect(ended.code, ended.stderr).toBe(code)
      const lines = `${ended.stderr}${ended.stdout}`.trimEnd().split('\n')
      expect(lines.map((line) => typeof JSON.parse(line))).toEqual(lines.map(() => 'object'))
      expect(lines.length).toBeGreaterThan(1)
    },
  )

  test('a value of a query keeps its digits, its array and its JSON', async () => {
    const { documents } = await json([
      'sql',
      `select 1::int8 as big, e'{"a":\\n"b"}'::json as lines, 1.10::numeric as exact, 7 as small, array[1,2] as ints, '{}'::text[] as none,
        array[1.5,null]::numeric[] as exacts, array[[1,2],[3,4]] as nested, array['a"b,c','NULL',null] as texts,
        array['2025-09-26 22:00:00.5+00'::timestamptz] as instants, 'infinity'::timestamptz as never,
        '2025-09-26 22:00+02'::timestamptz as instant, '{"a":[1,null]}'::jsonb as json, array['{"a":1}'::jsonb] as jsons,
        true as yes, 'NaN'::float8 as nan, date '2025-09-26' as day, null as nothing`,
    ])
    expect(documents).toEqual([
      [
        {
          big: '1',
          lines: { a: 'b' },
          exact: '1.10',
          small: 7,
          ints: [1, 2],
          none: [],
          exacts: ['1.5', null],
          nested: [
            [1, 2],
            [3, 4],
          ],
          texts: ['a"b,c', 'NULL', null],
          instants: ['2025-09-26T22:00:00.500Z'],
          never: 'infinity',
          instant: '2025-09-26T20:00:00.000Z',
          json: { a: [1, null] },
          jsons: [{ a: 1 }],
          yes: true,
          nan: 'NaN',
          day: '2025-09-26',
          nothing: null,
        },
      ],
    ])
  })

  test('a feed is written to a file with its own address, and left alone when nothing is new', async () => {
    const args = ['feed', 'day:2025-09-25', '--out', 'a day.xml', '--base', 'https://example.org/feeds']
    const first = await json(args)
    expect(first).toMatchObject({
      code: 0,
      documents: [{ file: 'a day.xml', format: 'atom', selection: 'day:2025-09-25', written: true }],
    })
    const text = await readFile(join(folder, 'a day.xml'), 'utf8')
    expect(text).toContain(
      'rel="self" type="application/atom+xml" href="https://example.org/feeds/a%20day.xml"',
    )
    expect(text).toContain(`href="${replica.url}/papers/date/2025-09-25"`)
    expect((await json(args)).documents).toMatchObject([{ written: false }])
    const printed = await typedHere(folder, ['feed', 'day:2025-09-25'], env)
    expect(printed.stdout).toBe(text.replace(/ *<link rel="self".*\n/, ''))
  })
})

describe('help', () => {
  test.each([[[]], [['db']]])('paperboy %j alone explains itself on stdout', async (args) => {
    const ended = await typedHere(folder, args, env)
    expect(ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Usage: paperboy') })
  })

  test('each command has an example, and each example is taken as it is typed', async () => {
    for (const command of commandsOf(await createProgram(app))) {
      if (command.name() === 'help') continue
      let help = ''
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
      const examples = [...help.matchAll(/^ {2}\$ (?:[A-Z_]+=\S+ )?npx paperboy (.*)$/gm)].map(([, line]) =>
        (line ?? '').replace(/ > .*/, ''),
      )
      expect(examples, command.name()).not.toEqual([])
      for (const example of examples) {
        const program = await createProgram(app)
        const ran: string[] = []
        for (const each of commandsOf(program))
          if (each.commands.length === 0 || each.registeredArguments.length > 0)
            each.action(() => {
              ran.push(each.name())
            })
        const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(
          ([, quoted, plain]) => quoted ?? plain ?? '',
        )
        await program.parseAsync(words, { from: 'user' })
        expect(ran, example).toHaveLength(1)
      }
    }
  })
})
