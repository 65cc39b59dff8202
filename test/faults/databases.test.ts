import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { runCli, startCli } from '../support/cli-process.ts'
import { emptyHome } from '../support/cli-warehouse.ts'
import { type Digests, digestsOf, look } from '../support/digests.ts'
import { typedHere } from '../support/paperboy.ts'
import { POOLER, startPooler } from '../support/pooler.ts'
import { createForProcesses, HAS_SERVER } from '../support/warehouses.ts'

const NOW = '2025-09-28T12:00:00Z'

/** What a database, a role or a pooler may bring along: how it is made, and what is changed in it before anybody comes. */
interface Odd {
  readonly made?: string
  readonly changes?: (database: string) => string
}

const set = (...settings: string[]): Odd => {
  return {
    changes: (database) => settings.map((each) => `alter database ${database} set ${each}`).join('; '),
  }
}

/** Values of every type whose notation some setting changes. */
const VALUES = `select day, paper_id, first_seen, authors from paper_days order by day, rank limit 20`
const NOTATIONS = `select date '2025-09-26' as d, timestamptz '2025-09-26 10:00+00' as t, interval '1 day 02:03:04' as i,
  interval '-1 year 2 days' as j, 0.1::float8 + 0.2 as f, 1.1::float4 as g, decode('00ff5c', 'hex') as b,
  format_type('timestamptz'::regtype, null) as y, quote_ident('plain') as q, '{NULL}'::text[] as n, (null = null) is null as u`

/** What a database gives in the end: rows, and the text that commands print. */
interface Outcome {
  readonly codes: readonly number[]
  readonly digests: Digests
  readonly values: unknown
  readonly notations: unknown
  readonly days: unknown
}

describe.skipIf(!HAS_SERVER)('a database that is set up in its own way', () => {
  const made: string[] = []
  let admin: postgres.Sql
  let address: URL
  let dropAdmin: () => Promise<void>
  let replica: Replica
  let home: Awaited<ReturnType<typeof emptyHome>>
  let plain: Outcome

  beforeAll(async () => {
    replica = await startReplica({ now: NOW, quota: false })
    home = await emptyHome()
    const held = await createForProcesses()
    address = new URL(held.databaseUrl!)
    admin = postgres(address.toString(), { max: 1, onnotice: () => undefined })
    dropAdmin = held.drop
    plain = await outcomeOf(await make({}))
  })
  afterEach(async () => {
    for (const database of made.splice(0)) await admin.unsafe(`drop database ${database} with (force)`)
  })
  afterAll(async () => {
    await admin.end({ timeout: 1 })
    await dropAdmin()
    await home.drop()
    await replica.close()
  })

  async function make({ made: how = '', changes }: Odd): Promise<string> {
    const database = `paperboy_odd_${randomUUID().slice(0, 8)}`
    made.push(database)
    await admin.unsafe(`create database ${database} template template0 ${how}`)
    const url = Object.assign(new URL(address), { pathname: `/${database}` }).toString()
    if (changes) {
      const inside = postgres(url, { max: 1, onnotice: () => undefined })
      await inside.unsafe(changes(database))
      await inside.end({ timeout: 1 })
    }
    return url
  }

  const around = (url: string) => {
    return { DATABASE_URL: url, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: NOW, PAPERBOY_HOME: home.home }
  }

  async function outcomeOf(url: string): Promise<Outcome> {
    const codes: number[] = []
    const type = async (...args: string[]) => {
      const { code, stdout, stderr } = await typedHere(home.home, args, around(url))
      codes.push(code)
      if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout) as Record<string, unknown>
    }
    await type('db', 'migrate', '--json')
    await type('nightly', '--json')
    // Bodies come back as bytes, and every row is as it was written.
    const { rows } = (await type('replay', '--json')) as { rows: Record<string, number> }
    expect(Object.values(rows).filter((count) => count > 0)).toEqual([])
    const values = await type('sql', VALUES, '--json')
    const notations = await type('sql', NOTATIONS, '--json')
    const { days } = await type('status', '--json')
    return { codes, digests: await look(around(url), digestsOf), values, notations, days }
  }

  test.each<[string, Odd]>([
    [
      'DateStyle German, IntervalStyle sql_standard, bytea_output escape, and without standard strings, digits and nulls of arrays',
      set(
        `DateStyle = 'German'`,
        'IntervalStyle = sql_standard',
        'bytea_output = escape',
        'standard_conforming_strings = off',
        'extra_float_digits = -15',
        'array_nulls = off',
      ),
    ],
    [
      'DateStyle Postgres, TimeZone Asia/Kathmandu, serializable transactions, and a limit of time for statements',
      set(
        `DateStyle = 'Postgres, DMY'`,
        'IntervalStyle = iso_8601',
        `TimeZone = 'Asia/Kathmandu'`,
        'quote_all_identifiers = on',
        'transform_null_equals = on',
        'default_transaction_isolation = serializable',
        'statement_timeout = 1000',
        'lock_timeout = 1',
      ),
    ],
    ['search_path empty', set(`search_path = ''`)],
    [
      'no schema public, one of another name, and one for extensions',
      {
        changes: (database) =>
          `drop schema public; create schema "My Papers"; create schema extensions; create extension pg_trgm schema extensions;
           alter database ${database} set search_path = nowhere, "My Papers"`,
      },
    ],
    [
      'client_encoding latin1, and sorting and case of Turkish',
      {
        made: `locale_provider icu icu_locale 'tr-TR' locale 'C' encoding 'UTF8'`,
        ...set('client_encoding = latin1'),
      },
    ],
  ])('fault 31: with %s gives the rows of a plain one', async (_name, odd) => {
    const outcome = await outcomeOf(await make(odd))
    expect(outcome).toEqual(plain)
  })

  test.each<[string, Odd, RegExp]>([
    ['the encoding LATIN1', { made: `encoding 'LATIN1' locale 'C'` }, /encoding LATIN1.*UTF8/],
    ['the encoding SQL_ASCII', { made: `encoding 'SQL_ASCII' locale 'C'` }, /encoding SQL_ASCII.*UTF8/],
    ['no schema at all', { changes: () => 'drop schema public' }, /search_path/],
    [
      'default_transaction_read_only',
      set('default_transaction_read_only = on'),
      /default_transaction_read_only/,
    ],
    [
      'tables of another program',
      { changes: () => 'create table migrations (id int, name text)' },
      /"migrations" of another program.*search_path/,
    ],
    [
      'a table "migrations" of another program with hashes in it, too',
      { changes: () => 'create table migrations (id int primary key, name text, hash text)' },
      /"migrations" of another program.*search_path/,
    ],
    [
      'a view "migrations" of another program',
      { changes: () => 'create view migrations as select 1 as id' },
      /"migrations" of another program.*search_path/,
    ],
    [
      'a table and a view of another program with names of ours',
      { changes: () => 'create table papers (id int); create view coverage as select id from papers' },
      /schema public .* has the view "coverage" and the table "papers" of another program.*search_path/,
    ],
    [
      'a foreign table of a name of ours',
      {
        changes: () =>
          'create foreign data wrapper w; create server s foreign data wrapper w; create foreign table runs (id int) server s',
      },
      /has the foreign table "runs" of another program/,
    ],
    [
      'a type and a function of another program with names of ours',
      {
        changes: () =>
          `create type accounts as enum ('a'); create function list_at(int) returns int language sql as 'select 1'`,
      },
      /has the type "accounts" and the function "list_at" of another program/,
    ],
  ])(
    'fault 31: with %s is refused before anything is written, with what to change',
    async (_name, odd, sentence) => {
      const url = await make(odd)
      const before = await namesIn(url)
      for (const args of [['db', 'migrate'], ['nightly'], ['doctor']]) {
        const ended = await typedHere(home.home, args, around(url))
        const said = args[0] === 'doctor' ? ended.stdout.replaceAll(/\s+/g, ' ') : ended.stderr
        expect({ code: ended.code, said }).toEqual({
          code: 78,
          said: expect.stringMatching(sentence),
        })
      }
      expect(await namesIn(url)).toEqual(before)
    },
  )

  test('fault 31: a table "migrations" of another program in a schema that stands further behind is passed by', async () => {
    const url = await make({
      changes: (database) =>
        `create schema mine; create table public.migrations (id int); create table public.papers (id int);
         alter database ${database} set search_path = mine, public`,
    })
    const args = ['fetch', 'day:2025-09-26']
    expect((await typedHere(home.home, ['status'], around(url))).stderr).toMatch(/is empty.*db migrate/)
    expect((await typedHere(home.home, args, around(url))).code).toBe(0)
    expect((await typedHere(home.home, ['replay'], around(url))).code).toBe(0)
    expect(await namesIn(url)).toMatchObject([
      'migrations mine_tables',
      'migrations public',
      'papers mine',
      'papers public',
    ])
  })

  test('fault 31: a warehouse is found where it is when another schema comes to stand first', async () => {
    const url = await make({})
    const before = await typedHere(home.home, ['nightly', '--json'], around(url))
    expect(before.code).toBe(0)
    const database = new URL(url).pathname.slice(1)
    const inside = postgres(url, { max: 1, onnotice: () => undefined })
    await inside.unsafe(`create schema newer; alter database ${database} set search_path = newer, public`)
    expect((await typedHere(home.home, ['replay'], around(url))).code).toBe(0)
    expect(await inside`select count(*)::int from pg_tables where schemaname = 'newer'`).toEqual([
      { count: 0 },
    ])
    await inside.end({ timeout: 1 })
  })

  const ALL = [
    `DateStyle = 'SQL, DMY'`,
    `IntervalStyle = 'iso_8601'`,
    `TimeZone = 'Asia/Kathmandu'`,
    `standard_conforming_strings = off`,
    `quote_all_identifiers = on`,
    `extra_float_digits = -15`,
    `bytea_output = escape`,
    `array_nulls = off`,
    `transform_null_equals = on`,
    `default_transaction_isolation = serializable`,
    `statement_timeout = 200`,
    `lock_timeout = 5`,
  ]
  const setAll = (database: string) => set(...ALL).changes?.(database) ?? ''
  const BACKFILL = ['backfill', '--from', '2025-09-22', '--to', '2025-09-26']

  test('fault 31: with all of it at once, and the tables in a schema of their own, workers load the same rows', async () => {
    const odd = await make({
      changes: (
        database,
      ) => `${setAll(database)}; drop schema public; create schema papers; create schema extensions;
        create extension pg_trgm schema extensions; alter database ${database} set search_path = papers`,
    })
    const [alone, batches] = [around(await make({})), around(odd)]
    expect((await typedHere(home.home, BACKFILL, alone)).code).toBe(0)
    expect((await typedHere(home.home, ['db', 'migrate'], batches)).code).toBe(0)
    const worker = startCli(['worker'], batches)
    const waited = await runCli([...BACKFILL, '--enqueue', '--wait'], batches)
    worker.child.kill('SIGTERM')
    const { code } = await worker.ended
    expect({ code, waited: waited.code, last: waited.code === 0 ? '' : waited.lines }).toEqual({
      code: 143,
      waited: 0,
      last: '',
    })
    expect(await look(batches, digestsOf)).toEqual(await look(alone, digestsOf))
  })

  test('fault 31: with all of it at once the site and the data set are the same to the byte', async () => {
    const url = await make({})
    const env = around(url)
    expect((await typedHere(home.home, BACKFILL, env)).code).toBe(0)
    const written = async (name: string) => {
      const folder = join(home.home, name)
      for (const args of [
        ['site', 'build', join(folder, 'site')],
        ['dataset', 'export', join(folder, 'dataset'), '--format', 'csv,ndjson'],
      ]) {
        const { code, lines } = await runCli(args, env)
        expect({ code, lines: code === 0 ? [] : lines }).toEqual({ code: 0, lines: [] })
      }
      return hashesOf(folder)
    }
    const before = await written('before')
    await admin.unsafe(setAll(new URL(url).pathname.slice(1)))
    expect(await written('after')).toEqual(before)
    expect(Object.keys(before).length).toBeGreaterThan(100)
  })

  test.skipIf(POOLER === null)(
    'fault 31: through a PgBouncer that takes no settings but those it knows gives the rows of a plain one',
    async () => {
      const url = new URL(await make(set(`DateStyle = 'German'`)))
      const pooler = await startPooler(url.toString(), { mode: 'session', users: [url.username] })
      try {
        expect(await outcomeOf(pooler.through(url.toString()))).toEqual(plain)
      } finally {
        await pooler.stop()
      }
    },
  )

  test('fault 31: a limit that stands in DATABASE_URL holds, and one of the database does not', async () => {
    const url = await make(set('statement_timeout = 100'))
    expect((await typedHere(home.home, ['db', 'migrate'], around(url))).code).toBe(0)
    const ask = ['sql', 'select pg_sleep(0.3)', '--json']
    expect((await typedHere(home.home, ask, around(url))).code).toBe(0)
    const at = new URL(url)
    at.searchParams.set('statement_timeout', '200')
    expect((await typedHere(home.home, ask, around(at.toString()))).stderr).toMatch(/statement timeout/)
  })
})

/** Tables and views of two names that Paperboy has too, with their schemas. */
async function namesIn(url: string): Promise<readonly string[]> {
  const inside = postgres(url, { max: 1, onnotice: () => undefined })
  const rows = await inside<{ name: string }[]>`
    select relname || ' ' || nspname as name from pg_class c join pg_namespace n on n.oid = relnamespace
    where relname in ('papers', 'migrations') order by 1`
  await inside.end({ timeout: 1 })
  return rows.map(({ name }) => name)
}

/** The hash of each file in a folder and below it, but for those that say when it was written. */
function hashesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (each) =>
      each.isFile() &&
      each.name !== 'manifest.json' &&
      // Momentum is told as of the second of a build.
      !/trending|\/site\/index\.html$/.test(join(each.parentPath, each.name)),
  )
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).toSorted()
  return Object.fromEntries(
    paths.map((path) => [
      path.slice(folder.length),
      createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12),
    ]),
  )
}
