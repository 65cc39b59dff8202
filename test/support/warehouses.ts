import { randomUUID } from 'node:crypto'
import { sql } from '../../src/base/sql.ts'
import postgres from 'postgres'
import type { ServerAddress } from '../../src/load/warehouse/connection.ts'
import { openPostgres } from '../../src/load/warehouse/open-server.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { SHARED, type SharedServers } from './shared-servers.ts'
import { emptied } from './tables.ts'

/** A warehouse of a test's own, as if newly made, gone when the test lets it go. */
export interface TestWarehouse {
  readonly warehouse: Warehouse
  /** For a process of its own: the server's URL, or null. */
  readonly databaseUrl: string | null
  /** For a process of its own that opens it by itself. */
  readonly address: ServerAddress
  readonly drop: () => Promise<void>
}

const { embedded, server, copies: COPIES } = JSON.parse(process.env[SHARED] ?? '{}') as SharedServers

/** False where no server answers: tests of what only servers do are skipped then. */
export const HAS_SERVER = server !== undefined && server !== null

/** Makes an embedded warehouse, for tests that fill many, or whose object it is: its server is the cheaper one. */
export const createEmbedded = reused(copyEmbedded)

/** Makes a warehouse on the server; only where `HAS_SERVER`. */
export const createOnServer = reused(copyOnServer)

/**
 * Makes the warehouse that most tests run on: one on the server, which is of the oldest version that is supported, and an
 * embedded one where no server answers. That the other version takes every statement too is tested at the end of the run
 * (`last/statements.test.ts`).
 */
export const createWarehouse = HAS_SERVER ? createOnServer : createEmbedded

/** A database on the server for processes of the command line, which may be killed over it: never used again. */
export const createForProcesses = copyOnServer

async function copyEmbedded(): Promise<TestWarehouse> {
  const { address, folder } = embedded
  const database = nameOfCopy()
  const admin = { ...address, database: 'postgres' }
  return copyOf(address.database, admin, {
    kind: 'embedded',
    location: folder,
    address: { ...address, database },
    database,
    databaseUrl: null,
    // Cheaper than through the log, and without fsync it waits for nothing.
    strategy: 'file_copy',
  })
}

async function copyOnServer(): Promise<TestWarehouse> {
  const { url, template } = server!
  const database = nameOfCopy()
  const address = new URL(url)
  address.pathname = `/${database}`
  const databaseUrl = address.toString()
  return copyOf(template, url, {
    kind: 'server',
    location: databaseUrl,
    address: databaseUrl,
    database,
    databaseUrl,
    strategy: 'wal_log',
  })
}

interface Copy extends Pick<Warehouse, 'kind' | 'location'>, Pick<TestWarehouse, 'databaseUrl'> {
  readonly address: ServerAddress
  readonly database: string
  readonly strategy: 'file_copy' | 'wal_log'
}

async function copyOf(
  template: string,
  adminAddress: ServerAddress,
  { kind, location, address, database, databaseUrl, strategy }: Copy,
): Promise<TestWarehouse> {
  const options = { max: 1, onnotice: () => undefined }
  const admin =
    typeof adminAddress === 'string'
      ? postgres(adminAddress, options)
      : postgres({ ...adminAddress, ...options })
  await patiently(async () =>
    admin.unsafe(`create database ${database} template ${template} strategy ${strategy}`),
  )
  // Nothing of it is to outlive the tests, which would wait for the disk at each commit.
  await admin.unsafe(`alter database ${database} set synchronous_commit = off`)
  const warehouse = await openPostgres({
    kind,
    location,
    address,
    dump: null,
    session: { application_name: OWN_SESSIONS },
    whyUnopened: (cause) => new Error('the server of the tests does not answer', { cause }),
  })
  return {
    warehouse,
    databaseUrl,
    address,
    drop: async () => {
      await warehouse.close()
      await admin.unsafe(`drop database ${database} with (force)`)
      await admin.end({ timeout: 1 })
    },
  }
}

const OWN_SESSIONS = 'paperboy test'

/**
 * Gives a warehouse that an earlier test of this process let go, emptied, or makes one: to copy one, and to warm up the
 * connections to it, costs more than most tests. One that was changed in more than its rows, or that others are still
 * connected to, is dropped instead.
 */
function reused(make: () => Promise<TestWarehouse>): () => Promise<TestWarehouse> {
  const free: TestWarehouse[] = []
  let asMade: string | null = null
  return async () => {
    const held = free.pop() ?? (await make())
    asMade ??= await shapeOf(held.warehouse)
    let isLet = false
    const drop = async () => {
      if (isLet) throw new Error('a warehouse was let go twice: another test may have it by now')
      isLet = true
      try {
        await emptied(held.warehouse)
        if ((await shapeOf(held.warehouse)) === asMade) {
          free.push(held)
          return
        }
      } catch {
        // A test closed it, or broke it.
      }
      await held.drop()
    }
    return { ...held, drop }
  }
}

/**
 * What a test can change in a database beside the rows that `emptied` takes out: objects, migrations, who may do what,
 * settings, and who is there.
 */
async function shapeOf(warehouse: Warehouse): Promise<string> {
  const [row] = await warehouse.rows<{ shape: string }>(sql`
    select concat_ws('/', (select count(*) from pg_namespace where nspname !~ '^pg_'), (select count(*) from pg_proc),
      (select count(*) from pg_attribute), (select count(*) from pg_constraint), (select count(*) from pg_trigger),
      (select string_agg(m::text, ' ' order by position) from migrations m),
      (select string_agg(d::text, ' ' order by kind, name) from definitions d),
      (select string_agg(relacl::text, ' ' order by oid) from pg_class where relnamespace in ('public'::regnamespace, 'paperboy'::regnamespace)),
      (select count(*) from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
        where d.datname = current_database()),
      (select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
        and application_name <> ${OWN_SESSIONS})) as shape`)
  return row?.shape ?? ''
}

/** Two copies of one template can't be begun at once: one has to wait a moment for the other. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await work()
      return
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && error.code === '55006'
      if (!isBusy || tries > 50) throw error
      await new Promise((resolve) => setTimeout(resolve, 20 * (1 + Math.random())))
    }
  }
}

function nameOfCopy(): string {
  return `${COPIES}${randomUUID().slice(0, 13).replaceAll('-', '')}`
}
