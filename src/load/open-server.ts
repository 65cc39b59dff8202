import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { WarehouseUnavailable } from '../errors.ts'
import { withoutPassword } from '../model/without-password.ts'
import type { Executor, Warehouse } from './warehouse.ts'

const CONNECT_TIMEOUT_SECONDS = 10
const CONNECTIONS = 5

/** Types of dates and instants, and of arrays of them. */
const TIME_TYPES = [1082, 1083, 1114, 1115, 1182, 1184, 1185]
const TIMESTAMPTZ = 1184

const asIs = (value: string) => value
const dialect = new PgDialect()

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
    connection: {
      application_name: 'paperboy',
      TimeZone: 'UTC',
      // A plan that is kept is made for the tables as they were: a backfill into an empty warehouse outgrows it.
      plan_cache_mode: 'force_custom_plan',
    },
  }
  const client = postgres(url, {
    ...options,
    max: CONNECTIONS,
    // Instants go in and come out as text: the driver would make dates of them.
    types: { time: { to: TIMESTAMPTZ, from: TIME_TYPES, serialize: asIs, parse: asIs } },
  })
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
    ...executorOf(client),
    transaction: async <T>(work: (tx: Executor) => Promise<T>) =>
      (await client.begin(async (tx) => work(executorOf(tx)))) as T,
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

/** Statements are prepared once per connection: that halves the round trips, and plans them once. */
function executorOf(client: postgres.ISql): Executor {
  return {
    rows: async <Row extends Record<string, unknown>>(statement: SQL) => {
      const { sql: text, params } = dialect.sqlToQuery(statement)
      const rows = await client.unsafe<Row[]>(text, params as postgres.ParameterOrJSON<never>[], {
        prepare: true,
      })
      return [...rows] as Row[]
    },
  }
}
