import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import type { App } from '../../src/commands/app.ts'
import { createProgram } from '../../src/commands/program.ts'
import { commandsOf, typed, typedHere } from '../support/paperboy.ts'
import { keepServer, readyFolder } from '../support/ready-folder.ts'

const NIGHT = '2025-09-26T22:00:00Z'
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

let folder: string
let replica: Replica
let leave: () => Promise<void>
let env: Record<string, string>
let fetched: Awaited<ReturnType<typeof json>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-json-'))
  leave = await keepServer(join(folder, '.paperboy'))
  replica = await startReplica({ now: NIGHT, quota: false })
  env = { PAPERBOY_SITE: replica.url, PAPERBOY_NOW: NIGHT }
  const ended = await typed(folder, ['fetch', 'day:2025-09-25', 'day:2025-09-25', '--json'], env)
  fetched = { ...ended, document: JSON.parse(ended.stdout) as unknown }
})
afterAll(async () => {
  await replica.close()
  await leave()
  await rm(folder, { recursive: true, force: true })
})

const json = async (args: readonly string[]) => {
  const ended = await typedHere(folder, [...args, '--json'], env)
  return { ...ended, document: JSON.parse(ended.stdout) as unknown }
}

/** The names in a document that are not as SQL has them, and the texts that are instants of another form. */
function oddities(value: unknown): string[] {
  if (typeof value === 'string')
    return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) && !INSTANT.test(value) ? [value] : []
  if (Array.isArray(value)) return value.flatMap(oddities)
  if (value === null || typeof value !== 'object') return []
  const names = Object.keys(value).filter((name) => !/^[a-z_\d]+$/.test(name))
  // The names of headers are the site's.
  const { headers: _headers, ...rest } = value as Record<string, unknown>
  return names.concat(Object.values(rest).flatMap(oddities))
}

describe('--json', () => {
  test('a listing that is typed twice is fetched once, and the run is one document', () => {
    const ended = fetched
    expect(ended.code).toBe(0)
    expect(ended.document).toMatchObject({ run_id: '1', exit_code: 0, loaded: 1, held_back: 0 })
    expect(oddities(ended.document)).toEqual([])
    expect(ended.stderr).toContain('day:2025-09-25 was named more than once: it is fetched once')
  })

  test.each([
    [['status'], { totals: { days: 1 }, waiting: { count: 1 } }],
    [['backfill', '--from', '2025-09-24', '--to', '2025-09-25', '--all', '--dry-run'], { requests: 2 }],
    [['replay', '--dry-run'], { captures: 1, changes: [] }],
    [
      ['nightly', '--dry-run', '--follow', 'trending'],
      { requests: 2, lists: [{ listing: 'day:2025-09-26', fetched_at: null }, { listing: 'trending' }] },
    ],
    [
      ['captures', '--from', '2025-09-25'],
      [{ id: '1', listing: 'day:2025-09-25', fetched_at: expect.stringMatching(INSTANT), run_id: '1' }],
    ],
    [['quarantine'], []],
    [['config'], { problems: [] }],
    [['db', 'migrate'], { applied: [] }],
    [['db', 'migrate', '--dry-run'], { missing: [] }],
    [['db', 'thin'], { captures: 0, bodies: 0, bytes: 0 }],
    [['replay'], { run_id: '2', exit_code: 0, captures: 1 }],
    [['sql', 'select * from papers where false'], []],
    [['feed', 'day:2025-09-25'], { version: 'https://jsonfeed.org/version/1.1', language: 'en' }],
  ])('%j is one document with names and instants as SQL and ISO 8601 have them', async (args, expected) => {
    const ended = await json(args)
    expect(ended.code).toBe(0)
    expect(ended.document).toMatchObject(expected)
    expect(oddities(ended.document)).toEqual([])
  })

  test('a feed is written to a file with its own address, and left alone when nothing is new', async () => {
    const args = ['feed', 'day:2025-09-25', '--out', 'a day.xml', '--base', 'https://example.org/feeds']
    const first = await json(args)
    expect(first).toMatchObject({
      code: 0,
      document: { file: 'a day.xml', format: 'atom', selection: 'day:2025-09-25', written: true },
    })
    const text = await readFile(join(folder, 'a day.xml'), 'utf8')
    expect(text).toContain(
      'rel="self" type="application/atom+xml" href="https://example.org/feeds/a%20day.xml"',
    )
    expect(text).toContain(`href="${replica.url}/papers/date/2025-09-25"`)
    expect((await json(args)).document).toMatchObject({ written: false })
    const printed = await typedHere(folder, ['feed', 'day:2025-09-25'], env)
    expect(printed.stdout).toBe(text.replace(/ *<link rel="self".*\n/, ''))
  })

  test('export and restore are documents too', async () => {
    expect((await json(['export', 'all.warc.gz'])).document).toEqual({ file: 'all.warc.gz', captures: 1 })
    // Of a warehouse that no process uses.
    const other = { ...env, PAPERBOY_HOME: join(folder, 'other') }
    await readyFolder(join(folder, 'other/warehouse'))
    await typedHere(folder, ['db', 'dump'], other)
    const restored = await typedHere(folder, ['db', 'restore', '--json'], other)
    expect(JSON.parse(restored.stdout)).toMatchObject({ made_at: expect.stringMatching(INSTANT) })
  })

  test('one capture is a document, and so is its end', async () => {
    expect(await json(['captures', 'show', '1'])).toMatchObject({
      code: 0,
      document: { id: '1', listing: 'day:2025-09-25', headers: { 'content-type': expect.any(String) } },
    })
    expect(await json(['captures', 'forget', '1'])).toMatchObject({ code: 2, document: { error: {} } })
    const forgotten = await json(['captures', 'forget', '1', '--yes'])
    expect(forgotten.document).toEqual({
      run_id: expect.stringMatching(/^\d+$/),
      exit_code: 0,
      held: 0,
      forgotten: ['1'],
    })
  })

  test('a value of a query keeps its digits, its array and its JSON', async () => {
    const { document } = await json([
      'sql',
      `select 1::int8 as big, 1.10::numeric as exact, 7 as small, array[1,2] as ints, '{}'::text[] as none,
        array[1.5,null]::numeric[] as exacts, array[[1,2],[3,4]] as nested, array['a"b,c','NULL',null] as texts,
        array['2025-09-26 22:00:00.5+00'::timestamptz] as instants, 'infinity'::timestamptz as never,
        '2025-09-26 22:00+02'::timestamptz as instant, '{"a":[1,null]}'::jsonb as json, array['{"a":1}'::jsonb] as jsons,
        true as yes, 'NaN'::float8 as nan, date '2025-09-26' as day, null as nothing`,
    ])
    expect(document).toEqual([
      {
        big: '1',
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
    ])
  })

  test.each([
    [['sql', 'select 1 as a, 2 as a'], 'usage', 2],
    [['sql', 'select nothing'], 'query-refused', 2],
    [['fetch', 'day:2999-01-01'], 'usage', 2],
    [['status', '--nonsense'], 'usage', 2],
    [['nonsense'], 'usage', 2],
    [['status', '--home', 'typo'], 'warehouse-unavailable', 78],
    [['status', '--site', 'nowhere'], 'configuration', 78],
  ])('the error of %j is the one document, and its message is on stderr', async (args, code, exitCode) => {
    const ended = await json(args)
    expect(ended.code).toBe(exitCode)
    const { error } = ended.document as { error: { message: string } }
    expect(ended.document).toEqual({ error: { code, message: expect.any(String), exit_code: exitCode } })
    expect(ended.stderr).toContain(error.message)
  })
})

describe('help', () => {
  test.each([[[]], [['db']]])('paperboy %j alone explains itself on stdout', async (args) => {
    const ended = await typedHere(folder, args, env)
    expect(ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Usage: paperboy') })
  })

  test('each command has an example, and each example is taken as it is typed', async () => {
    const app: App = {
      terminal: { out: () => undefined, width: 120 },
      signal: new AbortController().signal,
      exitWith: (code) => code,
    }
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
          if (each.commands.length === 0)
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
