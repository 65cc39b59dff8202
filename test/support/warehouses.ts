import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll } from 'vitest'
import { type Attachment, attach } from '../../src/load/warehouse/embedded/server.ts'
import { migrate } from '../../src/load/warehouse/migrate.ts'
import { openPostgres, openServer } from '../../src/load/warehouse/open-server.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'

/** A warehouse of a test's own, gone when the test lets it go. */
export interface TestWarehouse {
  readonly warehouse: Warehouse
  /** For a process of its own: the server's URL, or null. */
  readonly databaseUrl: string | null
  readonly drop: () => Promise<void>
}

const EXPECTED_SERVER = process.env['PAPERBOY_TEST_SERVER']
const SERVER = EXPECTED_SERVER ?? 'postgres://postgres@127.0.0.1:5432/test'

/** The kinds of warehouse that every integration test runs on: embedded always, a server when one answers. */
export const WAREHOUSES: readonly { readonly name: string; readonly create: () => Promise<TestWarehouse> }[] =
  [
    { name: 'embedded', create: createEmbedded },
    ...((await serverAnswers()) ? [{ name: 'server', create: createOnServer }] : []),
  ]

async function serverAnswers(): Promise<boolean> {
  const client = postgres(SERVER, { max: 1, connect_timeout: 3, onnotice: () => undefined })
  try {
    await client`select 1`
    return true
  } catch (error) {
    if (EXPECTED_SERVER !== undefined)
      throw new Error(`no Postgres at PAPERBOY_TEST_SERVER=${EXPECTED_SERVER}`, { cause: error })
    console.warn(`no Postgres at ${SERVER}: the tests run on the embedded one only`)
    return false
  } finally {
    await client.end({ timeout: 1 })
  }
}

/** The embedded server of this process, with a migrated database to copy; started by the first test that needs it. */
let server: Promise<EmbeddedServer> | null = null

interface EmbeddedServer {
  readonly folder: string
  readonly attachment: Attachment
  readonly admin: postgres.Sql
}

let copies = 0

async function createEmbedded(): Promise<TestWarehouse> {
  server ??= startEmbedded()
  const { folder, attachment, admin } = await server
  const database = `copy_${++copies}`
  await admin.unsafe(`create database ${database} template ${attachment.address.database}`)
  const warehouse = await openPostgres({
    kind: 'embedded',
    location: folder,
    address: { ...attachment.address, database },
    whyUnopened: unanswered,
    dump: null,
  })
  return {
    warehouse,
    databaseUrl: null,
    drop: async () => {
      await warehouse.close()
      await admin.unsafe(`drop database ${database} with (force)`)
    },
  }
}

const unanswered = (cause: unknown) =>
  new Error('the embedded server of the tests does not answer', { cause })

async function startEmbedded(): Promise<EmbeddedServer> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-test-'))
  // Only in tests: nothing of this is to outlive the process.
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }
  const attachment = await attach(folder, { settings })
  const { address } = attachment
  const target = { kind: 'embedded', location: folder, address, dump: null } as const
  const warehouse = await openPostgres({ ...target, whyUnopened: unanswered })
  await migrate(warehouse)
  await warehouse.close()
  const admin = postgres({ ...address, database: 'postgres', max: 1, onnotice: () => undefined })
  return { folder, attachment, admin }
}

afterAll(async () => {
  const running = await server
  if (!running) return
  await running.admin.end({ timeout: 1 })
  await running.attachment.leave()
  await rm(running.folder, { recursive: true, force: true })
})

async function createOnServer(): Promise<TestWarehouse> {
  const name = `paperboy_test_${randomUUID().replaceAll('-', '')}`
  const admin = postgres(SERVER, { max: 1, onnotice: () => undefined })
  await admin.unsafe(`create database ${name}`)
  const url = new URL(SERVER)
  url.pathname = `/${name}`
  const warehouse = await openServer(url.toString())
  await migrate(warehouse)
  return {
    warehouse,
    databaseUrl: url.toString(),
    drop: async () => {
      await warehouse.close()
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end({ timeout: 1 })
    },
  }
}
