import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { openPostgres, type ServerAddress } from '../../src/load/warehouse/open-server.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { SHARED, type SharedServers } from './shared-servers.ts'

/** A warehouse of a test's own, gone when the test lets it go. */
export interface TestWarehouse {
  readonly warehouse: Warehouse
  /** For a process of its own: the server's URL, or null. */
  readonly databaseUrl: string | null
  /** For a process of its own that opens it by itself. */
  readonly address: ServerAddress
  readonly drop: () => Promise<void>
}

const { embedded, server } = JSON.parse(process.env[SHARED] ?? '{}') as SharedServers

/** The kinds of warehouse that every integration test runs on: embedded always, a server when one answers. */
export const WAREHOUSES: readonly { readonly name: string; readonly create: () => Promise<TestWarehouse> }[] =
  [
    { name: 'embedded', create: createEmbedded },
    ...(server ? [{ name: 'server', create: createOnServer }] : []),
  ]

async function createEmbedded(): Promise<TestWarehouse> {
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

async function createOnServer(): Promise<TestWarehouse> {
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
  const warehouse = await openPostgres({
    kind,
    location,
    address,
    dump: null,
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
  return `paperboy_test_${randomUUID().replaceAll('-', '')}`
}
