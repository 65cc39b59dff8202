import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { migrate } from '../../src/load/warehouse/migrate.ts'
import { openEmbedded } from '../../src/load/warehouse/open-embedded.ts'
import { openServer } from '../../src/load/warehouse/open-server.ts'
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

/** A migrated warehouse, made once in each process: a copy of it takes a quarter of the time. */
let migrated: Promise<Blob> | null = null

async function createEmbedded(): Promise<TestWarehouse> {
  migrated ??= dumpOfMigrated()
  const warehouse = await openEmbedded(null, await migrated)
  return { warehouse, databaseUrl: null, drop: warehouse.close }
}

async function dumpOfMigrated(): Promise<Blob> {
  const warehouse = await openEmbedded(null)
  try {
    await migrate(warehouse)
    return await warehouse.engine.dumpDataDir('none')
  } finally {
    await warehouse.close()
  }
}

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
