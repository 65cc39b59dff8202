import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { WarehouseUnavailable } from '../errors.ts'
import { withoutPassword } from '../model/without-password.ts'
import { executorOf, transactionOf, type Warehouse } from './warehouse.ts'

const CONNECT_TIMEOUT_SECONDS = 10
const CONNECTIONS = 4

/**
 * Opens a warehouse on a Postgres server (15 or later).
 *
 * @param url `postgres://user:password@host:5432/database`
 * @throws {WarehouseUnavailable} when the server does not answer or refuses
 */
export async function openServer(url: string): Promise<Warehouse> {
  const options = {
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    onnotice: () => undefined,
    connection: { application_name: 'paperboy', TimeZone: 'UTC' },
  }
  // drizzle changes the parsers of the client that it is given, so the text results have a client of their own.
  const client = postgres(url, { ...options, max: CONNECTIONS })
  const db = drizzle(client)
  const location = withoutPassword(url) ?? 'DATABASE_URL'
  try {
    await client`select 1`
  } catch (error) {
    await client.end({ timeout: 1 })
    throw new WarehouseUnavailable(
      `no warehouse at ${location}: check DATABASE_URL, and that the server runs`,
      {
        cause: error,
        retryable: true,
      },
    )
  }
  return {
    kind: 'server',
    location,
    db,
    ...executorOf(db),
    transaction: transactionOf(db),
    readOnly: async (statement) => {
      const plain = postgres(url, { ...options, max: 1 })
      try {
        return await plain.begin('read only', async (tx) => {
          const result = await tx.unsafe(statement, [], { prepare: true }).raw()
          return {
            fields: (result.columns ?? []).map(({ name, type }) => ({ name, typeId: type })),
            rows: result.map((row) =>
              (row as unknown as (Buffer | null)[]).map((value) => value?.toString() ?? null),
            ),
          }
        })
      } finally {
        await plain.end({ timeout: 1 })
      }
    },
    close: async () => client.end({ timeout: 5 }),
  }
}
