import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/load/warehouse/migrate.ts'
import { openReader } from '../../src/load/warehouse/open-reader.ts'
import { openWarehouse, type WarehouseOptions } from '../../src/load/warehouse/open-warehouse.ts'
import { jsonParameter } from '../../src/load/warehouse/warehouse.ts'
import type { Executor } from '../../src/load/warehouse/executor.ts'
import { createMcpServer } from '../../src/features/mcp/mcp-server.ts'
import { sql } from '../../src/base/sql.ts'
import { startCli } from '../support/cli-process.ts'
import { embeddedPrograms, type OwnServer, ownServer, SERVER_PROGRAMS } from '../support/own-server.ts'
import { typedHere } from '../support/paperboy.ts'
import { POOLER, type Pooler, startPooler } from '../support/pooler.ts'

/** Words that nobody but the owner may come to see. */
const HIDDEN = { address: 'hidden.reader@example.org', secret: 'hidden-secret', mail: 'hidden mail' }

/** Statements that would show the rows of subscribers, or write, where nothing but a setting of the session forbids it. */
const ATTACKS: readonly string[] = [
  'select address, secret from paperboy.subscribers',
  'select mail from paperboy.deliveries',
  'select row_to_json(s) from paperboy.subscribers s',
  'table paperboy.subscribers',
  'explain analyze select * from paperboy.subscribers',
  'copy paperboy.subscribers to stdout',
  'select query_to_xml($$select * from paperboy.subscribers$$, true, true, $$$$)',
  'select table_to_xml($$paperboy.subscribers$$::regclass, true, true, $$$$)',
  'select schema_to_xml(current_schema()::name, true, true, $$$$)',
  'select * from ts_stat($$select to_tsvector($a$simple$a$, address) from paperboy.subscribers$$)',
  ...['none', 'postgres', 'owner_of_all'].flatMap((role) => [
    `set role ${role}`,
    `select set_config('role', '${role}', true), query_to_xml('select * from paperboy.subscribers', true, true, '')`,
    `select set_config('role', '${role}', false), query_to_xml('select * from paperboy.subscribers', true, true, '')`,
    `select set_config('session_authorization', '${role}', true), query_to_xml('select * from paperboy.subscribers', true, true, '')`,
    `do $$ begin set role ${role}; raise exception '%', (select string_agg(s::text, ' ') from paperboy.subscribers s); end $$`,
  ]),
  `do $$ begin reset role; raise exception '%', (select string_agg(s::text, ' ') from paperboy.subscribers s); end $$`,
  `do $$ begin reset session authorization; raise exception '%', (select string_agg(s::text, ' ') from paperboy.subscribers s); end $$`,
  'reset role',
  'select * from pg_stats where tablename = $$subscribers$$',
  'select * from pg_statistic',
  'select query from pg_stat_activity',
  `select ask_as_reader('select address from paperboy.subscribers')`,
  `select ask_as_reader($$select set_config('role', 'none', true), query_to_xml('select * from paperboy.subscribers', true, true, '')$$)`,
  `select pg_read_file(pg_relation_filepath('paperboy.subscribers'))`,
  `select pg_read_binary_file('PG_VERSION')`,
  `select lo_import('/etc/passwd')`,
  'with gone as (delete from paperboy.subscribers returning *) select * from gone',
  'delete from paperboy.subscribers returning *',
  'update paperboy.subscribers set state = state returning *',
  'truncate paperboy.subscribers',
  'create view seen as select * from paperboy.subscribers',
  'create temporary view seen as select * from paperboy.subscribers',
  'create function seen() returns text security definer return (select address from paperboy.subscribers limit 1)',
  'grant select on paperboy.subscribers to public',
  'select set_config($$transaction_read_only$$, $$off$$, true), query_to_xml($$delete from stored_papers$$, true, true, $$$$)',
  'set transaction read write',
  'commit; select address from paperboy.subscribers',
  'rollback; select address from paperboy.subscribers',
  'prepare seen as select address from paperboy.subscribers',
  'declare seen cursor for select address from paperboy.subscribers',
  'listen seen',
]

/** Those that turn on what the session's user may become. */
const ABOUT_ROLES = ATTACKS.filter((each) => /role|authorization|ask_as_reader/.test(each))

/** Statements that take something of the database, or leave it, by what Postgres lets everyone do. */
const TRACES: readonly string[] = [
  'create temporary table kept (x int)',
  'select lo_create(4711)',
  'select lo_from_bytea(4712, $$x$$)',
  'create table kept (x int)',
  'select pg_advisory_lock(4713)',
  'select pg_advisory_lock(4713), 1 / (random() * 0)::int',
  `select set_config('default_transaction_read_only', 'on', false), set_config('search_path', 'pg_catalog', false)`,
]

/** What a door says to a statement: an answer or an error, as text. */
type Ask = (statement: string) => Promise<string>

/** Expects that no statement brings out what is hidden: all attacks, or only some where it is known who asks. */
async function expectTight(ask: Ask, attacks = ATTACKS): Promise<void> {
  const told: string[] = []
  for (const statement of attacks) {
    const answer = await ask(statement)
    if (Object.values(HIDDEN).some((word) => answer.includes(word))) told.push(`${statement}: ${answer}`)
  }
  // Whatever else may be read. The words are put together there, so that the statement itself has none of them.
  const words = Object.values(HIDDEN).map((word) => `like '%${word.slice(0, 8)}' || '${word.slice(8)}%'`)
  const looked = await ask(`
    with readable as (
      select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = relnamespace
      where relkind in ('r', 'v', 'm', 'p', 'f') and nspname !~ '^(pg_|information_schema)'
        and has_table_privilege(c.oid, 'select')
    ), texts as (select name, query_to_xml(format('select * from %s', name), true, true, '')::text as text from readable)
    select format('%s relations, of which %s tell', count(*), coalesce(string_agg(name::text, ', ')
      filter (where ${words.map((each) => `text ${each}`).join(' or ')}), 'none')) from texts`)
  expect(looked).toMatch(/\d\d relations, of which none tell/)
  expect(told).toEqual([])
}

/** Rows that hold what is hidden. */
async function hide(executor: Executor): Promise<void> {
  await executor.rows(sql`
    with added as (
      insert into subscribers (address, selection, frequency, hour, zone, language, state, secret, asked_at)
      values (${HIDDEN.address}, '', 'daily', 8, 'UTC', 'en', 'active', ${HIDDEN.secret}, now()) returning id
    )
    insert into deliveries (message_id, subscriber_id, kind, first_day, last_day, slot, state, mail, attempts, run_id, prepared_at)
    select 'm@example.org', id, 'digest', '2025-09-22', '2025-09-22', 'x', 'prepared', ${jsonParameter({ text: HIDDEN.mail })}, 0, 1, now() from added`)
  await executor.rows(sql`analyze subscribers`)
}

/** Counts what must be as before whatever was asked. */
const COUNT = `
  select (select count(*) from paperboy.subscribers)::int as subscribers, (select count(*) from paperboy.deliveries)::int as deliveries,
    (select count(*) from pg_class where relname in ('kept', 'seen'))::int as relations,
    (select count(*) from pg_proc where proname = 'seen')::int as functions,
    (select count(*) from pg_largeobject_metadata)::int as large_objects,
    (select count(*) from pg_locks where locktype = 'advisory' and objid = 4713)::int as locks`

async function traces(admin: postgres.Sql): Promise<Record<string, unknown>> {
  const [row = {}] = await admin.unsafe<Record<string, unknown>[]>(COUNT)
  return row
}

const UNTOUCHED = { subscribers: 1, deliveries: 1, relations: 0, functions: 0, large_objects: 0, locks: 0 }

/** The tool `query` of `mcp`, as a client of the protocol meets it. */
async function mcpAt(options: WarehouseOptions) {
  const warehouse = await openReader(options, (why) => {
    throw why
  })
  const server = createMcpServer({
    executor: warehouse,
    ask: warehouse.readOnly,
    now: () => Temporal.Instant.from('2025-09-23T00:00:00Z'),
    version: 'test',
  })
  const [here, there] = InMemoryTransport.createLinkedPair()
  const client = new Client({ name: 'test', version: '1' })
  await Promise.all([server.connect(there), client.connect(here)])
  const call = async (name: string, given: Record<string, unknown>) =>
    JSON.stringify((await client.callTool({ name, arguments: given })).content)
  return {
    call,
    ask: async (statement: string) => call('query', { sql: statement }),
    close: async () => {
      await client.close()
      await server.close()
      await warehouse.close()
    },
  }
}

/** A driver's session, which sets and does what it likes. */
function sessionAt(url: string): { readonly ask: Ask; readonly close: () => Promise<void> } {
  const client = postgres(url, { max: 1, onnotice: () => undefined, fetch_types: false })
  return {
    ask: async (statement) => {
      try {
        return JSON.stringify(await client.unsafe(statement))
      } catch (error) {
        return String(error)
      }
    },
    close: async () => client.end({ timeout: 1 }),
  }
}

const EMBEDDED_PROGRAMS = await embeddedPrograms()
/**
 * Since Postgres 16 who makes a role has it in another way, and who is lent one too: these owners are tried on both. For a
 * superuser and for one without rights nothing has changed, and the embedded warehouse has the former.
 */
const CHANGED = ['maker', 'lent'] as const
const SERVERS = [
  ...(SERVER_PROGRAMS === null
    ? []
    : [{ name: 'of this machine', programs: SERVER_PROGRAMS, owners: ['superuser', ...CHANGED, 'plain'] }]),
  ...(EMBEDDED_PROGRAMS === null
    ? []
    : [{ name: 'of Postgres 18', programs: EMBEDDED_PROGRAMS, owners: CHANGED }]),
] as const
const WAYS = ['direct', ...(POOLER === null ? [] : ['session', 'transaction'])] as readonly (
  | 'direct'
  | 'session'
  | 'transaction'
)[]

/** Owners of a warehouse, each with what an administrator typed beforehand. */
const OWNERS = {
  superuser: { rights: 'superuser', prepared: () => '' },
  maker: { rights: 'createrole', prepared: () => '' },
  lent: {
    rights: '',
    prepared: (owner: string) => `create role paperboy_pages; grant paperboy_pages to ${owner}`,
  },
  plain: { rights: '', prepared: () => '' },
} as const

describe.each(SERVERS)('a server $name', ({ programs, owners }) => {
  let server: OwnServer
  let home: string
  const poolers: Pooler[] = []

  beforeAll(async () => {
    server = await ownServer(tmpdir(), programs)
    home = mkdtempSync(join(tmpdir(), 'paperboy-leaks-'))
    await admin(server.url, 'create role first_owner login')
    await admin(server.url, 'create database filled owner first_owner')
    const url = Object.assign(new URL(server.url), { pathname: '/filled', username: 'first_owner' })
    const warehouse = await openWarehouse({ databaseUrl: url.toString(), home })
    await migrate(warehouse)
    await hide(warehouse)
    await warehouse.close()
  })
  afterAll(async () => {
    for (const pooler of poolers) await pooler.stop()
    await server.drop()
    rmSync(home, { recursive: true, force: true })
  })

  const admin = async (url: string, statement: string) => {
    const client = postgres(url, { max: 1, onnotice: () => undefined })
    await client.unsafe(statement)
    await client.end({ timeout: 1 })
  }

  const ofThese = <Kind extends keyof typeof OWNERS>(kinds: readonly Kind[]) =>
    kinds.filter((kind) => (owners as readonly string[]).includes(kind))

  /** A warehouse with hidden rows, whose owner has these rights; addresses by way, and the administrator's. */
  async function make(kind: keyof typeof OWNERS, keepsRole = false) {
    const name = `owner_${kind}_${randomUUID().slice(0, 8)}`
    const { rights, prepared } = OWNERS[kind]
    if (!keepsRole) {
      // Warehouses of earlier tests hang on it.
      const databases = postgres(server.url, { max: 1, onnotice: () => undefined })
      for (const { datname } of await databases`select datname from pg_database where datname like 'owner_%'`)
        await databases.unsafe(`drop database "${datname}" with (force)`)
      await databases.unsafe('drop role if exists paperboy_pages')
      await databases.end({ timeout: 1 })
    }
    await admin(server.url, `create role ${name} login ${rights}; ${prepared(name)}`)
    // To migrate each anew would take longer than all that is tried on it.
    await admin(server.url, `create database ${name} template filled`)
    const adminUrl = Object.assign(new URL(server.url), { pathname: `/${name}` }).toString()
    const url = Object.assign(new URL(adminUrl), { username: name }).toString()
    await admin(adminUrl, `alter database ${name} owner to ${name}; reassign owned by first_owner to ${name}`)
    await admin(server.url, 'alter database filled owner to first_owner')
    const ways: [string, (url: string) => string][] = []
    for (const way of WAYS) {
      if (way === 'direct') ways.push([way, (to) => to])
      else {
        const pooler = await startPooler(server.url, { mode: way, users: [name, 'analyst'] })
        poolers.push(pooler)
        ways.push([way, pooler.through])
      }
    }
    return { name, url, adminUrl, ways }
  }

  test.each(ofThese(['superuser', 'maker', 'lent']))(
    'fault 31: the statements of assistants bring out no address and leave nothing, through every pooler, where the owner is %s',
    async (kind) => {
      const { url, adminUrl, ways } = await make(kind)
      const looking = postgres(adminUrl, { max: 1, onnotice: () => undefined })
      for (const [way, through] of ways) {
        const mcp = await mcpAt({ databaseUrl: through(url), home })
        await expectTight(mcp.ask, kind === 'lent' ? ABOUT_ROLES : ATTACKS)
        for (const statement of TRACES) await mcp.ask(statement)
        expect({ way, ...(await traces(looking)) }).toEqual({ way, ...UNTOUCHED })
        // It reads all the same, with the values as they are, and what others ask is as before.
        const values = await mcp.ask(
          `select 'a, "b" \\ c' as a, null as b, '' as c, 1.50 as d, array['x y'] as e, true as f`,
        )
        expect(JSON.parse(JSON.parse(values)[0].text)).toEqual({
          rows: [{ a: 'a, "b" \\ c', b: null, c: '', d: '1.50', e: '{"x y"}', f: 't' }],
          rows_in_all: 1,
        })
        expect(await mcp.ask('select count(*) from paper_days')).toContain('0')
        const other = sessionAt(through(url))
        expect(await other.ask(`select current_setting('default_transaction_read_only') as now`)).toContain(
          'off',
        )
        await other.close()
        expect(await mcp.call('list_views', {})).toContain('paper_days')
        await mcp.close()
      }
      await looking.end({ timeout: 1 })
    },
  )

  test('an owner that may make no role gets no assistant and is told what to type, which then does it', async () => {
    const { name, url, adminUrl } = await make('plain')
    const refused = await typedHere(home, ['mcp'], { DATABASE_URL: url, PAPERBOY_HOME: home })
    expect(refused).toMatchObject({ code: 78, stdout: '' })
    const typed = /"(CREATE ROLE paperboy_pages; GRANT paperboy_pages TO \w+)"/.exec(refused.stderr)?.[1]
    expect(typed).toContain(name)
    await admin(adminUrl, typed!)
    const mcp = await mcpAt({ databaseUrl: url, home })
    expect(await mcp.ask('select address from paperboy.subscribers')).toMatch(
      /permission denied for table subscribers/,
    )
    await mcp.close()
  })

  test('the owner of a second warehouse on the server has the role too, or is told what to type', async () => {
    const first = await make('maker')
    await (await mcpAt({ databaseUrl: first.url, home })).close()
    const { name, url, adminUrl } = await make('maker', true)
    const tried = await mcpAt({ databaseUrl: url, home }).catch((error: unknown) => String(error))
    if (typeof tried === 'string') {
      // Since Postgres 16 only who made a role gives it to others.
      const typed = /may not become the role paperboy_pages: .* "(GRANT paperboy_pages TO \w+)"/.exec(
        tried,
      )?.[1]
      expect(typed).toContain(name)
      await admin(adminUrl, typed!)
    }
    const mcp = typeof tried === 'string' ? await mcpAt({ databaseUrl: url, home }) : tried
    await expectTight(mcp.ask, ABOUT_ROLES)
    await mcp.close()
  })

  test('a copy that was restored without owners lets nobody read as its owner, and is put right', async () => {
    const { name, url, adminUrl } = await make('maker')
    await (await mcpAt({ databaseUrl: url, home })).close()
    await admin(
      adminUrl,
      `alter function ask_as_reader(text) owner to ${name}; grant execute on function ask_as_reader(text) to public;
       create role stranger login`,
    )
    const stranger = sessionAt(Object.assign(new URL(url), { username: 'stranger' }).toString())
    expect(
      await stranger.ask(`select * from ask_as_reader('select address from paperboy.subscribers')`),
    ).toMatch(/belongs to paperboy_pages/)
    const mcp = await mcpAt({ databaseUrl: url, home })
    await expectTight(mcp.ask, ABOUT_ROLES)
    expect(await stranger.ask(`select * from ask_as_reader('select 1')`)).toMatch(/permission denied/)
    await mcp.close()
    await stranger.close()
    await admin(adminUrl, 'drop role stranger')
  })

  test('a role that can come to read who gets mails is taken for no reader', async () => {
    const { name, url, adminUrl } = await make('lent')
    const told: string[] = []
    for (const [give, take] of [
      ['grant pg_read_all_data to paperboy_pages', 'revoke pg_read_all_data from paperboy_pages'],
      ['grant pg_read_server_files to paperboy_pages', 'revoke pg_read_server_files from paperboy_pages'],
      ['alter role paperboy_pages superuser', 'alter role paperboy_pages nosuperuser'],
      [
        'grant select (secret) on paperboy.subscribers to public',
        'revoke select (secret) on paperboy.subscribers from public',
      ],
    ] as const) {
      await admin(adminUrl, give)
      const { code, stderr } = await typedHere(home, ['mcp'], { DATABASE_URL: url, PAPERBOY_HOME: home })
      told.push(`${code} ${/the role \w+ can read the subscribers/.exec(stderr)?.[0] ?? stderr}`)
      await admin(adminUrl, take)
    }
    expect(told).toEqual(Array(4).fill('78 the role paperboy_pages can read the subscribers'))
    await admin(adminUrl, `create role analyst_of_all login in role pg_read_all_data`)
    const made = await typedHere(home, ['db', 'grant', 'analyst_of_all'], {
      DATABASE_URL: url,
      PAPERBOY_HOME: home,
    })
    expect(made).toMatchObject({ code: 78, stderr: expect.stringContaining('can read the subscribers') })
    await admin(server.url, `drop role analyst_of_all`)
    expect(name).not.toBe('')
  })

  test('where others work in the database "db grant" takes nothing from them, and says what is left', async () => {
    const { url, adminUrl } = await make('maker')
    await admin(adminUrl, 'create role neighbour login; create schema next authorization neighbour')
    await admin(adminUrl, 'set role neighbour; create table next.things (x int)')
    const made = await typedHere(home, ['db', 'grant', 'analyst'], {
      DATABASE_URL: url,
      PAPERBOY_HOME: home,
    })
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('REVOKE TEMPORARY ON DATABASE') })
    const session = sessionAt(Object.assign(new URL(url), { username: 'neighbour' }).toString())
    expect(await session.ask('create temporary table mine as select 1')).toBe('[]')
    await session.close()
    await admin(adminUrl, 'drop owned by analyst, neighbour; drop role analyst, neighbour')
  })

  test.each(ofThese(['maker', 'lent', 'plain']))(
    'fault 31: the pages come through every pooler, with no address in them, where the owner is %s',
    async (kind) => {
      const { url, ways } = await make(kind)
      for (const [way, through] of ways) {
        const folder = join(home, `site-${kind}-${way}`)
        const built = await typedHere(home, ['site', 'build', folder], {
          DATABASE_URL: through(url),
          PAPERBOY_HOME: home,
        })
        expect({
          way,
          code: built.code,
          said: built.code === 0 ? '' : built.stderr,
          note: built.stderr.includes('by this user itself'),
        }).toEqual({
          way,
          code: 0,
          said: '',
          note: kind === 'plain',
        })
        const served = await typedHere(
          home,
          ['site', 'serve', '--port', '0'],
          { DATABASE_URL: through(url), PAPERBOY_HOME: home },
          { stopsAtOutput: true },
        )
        expect({ way, code: served.code, said: served.code === 0 ? '' : served.stderr }).toEqual({
          way,
          code: 0,
          said: '',
        })
        const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) =>
          each.isFile(),
        )
        expect(files.length).toBeGreaterThan(5)
        const all = files
          .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
          .join('')
        expect(Object.values(HIDDEN).filter((word) => all.includes(word))).toEqual([])
      }
    },
  )

  test.each(ofThese(['maker', 'plain']))(
    'fault 31: a role of "db grant" reads no address and writes nothing, through every pooler, where the owner is %s',
    async (kind) => {
      const { url, adminUrl, ways } = await make(kind)
      const around = { DATABASE_URL: url, PAPERBOY_HOME: home }
      if (kind === 'plain') {
        const refused = await typedHere(home, ['db', 'grant', 'analyst'], around)
        expect(refused).toMatchObject({
          code: 78,
          stderr: expect.stringContaining('"CREATE ROLE analyst LOGIN"'),
        })
        await admin(server.url, 'create role analyst login')
      }
      const made = await typedHere(home, ['db', 'grant', 'analyst'], around)
      expect(made).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('REVOKE EXECUTE ON FUNCTION lo_creat'),
      })
      await admin(adminUrl, /(REVOKE .*)/.exec(made.stderr)![1]!)
      expect(await typedHere(home, ['db', 'grant', 'analyst'], around)).toMatchObject({
        code: 0,
        stderr: '',
      })
      const looking = postgres(adminUrl, { max: 1, onnotice: () => undefined })
      for (const [way, through] of ways) {
        const as = Object.assign(new URL(through(url)), { username: 'analyst' }).toString()
        const session = sessionAt(as)
        await expectTight(session.ask)
        await session.ask('set default_transaction_read_only = off')
        for (const statement of TRACES.slice(0, 4)) await session.ask(statement)
        expect({ way, ...(await traces(looking)) }).toEqual({ way, ...UNTOUCHED })
        await session.close()
        // Such a role needs no other for the statements of assistants.
        const mcp = await mcpAt({ databaseUrl: as, home })
        await expectTight(mcp.ask, ABOUT_ROLES)
        expect(await mcp.ask('select count(*) from paper_days')).toContain('0')
        await mcp.close()
      }
      await looking.end({ timeout: 1 })
      await admin(adminUrl, 'drop owned by analyst; drop role analyst')
    },
  )
})

describe('the embedded warehouse', () => {
  let home: string
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'paperboy-leaks-'))
  })
  afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))

  test.each(['postgres', 'pglite'] as const)(
    'the statements of assistants bring out no address and leave nothing in %s',
    async (embedded) => {
      const options = { databaseUrl: null, home: join(home, embedded), embedded }
      const owner = await openWarehouse(options)
      await migrate(owner)
      await hide(owner)
      await owner.close()
      const mcp = await mcpAt(options)
      await expectTight(mcp.ask)
      for (const statement of TRACES) await mcp.ask(statement)
      expect(await mcp.ask('select count(*) from paper_days')).toContain('0')
      await mcp.close()
      const after = await openWarehouse(options)
      expect(await after.rows(sql.raw(COUNT))).toEqual([UNTOUCHED])
      await after.close()
    },
  )

  test('the role of "db serve" reads no address and writes nothing', async () => {
    const options = { databaseUrl: null, home: join(home, 'served') }
    const owner = await openWarehouse(options)
    await migrate(owner)
    await hide(owner)
    const serving = startCli(['db', 'serve', '--port', '0'], { PAPERBOY_HOME: options.home })
    try {
      const [said] = (await once(serving.child.stdout!, 'data')) as [string]
      const session = sessionAt(/postgres:\S+/.exec(said)?.[0] ?? '')
      await expectTight(session.ask)
      await session.ask('set default_transaction_read_only = off')
      for (const statement of TRACES.slice(0, 4)) await session.ask(statement)
      expect(await owner.rows(sql.raw(COUNT))).toEqual([UNTOUCHED])
      await session.close()
    } finally {
      serving.child.kill('SIGTERM')
      await serving.ended
      await owner.close()
    }
  })
})
