import { randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { attach } from '../../src/load/warehouse/embedded/server.ts'
import type { Address } from '../../src/load/warehouse/embedded/ensure-database.ts'
import { migrate } from '../../src/load/warehouse/migrate.ts'
import type { ServerAddress } from '../../src/load/warehouse/connection.ts'
import { openPostgres } from '../../src/load/warehouse/open-server.ts'
import { copyFolder } from './copy-folder.ts'
import { STATEMENTS_FOLDER } from './record-statements.ts'

/** What the files of a run share, as the variable of the environment names it. */
export interface SharedServers {
  readonly embedded: { readonly folder: string; readonly address: Address }
  /** A migrated embedded warehouse that no server runs on: what `ready-folder.ts` copies. */
  readonly readyFolder: string
  /** What the names of all databases of the run begin with. */
  readonly copies: string
  /** Null where no server answers. */
  readonly server: { readonly url: string; readonly template: string } | null
}

/** Only in tests: nothing of what they write is to outlive them. */
export const CARELESS = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }

/** The variable through which the tests' processes are told. */
export const SHARED = 'PAPERBOY_TEST_SHARED'

const EXPECTED_SERVER = process.env['PAPERBOY_TEST_SERVER']
const SERVER = EXPECTED_SERVER ?? 'postgres://postgres@127.0.0.1:5432/test'

/**
 * Makes a migrated embedded warehouse, starts a server on a copy of it for all tests of a run, and makes a migrated
 * database on the server of this machine: for tests to copy, since making and migrating one anew takes longer than most
 * tests.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const around = await mkdtemp(join(tmpdir(), 'paperboy-test-'))
  // Servers of tests run as another user where the tests run as root: they pass through, and see no names.
  await chmod(around, 0o711)
  const readyFolder = join(around, 'ready')
  const folder = join(around, 'shared')
  const made = await attach(readyFolder, { settings: CARELESS })
  await migrateAt(made.address)
  await made.leave()
  await copyFolder(readyFolder, folder)
  const attachment = await attach(folder, { settings: { ...CARELESS, max_connections: '200' } })
  const { address } = attachment
  const copies = `paperboy_test_${randomUUID().slice(0, 8)}_`
  const server = (await answers()) ? await makeTemplate(`${copies}template`) : null
  const shared: SharedServers = { embedded: { folder, address }, readyFolder, copies, server }
  process.env[SHARED] = JSON.stringify(shared)
  process.env[STATEMENTS_FOLDER] = join(around, 'statements')
  await mkdir(join(around, 'statements'))
  return async () => {
    if (server) await onServer(async (admin) => dropAll(admin, copies))
    await attachment.leave()
    await rm(around, { recursive: true, force: true })
  }
}

/** Drops the databases whose names begin so: tests keep their copies for each other. */
async function dropAll(admin: postgres.Sql, beginning: string): Promise<void> {
  const databases = await admin<{ name: string }[]>`
    select datname as name from pg_database where starts_with(datname, ${beginning})`
  for (const { name } of databases) await admin.unsafe(`drop database "${name}" with (force)`)
}

async function answers(): Promise<boolean> {
  try {
    await onServer(async (admin) => admin`select 1`)
    return true
  } catch (error) {
    if (EXPECTED_SERVER !== undefined)
      throw new Error(`no Postgres at PAPERBOY_TEST_SERVER=${EXPECTED_SERVER}`, { cause: error })
    console.warn(`no Postgres at ${SERVER}: the tests run on the embedded one only`)
    return false
  }
}

async function makeTemplate(template: string) {
  await onServer(async (admin) => admin.unsafe(`create database ${template}`))
  const url = new URL(SERVER)
  url.pathname = `/${template}`
  await migrateAt(url.toString())
  return { url: SERVER, template }
}

async function migrateAt(address: ServerAddress): Promise<void> {
  const warehouse = await openPostgres({
    kind: 'server',
    location: 'the tests',
    address,
    dump: null,
    whyUnopened: (cause) => new Error('the server of the tests does not answer', { cause }),
  })
  await migrate(warehouse)
  await warehouse.close()
}

async function onServer(work: (admin: postgres.Sql) => Promise<unknown>): Promise<void> {
  const admin = postgres(SERVER, { max: 1, connect_timeout: 3, onnotice: () => undefined })
  try {
    await work(admin)
  } finally {
    await admin.end({ timeout: 1 })
  }
}
