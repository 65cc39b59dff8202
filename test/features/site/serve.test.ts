import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../../demo/replica.ts'
import { serveEmbedded } from '../../../src/load/warehouse/embedded/serve-embedded.ts'
import { openEmbedded } from '../../../src/load/warehouse/open-embedded.ts'
import { type CliProcess, runCli, startCli } from '../../support/cli-process.ts'
import {
  type Client,
  findProgram,
  findPsycopg,
  nodeClient,
  psqlClient,
  psycopgClient,
} from '../../support/postgres-clients.ts'

const run = promisify(execFile)
const NOW = '2025-09-26T12:00:00Z'
const PSQL = findProgram('psql')
const PG_DUMP = findProgram('pg_dump')
const PYTHON = findPsycopg()
/** Of the embedded server; a pg_dump refuses every server that is newer than itself. */
const SERVER_VERSION = 18

const home = mkdtempSync(join(tmpdir(), 'paperboy-serve-'))
const clients: Client[] = []
let env: Record<string, string>
let replica: Replica
let serving: CliProcess
let url: string
let ownerUrl: string

beforeAll(async () => {
  replica = await startReplica({ now: NOW, quota: false })
  env = { PAPERBOY_HOME: home, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: NOW }
  await runCli(['fetch', 'day:2025-09-22'], env)
  serving = startCli(['db', 'serve', '--port', '0'], env)
  const [text] = (await once(serving.child.stdout!, 'data')) as [string]
  url = /postgres:\S+/.exec(text)![0]
  const owner = new URL(url)
  owner.username = 'paperboy'
  owner.password = readFileSync(join(home, 'warehouse/owner-password'), 'utf8')
  ownerUrl = owner.toString()
})
afterEach(async () => Promise.all(clients.splice(0).map(async (client) => client.close())))
afterAll(async () => {
  serving.child.kill('SIGTERM')
  await serving.ended
  await replica.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
})

function connect(make: () => Client): Client {
  const client = make()
  clients.push(client)
  return client
}

function databaseUrl(of: string, database: string): string {
  const address = new URL(of)
  address.pathname = `/${database}`
  return address.toString()
}

/** Serves the same folder on another port, for a moment. */
async function serveAgain(port: number): Promise<void> {
  const warehouse = await openEmbedded(join(home, 'warehouse'))
  const stopping = new AbortController()
  try {
    await serveEmbedded(warehouse, port, stopping.signal, () => stopping.abort())
  } finally {
    await warehouse.close()
  }
}

test('fifty clients of three kinds read while one idles in a transaction with locks on all tables: none waits, each has its own session, and a run writes', async () => {
  const kinds: (() => Client)[] = [() => nodeClient(url)]
  if (PSQL) kinds.push(() => psqlClient(PSQL, url))
  else console.warn('no psql found: its clients are left out')
  if (PYTHON !== null) kinds.push(() => psycopgClient(PYTHON, url))
  else console.warn('no Python with psycopg2 found: its clients are left out')
  // What pg_dump holds while it runs.
  const idle = connect(() => nodeClient(url))
  const tables = await idle.ask(
    "select string_agg(format('paperboy.%I', relname), ', ') from pg_class where relnamespace = 'paperboy'::regnamespace and relkind = 'r' and has_table_privilege('reader', oid, 'select')",
  )
  await idle.ask('begin isolation level repeatable read')
  await idle.ask(`lock table ${tables} in access share mode`)
  const papers = await idle.ask('select count(*) from papers')

  const fifty = Array.from({ length: 50 }, (_, index) =>
    // Processes are dear to start: every fifth client is one.
    connect(index % 5 === 0 ? kinds[(index / 5) % kinds.length]! : kinds[0]!),
  )
  const ask = async (statement: (index: number) => string) =>
    Promise.all(fifty.map(async (client, index) => client.ask(statement(index))))
  await ask((index) => `set statement_timeout to '${30_001 + index}ms'`)
  await ask(() => 'begin')
  expect(new Set(await ask(() => 'select pg_backend_pid()')).size).toBe(50)
  expect(new Set(await ask(() => 'select count(*) from papers'))).toEqual(new Set([papers]))
  const owner = connect(() => nodeClient(ownerUrl))
  const blocked =
    'select count(*) from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0 and pid <> pg_backend_pid()'
  const waiting: string[] = []
  const written = new AbortController()
  const [{ code }] = await Promise.all([
    runCli(['fetch', 'day:2025-09-23'], env).finally(() => written.abort()),
    (async () => {
      while (!written.signal.aborted) {
        await ask(() => 'select count(*) from paper_days')
        waiting.push(await owner.ask(blocked))
        await sleep(50)
      }
    })(),
  ])
  expect(code).toBe(0)
  expect(waiting.length).toBeGreaterThan(1)
  expect(new Set(waiting)).toEqual(new Set(['0']))
  expect(await idle.ask('select count(*) from papers')).toBe(papers)
  expect(await ask(() => 'show statement_timeout')).toEqual(fifty.map((_, index) => `${30_001 + index}ms`))
  expect(new Set(await ask(() => 'select count(*) from papers'))).not.toEqual(new Set([papers]))
})

// A busy machine may be slow in all turns of a try.
test(
  'an answer in several parts does not wait for the acknowledgement of the first',
  { retry: 3 },
  async () => {
    const client = connect(() => nodeClient(url))
    const slow: number[] = []
    for (let turn = 0; turn < 40; turn++) {
      const before = performance.now()
      await client.ask("select repeat('x', 1000) from generate_series(1, 30)")
      if (performance.now() - before > 38) slow.push(turn)
    }
    // With such a wait it is most of them.
    expect(slow.length).toBeLessThan(20)
  },
)

test('the 101st client is told why it gets no connection, and the runs of the folder still get theirs', async () => {
  const hundred = Array.from({ length: 100 }, () => connect(() => nodeClient(url)))
  expect(new Set(await Promise.all(hundred.map(async (client) => client.ask('select 1'))))).toEqual(
    new Set(['1']),
  )
  await expect(connect(() => nodeClient(url)).ask('select 1')).rejects.toThrow(
    'too many connections for role "reader"',
  )
  const ours = Array.from({ length: 10 }, () => connect(() => nodeClient(ownerUrl)))
  expect(await Promise.all(ours.map(async (client) => client.ask('select 1')))).toEqual(ours.map(() => '1'))
})

test('the reader writes nothing, in no database, and ends no session', async () => {
  const client = connect(() => nodeClient(url))
  await client.ask('set default_transaction_read_only = off')
  for (const statement of [
    'insert into paperboy.stored_papers select * from paperboy.stored_papers',
    'update paperboy.stored_papers set upvotes = 0',
    'delete from paperboy.stored_papers',
    'truncate paperboy.stored_papers',
    'select 1 from paperboy.stored_papers for update',
    'create table t (n int)',
    'create schema s',
    "create function f() returns int language sql as 'select 1'",
    "copy paperboy.stored_papers to program 'true'",
    'create role other superuser',
    'set role paperboy',
    "select setval(pg_get_serial_sequence('paperboy.runs', 'id'), 1)",
    "select pg_read_file('PG_VERSION')",
    'select pg_cancel_backend(pg_backend_pid())',
    'select pg_terminate_backend(pg_backend_pid())',
    'select pg_reload_conf()',
  ]) {
    await expect(client.ask(statement), statement).rejects.toThrow(/permission denied/)
  }
  await expect(client.ask('drop table paperboy.stored_papers')).rejects.toThrow('must be owner')
  for (const database of ['paperboy', 'postgres']) {
    const there = connect(() => nodeClient(databaseUrl(url, database)))
    await there.ask('set default_transaction_read_only = off')
    for (const statement of [
      'create temporary table t (n int)',
      'select lo_creat(0)',
      'select lo_create(0)',
      "select lo_from_bytea(0, 'x')",
    ]) {
      await expect(there.ask(statement), `${statement} in ${database}`).rejects.toThrow(/permission denied/)
    }
  }
  const template = connect(() => nodeClient(databaseUrl(url, 'template1')))
  await expect(template.ask('select 1')).rejects.toThrow(/permission denied for database/)
})

test('what a client sets for the role itself is gone when it is served again', async () => {
  const client = connect(() => nodeClient(url))
  await client.ask('set default_transaction_read_only = off')
  await client.ask("alter role reader password 'mine'")
  await client.ask('alter role reader set default_transaction_read_only = off')
  await client.ask("alter role reader in database paperboy set statement_timeout = '1s'")
  await serveAgain(0)
  const later = connect(() => nodeClient(url))
  expect([await later.ask('show transaction_read_only'), await later.ask('show statement_timeout')]).toEqual([
    'on',
    '0',
  ])
})

test('without its password nobody gets in, and the owner neither', async () => {
  for (const [user, password] of [
    ['reader', 'wrong'],
    ['reader', ''],
    ['paperboy', 'wrong'],
    ['paperboy', ''],
  ] as const) {
    const address = new URL(url)
    Object.assign(address, { username: user, password })
    await expect(connect(() => nodeClient(address.toString())).ask('select 1')).rejects.toThrow(/password/)
  }
  const wrong = new URL(url)
  wrong.password = 'wrong'
  const { code, lines } = await runCli(['status'], { ...env, DATABASE_URL: wrong.toString() })
  expect(code).toBe(78)
  expect(lines.join(' ')).toContain('correct the password in DATABASE_URL')
})

test('psql describes tables, views and functions', async ({ skip }) => {
  if (!PSQL) return skip('no psql found')
  const ask = async (command: string) => (await run(PSQL.path, [url, '-Xc', command])).stdout
  expect(await ask('\\d+')).toContain('paper_days')
  // The tables are not in the way.
  expect(await ask('\\dt')).not.toContain('stored_papers')
  expect(await ask('\\d+ paperboy.stored_papers')).toContain('Indexes:')
  expect(await ask('\\d+ paper_days')).toContain('View definition:')
  expect(await ask('\\df+')).toContain('fastest_risers')
})

test('psql -l lists the databases, with and without the name of one', async ({ skip }) => {
  if (!PSQL) return skip('no psql found')
  if (PSQL.version < 17)
    return skip(`psql ${PSQL.version} asks every server for a column that is gone since 17`)
  expect((await run(PSQL.path, [url, '-Xl'])).stdout).toContain('paperboy')
  const { hostname, port, username, password } = new URL(url)
  const listed = await run(PSQL.path, ['-Xl', '-h', hostname, '-p', port, '-U', username], {
    env: { ...process.env, PGPASSWORD: password },
  })
  expect(listed.stdout).toContain('paperboy')
})

test('pg_dump | psql fills an empty database with equal tables and views', async ({ skip }) => {
  if (!PSQL || !PG_DUMP) return skip('no psql and pg_dump found')
  if (PG_DUMP.version < SERVER_VERSION) {
    return skip(`pg_dump ${PG_DUMP.version} refuses a server of version ${SERVER_VERSION}`)
  }
  const owner = connect(() => nodeClient(ownerUrl))
  await owner.ask('create database copy')
  const copyUrl = databaseUrl(ownerUrl, 'copy')
  // Subscribers are not for readers.
  const fill =
    '"$1" --no-owner --no-acl -T paperboy.subscribers -T paperboy.deliveries -T paperboy.delivered_papers "$2" | "$3" -Xq -v ON_ERROR_STOP=1 "$4"'
  await run('bash', ['-o', 'pipefail', '-c', fill, 'fill', PG_DUMP.path, url, PSQL.path, copyUrl])
  const copy = connect(() => nodeClient(copyUrl))
  const names = (
    await owner.ask(
      "select string_agg(format('%s.%I', relnamespace::regnamespace, relname), ' ' order by relname) from pg_class where relnamespace in ('public'::regnamespace, 'paperboy'::regnamespace) and relkind in ('r', 'v', 'm') and has_table_privilege('reader', oid, 'select')",
    )
  ).split(' ')
  expect(names).toContain('public.paper_days')
  for (const name of names) {
    const rows = `select count(*) || md5(coalesce(string_agg(r::text, ',' order by r::text), '')) from ${name} r`
    expect(await copy.ask(rows), name).toBe(await owner.ask(rows))
  }
})

test('a port that is taken is named', async () => {
  await expect(serveAgain(Number(new URL(url).port))).rejects.toThrow('is in use by another program')
})
