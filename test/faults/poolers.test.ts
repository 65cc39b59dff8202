import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { syntheticCatalog } from '../../demo/site/synthetic-catalog.ts'
import { backfill, type BackfillOptions, planOfBackfill } from '../../jobs/collect/backfill.ts'
import { enqueueListings } from '../../src/features/workers/jobs/enqueue-work.ts'
import { importSaved } from '../../jobs/import/import.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { wantedDay } from '../../jobs/nightly/plan-days.ts'
import { replay } from '../../jobs/replay/replay.ts'
import { readStatus } from '../../jobs/run/status.ts'
import { watchBatch } from '../../src/features/workers/jobs/watch-batch.ts'
import { workQueues } from '../../src/features/workers/jobs/work-queues.ts'
import { QUEUES } from '../../src/features/workers/queue/queues.ts'
import { findPooler } from '../../src/load/warehouse/find-pooler.ts'
import { migrate } from '../../src/load/warehouse/migrate.ts'
import { openReader } from '../../src/load/warehouse/open-reader.ts'
import { openWarehouse } from '../../src/load/warehouse/open-warehouse.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { dayListing } from '../../src/model/listing.ts'
import { createMcpServer } from '../../src/features/mcp/mcp-server.ts'
import { siteApp } from '../../src/features/site/site-app.ts'
import { everyRow } from '../support/all-tables.ts'
import { jobContext } from '../support/job-context.ts'
import { typedHere } from '../support/paperboy.ts'
import { type OwnServer, ownServer, SERVER_PROGRAMS } from '../support/own-server.ts'
import { POOLER, type Pooler, startPooler } from '../support/pooler.ts'

const MODES = ['session', 'transaction'] as const

const NOW = Temporal.Instant.from('2025-09-30T12:00:00Z')

const RANGE: BackfillOptions = {
  from: '2025-09-15',
  to: '2025-09-20',
  missing: true,
  failed: true,
  all: false,
  staleParser: false,
  newestFirst: false,
  maxRequests: null,
}

const IMPORTED = '2025-09-12'

/** Where a warehouse is: its owner, the way to it, and its schema. */
interface Place {
  readonly rights: string
  readonly mode?: 'session' | 'transaction'
  readonly schema?: string
}

const PLACES: Readonly<Record<string, Place>> = {
  'a direct connection': { rights: 'superuser' },
  'an owner without any rights, in a schema of another name': { rights: '', schema: 'Papers of "us"' },
  ...(POOLER === null
    ? {}
    : {
        'PgBouncer in session mode': { rights: 'superuser', mode: 'session' },
        'PgBouncer in transaction mode': { rights: 'superuser', mode: 'transaction' },
        'PgBouncer in transaction mode, for an owner without any rights, in another schema': {
          rights: '',
          mode: 'transaction',
          schema: 'papers',
        },
      }),
}

/** What came out of all that was done. */
interface Outcome {
  readonly exitCodes: readonly number[]
  readonly rows: ReadonlyMap<string, readonly string[]>
  readonly answers: Readonly<Record<string, string>>
  readonly tools: readonly string[] | null
  readonly status: unknown
}

/** Leaves out what goes by the order of requests, or by the clock of this machine. */
function comparable(tables: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const apart = /"token": \d+|"date": "\w{3}, [^"]*"/g
  return new Map(
    [...tables].map(([name, rows]) => [name, rows.map((row) => row.replaceAll(apart, '')).sort()]),
  )
}

describe.runIf(SERVER_PROGRAMS !== null)('fault 31: all of it, from the first migration to the pages', () => {
  let server: OwnServer
  let replica: Replica
  let home: string
  let saved: string
  let direct: Outcome
  const poolers: Pooler[] = []

  beforeAll(async () => {
    server = await ownServer()
    home = mkdtempSync(join(tmpdir(), 'paperboy-poolers-'))
    const catalog = syntheticCatalog({ from: IMPORTED, to: '2025-09-30', weekends: true, size: 6 })
    replica = await startReplica({ catalog, now: NOW.toString(), quota: false })
    saved = join(home, 'saved.html')
    writeFileSync(saved, await (await fetch(`${replica.url}/papers/date/${IMPORTED}`)).text())
    direct = await doAll(await addressOf(PLACES['a direct connection']!))
  })
  afterAll(async () => {
    for (const pooler of poolers) await pooler.stop()
    await server.drop()
    await replica.close()
    rmSync(home, { recursive: true, force: true })
  })

  /** Makes an owner and a database of its own, and gives the address by the place's way. */
  async function addressOf({ rights, mode, schema }: Place): Promise<string> {
    const name = `owner_${randomUUID().slice(0, 8)}`
    const database = await server.database(name)
    const admin = postgres(database, { max: 1, onnotice: () => undefined })
    await admin.unsafe(`create role ${name} login ${rights}`)
    await admin.unsafe(`alter database ${name} owner to ${name}`)
    if (schema !== undefined) {
      const quoted = `"${schema.replaceAll('"', '""')}"`
      await admin.unsafe(`create schema ${quoted} authorization ${name}`)
      await admin.unsafe(`alter role ${name} set search_path = ${quoted}`)
    }
    await admin.end()
    const url = Object.assign(new URL(database), { username: name }).toString()
    if (mode === undefined) return url
    const pooler = await startPooler(server.url, { mode, users: [name, 'postgres'] })
    poolers.push(pooler)
    return pooler.through(url)
  }

  async function opened<T>(databaseUrl: string, work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
    const warehouse = await openWarehouse({ databaseUrl, home })
    try {
      return await work(warehouse)
    } finally {
      await warehouse.close()
    }
  }

  const contextOf = (warehouse: Warehouse) => jobContext(warehouse, replica.url, () => NOW)

  async function doAll(url: string): Promise<Outcome> {
    await opened(url, migrate)
    const exitCodes: number[] = []
    // Each with connections of its own, as two processes have them.
    const both = await Promise.all(
      [RANGE, { ...RANGE, newestFirst: true }].map(async (options) =>
        opened(url, async (warehouse) => backfill(contextOf(warehouse), options)),
      ),
    )
    const { rows, status } = await opened(url, async (warehouse) => {
      const context = contextOf(warehouse)
      exitCodes.push(await byWorkers(url, context))
      exitCodes.push((await nightly(context, {})).exitCode)
      exitCodes.push((await replay(context, {})).exitCode)
      const listing = dayListing(IMPORTED)
      const capturedAt = Temporal.Instant.from('2025-09-20T00:00:00Z')
      exitCodes.push((await importSaved(context, [{ path: saved, listing, capturedAt }])).exitCode)
      const found = await readStatus(warehouse, NOW)
      const { due, failed, on_hold, calendar, waiting } = found
      return {
        rows: comparable(await everyRow(warehouse)),
        // Which of two workers read a list is theirs to settle.
        status: JSON.parse(
          JSON.stringify({ due, failed, on_hold, calendar, waiting }, (name, value: unknown) =>
            name === 'run_id' ? undefined : value,
          ),
        ) as unknown,
      }
    })
    expect(both.every(({ exitCode }) => exitCode === 0 || exitCode === 75)).toBe(true)
    return { exitCodes, rows, status, ...(await readAll(url)) }
  }

  async function byWorkers(url: string, context: ReturnType<typeof contextOf>): Promise<number> {
    const options = { ...RANGE, from: '2025-09-21', to: '2025-09-24' }
    const wanted = (await planOfBackfill(context, options)).map((each) => wantedDay(each))
    const half = Math.ceil(wanted.length / 2)
    const batches = await Promise.all(
      [wanted.slice(0, half), wanted.slice(half)].map(async (some) =>
        enqueueListings(context.warehouse, { queue: 'listings', run: 'backfill', wanted: some }),
      ),
    )
    const stop = new AbortController()
    const workers = [1, 2].map(async () =>
      opened(url, async (warehouse) =>
        workQueues(
          { ...contextOf(warehouse), signal: stop.signal },
          {
            concurrency: 1,
            queues: QUEUES,
            schedules: null,
            follow: [],
            paperPages: 0,
            steps: [],
            tasks: [],
            pollMs: 20,
            heartbeatMs: 500,
            retrySeconds: 0,
          },
        ),
      ),
    )
    let exitCode = 0
    for (const batch of batches)
      exitCode = Math.max(exitCode, (await watchBatch(context, batch, 20)).exitCode)
    stop.abort()
    await Promise.all(workers)
    return exitCode
  }

  /** The answers of the site to sixty requests at once, and of the tools of assistants. */
  async function readAll(url: string): Promise<Pick<Outcome, 'answers' | 'tools'>> {
    let hasRole = true
    const reader = await openReader({ databaseUrl: url, home }, () => {
      hasRole = false
    })
    try {
      const source = 'https://huggingface.co'
      const site = siteApp({ executor: reader, now: () => NOW, source, publicUrl: source, isStatic: false })
      const days = Array.from({ length: 6 }, (_, n) => `2025-09-${15 + n}`)
      const { rows } = await reader.readOnly('select paper_id from paper_details order by 1 limit 8')
      const paths = [
        '/',
        '/coverage',
        '/trending',
        '/search?q=speech',
        '/api/papers',
        '/api/coverage',
        '/feeds',
        ...days.flatMap((day) => [`/day/${day}`, `/api/days/${day}`]),
        ...rows.flatMap(([id]) => [`/paper/${id}`, `/api/papers/${id}`]),
      ]
      const asked = Array.from({ length: 60 }, (_, n) => {
        const path = paths[n % paths.length]!
        // Another address of the same page, so that none is kept.
        return `${path}${path.includes('?') ? '' : '?'}${'&'.repeat(Math.floor(n / paths.length))}`
      })
      const answers = await Promise.all(
        asked.map(async (path) => {
          const answer = await site.request(path)
          // Which of the two backfills read which day is theirs to settle.
          const text = (await answer.text()).replace(/<h2 id="runs">.*?<\/table>/s, '')
          return [path, `${answer.status} ${text}`] as const
        }),
      )
      return {
        answers: Object.fromEntries(answers),
        // Where no role can be had the command refuses to start: statements of others may not run there.
        tools: hasRole ? await askTools(reader) : null,
      }
    } finally {
      await reader.close()
    }
  }

  async function askTools(reader: Warehouse): Promise<readonly string[]> {
    const mcp = createMcpServer({ executor: reader, ask: reader.readOnly, now: () => NOW, version: 'test' })
    const [here, there] = InMemoryTransport.createLinkedPair()
    const client = new Client({ name: 'test', version: '1' })
    await Promise.all([mcp.connect(there), client.connect(here)])
    const asked = [
      ['list_views', {}],
      ['query', { sql: 'select day::text, count(*)::int as papers from paper_days group by 1 order by 1' }],
      ['query', { sql: 'select 1 / 0' }],
    ] as const
    const told = await Promise.all(
      asked.map(async ([name, given]) =>
        JSON.stringify((await client.callTool({ name, arguments: given })).content),
      ),
    )
    await client.close()
    await mcp.close()
    return told
  }

  test('each of sixty requests at once gets an answer', () => {
    expect(Object.keys(direct.answers)).toHaveLength(60)
    expect(Object.entries(direct.answers).filter(([, answer]) => !answer.startsWith('200 '))).toEqual([])
    expect(direct.exitCodes).toEqual([0, 0, 0, 0])
    expect(direct.rows.get('stored_papers')?.length).toBeGreaterThan(30)
    expect(direct.tools?.[1]).toContain('2025-09-12')
  })

  test.each(Object.entries(PLACES).slice(1))(
    'is through %s as through a direct connection',
    async (_name, place) => {
      const found = await doAll(await addressOf(place))
      expect(found.exitCodes).toEqual(direct.exitCodes)
      for (const [table, rows] of direct.rows) expect(found.rows.get(table), table).toEqual(rows)
      expect(Object.keys(found.answers)).toEqual(Object.keys(direct.answers))
      for (const [path, answer] of Object.entries(direct.answers))
        expect(found.answers[path], path).toBe(answer)
      expect(found.tools).toEqual(place.rights === '' ? null : direct.tools)
      expect(found.status).toEqual(direct.status)
    },
  )
})

describe.runIf(SERVER_PROGRAMS !== null && POOLER !== null)('fault 31: before a server of its own', () => {
  let server: OwnServer
  let home: string
  let database: string
  let other: string
  const poolers = new Map<string, Pooler>()

  beforeAll(async () => {
    server = await ownServer()
    home = mkdtempSync(join(tmpdir(), 'paperboy-poolers-'))
    for (const mode of [...MODES, 'statement'] as const)
      poolers.set(mode, await startPooler(server.url, { mode, users: ['postgres', 'clerk', 'lodger'] }))
    database = await server.database('papers')
    other = await server.database('others')
    await typed(
      database,
      'create role clerk login; grant create on database papers to clerk; create role lodger login',
    )
    await typed(database, 'grant all on schema public to clerk; create schema papers authorization clerk')
  })
  afterAll(async () => {
    for (const pooler of poolers.values()) await pooler.stop()
    await server.drop()
    rmSync(home, { recursive: true, force: true })
  })

  async function typed(url: string, statements: string) {
    const admin = postgres(url, { max: 1, onnotice: () => undefined })
    await admin.unsafe(statements)
    await admin.end()
  }

  const through = (mode: string, url = database, user = 'postgres') =>
    Object.assign(new URL(poolers.get(mode)?.through(url) ?? ''), { username: user }).toString()

  const paperboy = async (args: readonly string[], env: Readonly<Record<string, string>>) =>
    typedHere(home, [...args], { ...env, PAPERBOY_HOME: home })

  interface Check {
    readonly check: string
    readonly state: string
    readonly found: string
    readonly next: string | null
  }
  const diagnosed = async (env: Readonly<Record<string, string>>): Promise<readonly Check[]> => {
    const { stdout } = await paperboy(['doctor', '--json'], { ...env, PAPERBOY_SITE: 'http://127.0.0.1:9' })
    return (JSON.parse(stdout) as { checks: Check[] }).checks.filter(({ check }) =>
      check.endsWith('connection'),
    )
  }

  test('a pooler shows, and its mode, also while others use it', async () => {
    expect(await findPooler(database)).toBe(null)
    for (const mode of MODES) {
      const url = through(mode)
      expect(await findPooler(url)).toBe(mode)
      const others = [1, 2, 3].map(() => postgres(url, { max: 1, fetch_types: false, prepare: false }))
      await Promise.all(others.map(async (each) => each.unsafe('select pg_sleep(0.05)')))
      expect(await findPooler(url)).toBe(mode)
      await Promise.all(others.map(async (each) => each.end({ timeout: 1 })))
    }
  })

  test('doctor names the pooler and its mode', async () => {
    expect(await diagnosed({ DATABASE_URL: database })).toMatchObject([
      { state: 'ok', found: 'no pooler found: sessions are those of the server' },
    ])
    for (const mode of MODES)
      expect(await diagnosed({ DATABASE_URL: through(mode), DIRECT_DATABASE_URL: database })).toMatchObject([
        { state: 'ok', found: `through a pooler, in ${mode} mode as far as can be seen` },
        { state: 'ok', found: expect.stringContaining('is the same database') },
      ])
    expect(
      await diagnosed({ DATABASE_URL: through('session'), DIRECT_DATABASE_URL: through('transaction') }),
    ).toMatchObject([
      { state: 'ok' },
      { state: 'warning', next: expect.stringContaining('DIRECT_DATABASE_URL') },
    ])
  })

  test.each(MODES)(
    'settings after the "?" hold in %s mode, and words about poolers are left out',
    async (mode) => {
      const url = `${through(mode)}?pgbouncer=true&pooler=transaction&statement_timeout=2000&search_path=papers,public&default_transaction_read_only=on`
      const ask = async (statement: string) => paperboy(['sql', statement, '--json'], { DATABASE_URL: url })
      await expect(
        (async () => {
          const warehouse = await openWarehouse({ databaseUrl: url, home })
          try {
            expect(warehouse.schema).toBe('papers')
            await warehouse.foreign?.('create table written (x int)')
          } finally {
            await warehouse.close()
          }
        })(),
      ).rejects.toThrow(/is read-only/)
      expect((await ask('select 1')).stderr).toContain('is empty')
      const warehouse = await openWarehouse({ databaseUrl: url, home })
      await expect(warehouse.foreign?.('select pg_sleep(60)')).rejects.toThrow('took too long')
      await warehouse.close()
    },
  )

  test('a pooler in statement mode is named with what to do', async () => {
    const { code, stderr } = await paperboy(['db', 'migrate'], { DATABASE_URL: through('statement') })
    expect(code).toBe(78)
    expect(stderr).toMatch(/is in statement mode.*pool_mode/)
  })

  test('a setting that the server does not know is named with what to do', async () => {
    const { code, stderr } = await paperboy(['db', 'migrate'], {
      DATABASE_URL: `${through('transaction')}?no_such_thing=1`,
    })
    expect(code).toBe(78)
    expect(stderr).toMatch(/does not know a setting after the "\?"/)
  })

  test('migrations, a reader and queues are made by DIRECT_DATABASE_URL, all else goes through the pooler', async () => {
    // This role may read and write, and make nothing.
    await typed(
      database,
      'alter default privileges for role clerk grant all on tables to lodger; alter default privileges for role clerk grant all on sequences to lodger; ' +
        'alter default privileges for role clerk grant usage on schemas to lodger; create extension if not exists pg_trgm',
    )
    const DATABASE_URL = through('transaction', database, 'lodger')
    const env = { DATABASE_URL, DIRECT_DATABASE_URL: database.replace('postgres@', 'clerk@') }
    const refused = await paperboy(['db', 'migrate'], { DATABASE_URL })
    expect(refused.code).toBe(78)
    expect(refused.stderr).toContain('name the server itself in DIRECT_DATABASE_URL')
    expect(await paperboy(['db', 'migrate'], env)).toMatchObject({ code: 0 })
    expect(await paperboy(['queue', 'pause', 'listings'], env)).toMatchObject({ code: 0 })
    expect(await paperboy(['sql', 'select count(*) from paper_days'], { DATABASE_URL })).toMatchObject({
      code: 0,
    })
    await typed(database, 'create role analyst login')
    expect(await paperboy(['db', 'grant', 'analyst'], env)).toMatchObject({ code: 0 })
  })

  test('another database in DIRECT_DATABASE_URL is refused before anything is written', async () => {
    const { code, stderr } = await paperboy(['db', 'migrate'], {
      DATABASE_URL: through('transaction'),
      DIRECT_DATABASE_URL: other,
    })
    expect(code).toBe(78)
    expect(stderr).toContain('DIRECT_DATABASE_URL names another database')
    const admin = postgres(other, { max: 1 })
    expect(await admin.unsafe(`select relname from pg_class where relname = 'migrations'`)).toHaveLength(0)
    await admin.end()
  })
})
