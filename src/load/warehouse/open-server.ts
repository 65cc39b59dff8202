import { setTimeout as sleep } from 'node:timers/promises'
import type { SQL } from '../../sql.ts'
import postgres from 'postgres'
import { WarehouseTrouble } from '../../errors.ts'
import { withoutPassword } from '../../model/without-password.ts'
import { checkServerAddress } from './server-address.ts'
import { renderStatement } from './render-statement.ts'
import { openScope } from './transaction-scope.ts'
import { NO_DEPOTS } from './depots.ts'
import { asTrouble } from './warehouse-trouble.ts'
import { whyUnopened } from './why-unopened.ts'
import type { Executor, Warehouse } from './warehouse.ts'

/** Where a server is. */
export type ServerAddress =
  | string
  | {
      readonly host: string
      readonly port: number
      readonly user: string
      readonly password: string
      readonly database: string
    }

/** A server, and how this process came to it. */
export interface ServerTarget extends Pick<Warehouse, 'kind' | 'location' | 'dump'> {
  readonly address: ServerAddress
  /** Called after a lost connection, before the next; gives where the server is now. */
  readonly revive?: () => Promise<ServerAddress>
  /** The error when it does not take the first connection. */
  readonly whyUnopened: (error: unknown) => Error
  readonly onClose?: () => Promise<void>
  /** Settings of every session beside the usual ones, such as `statement_timeout`. */
  readonly session?: SessionSettings
}

/** Settings of a Postgres session, by name. */
export type SessionSettings = Readonly<Record<string, string>>

const CONNECT_TIMEOUT_SECONDS = 10
const CLOSE_TIMEOUT_SECONDS = 5

/** Rests before each further try after a lost connection: some twenty seconds in all. */
const RESTS_MS = [100, 200, 500, 1000, 2000, 4000, 6000, 8000]

const CONNECTIONS = 5

/** So long the server waits for a client in the middle of a transaction, as long as a run may be silent. */
const IDLE_IN_TRANSACTION_MS = 90_000

/** Types of dates and instants, and of arrays of them. */
const TIME_TYPES = [1082, 1083, 1114, 1115, 1182, 1184, 1185]
const TIMESTAMPTZ = 1184

const asIs = (value: string) => value

/**
 * Opens a warehouse on a Postgres server (15 or later).
 *
 * @param url `postgres://user:password@host:5432/database`
 * @throws {ConfigurationError} when the address is none, or the server refuses for good: database, role, password, TLS
 * @throws {WarehouseUnreachable} when the server does not answer, or is starting up or shutting down
 */
export async function openServer(url: string, session: SessionSettings = {}): Promise<Warehouse> {
  checkServerAddress(url)
  const location = withoutPassword(url) ?? 'DATABASE_URL'
  return openPostgres({
    kind: 'server',
    location,
    address: url,
    whyUnopened: (error) => whyUnopened(error, location),
    dump: null,
    session,
  })
}

/**
 * Opens a warehouse on a server, wherever it is.
 *
 * @throws {WarehouseUnavailable} when the server does not answer or refuses
 */
export async function openPostgres(target: ServerTarget): Promise<Warehouse> {
  let { address } = target
  const options = {
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    onnotice: () => undefined,
    connection: {
      application_name: 'paperboy',
      TimeZone: 'UTC',
      // A plan that is kept is made for the tables as they were: a backfill into an empty warehouse outgrows it.
      plan_cache_mode: 'force_custom_plan',
      // One that is cut off would hold up the loads of all others until TCP gives it up, which takes hours.
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      ...target.session,
    },
  }
  const connect = () =>
    clientOf(address, {
      ...options,
      max: CONNECTIONS,
      // Instants go in and come out as text: the driver would make dates of them.
      types: { time: { to: TIMESTAMPTZ, from: TIME_TYPES, serialize: asIs, parse: asIs } },
    })
  let client = connect()
  // Once the server stayed away for all of the rests, nothing waits for it any more until it answers.
  let isAway = false
  try {
    await answered(client)
  } catch (error) {
    // Not awaited: the driver waits for the end of a connection that never came about.
    client.end({ timeout: 1 }).catch(() => undefined)
    throw target.whyUnopened(error)
  }

  /** Does the work again on a new client when the connection was lost: a server that restarts is back in seconds. */
  async function patiently<T>(work: (on: postgres.Sql) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      const on = client
      try {
        const result = await work(on)
        isAway = false
        return result
      } catch (error) {
        const trouble = asTrouble(error)
        if (!(trouble instanceof WarehouseTrouble) || !trouble.retryable) throw trouble
        // The driver never gives a connection back whose backend died in a transaction.
        if (client === on && trouble.code === 'connection-lost') {
          if (target.revive) address = await target.revive()
          client = connect()
          on.end({ timeout: CLOSE_TIMEOUT_SECONDS }).catch(() => undefined)
        }
        const restMs = RESTS_MS[tries]
        if (isAway || restMs === undefined) {
          isAway = true
          throw trouble
        }
        await sleep(restMs)
      }
    }
  }

  return {
    kind: target.kind,
    location: target.location,
    depots: NO_DEPOTS,
    shared: true,
    rows: async (statement) => patiently(async (on) => executorOf(on).rows(statement)),
    foreign: async (text, values) =>
      patiently(async (on) =>
        values === undefined || values.length === 0 ? script(on, text) : foreign(on, text, values),
      ),
    transaction: async (work) => patiently(async (on) => transact(on, work)),
    readOnly: async (statement) => {
      const plain = clientOf(address, { ...options, max: 1 })
      try {
        return await plain.begin('read only', async (tx) => {
          // Several statements could end the transaction, and then write: the extended protocol takes one.
          const extended = { prepare: true, simple: false }
          const result = await tx.unsafe(statement, [], extended).raw()
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
    dump: target.dump,
    close: async () => {
      await client.end({ timeout: CLOSE_TIMEOUT_SECONDS })
      await target.onClose?.()
    },
  }
}

/** Waits for the first answer. The driver's own deadline does not hold for a host that swallows every packet. */
async function answered(client: postgres.Sql): Promise<void> {
  const over = new AbortController()
  const late = async () => {
    await sleep((CONNECT_TIMEOUT_SECONDS + 1) * 1000, undefined, { signal: over.signal })
    throw Object.assign(new Error(`no answer within ${CONNECT_TIMEOUT_SECONDS} seconds`), {
      code: 'ETIMEDOUT',
    })
  }
  const first = client`select 1`.execute()
  try {
    await Promise.race([first, late()])
  } finally {
    over.abort()
    first.catch(() => undefined)
  }
}

function clientOf(
  address: ServerAddress,
  options: postgres.Options<{ time: postgres.PostgresType<string> }>,
) {
  return typeof address === 'string' ? postgres(address, options) : postgres({ ...address, ...options })
}

/**
 * Work in a transaction, on a connection of its own. Not the driver's own `begin`: when the backend dies, that sends a
 * rollback to the dead connection, and the process gets an error that nobody can catch.
 */
async function transact<T>(client: postgres.Sql, work: (tx: Executor) => Promise<T>): Promise<T> {
  return onOneConnection(client, async (connection) => {
    await connection.unsafe('begin')
    const scope = openScope(executorOf(connection))
    try {
      const result = await work(scope.tx)
      await connection.unsafe('commit')
      return result
    } catch (error) {
      throw scope.rootOf(error)
    } finally {
      scope.end()
    }
  })
}

/** Does the work on one connection. What fails is rolled back, and a connection that is lost is not given back. */
async function onOneConnection<T>(
  client: postgres.Sql,
  work: (connection: postgres.ReservedSql) => Promise<T>,
): Promise<T> {
  const connection = await client.reserve()
  let usable = true
  try {
    return await work(connection)
  } catch (error) {
    const trouble = asTrouble(error)
    usable = !(trouble instanceof WarehouseTrouble && trouble.code === 'connection-lost')
    if (usable) await connection.unsafe('rollback')
    throw error
  } finally {
    if (usable) connection.release()
  }
}

/** Statements are prepared once per connection: that halves the round trips, and plans them once. */
function executorOf(client: postgres.ISql): Required<Executor> {
  return {
    rows: async <Row extends Record<string, unknown>>(statement: SQL) => {
      const { text, params } = renderStatement(statement)
      const rows = await client.unsafe<Row[]>(text, params as postgres.ParameterOrJSON<never>[], {
        prepare: true,
      })
      return [...rows] as Row[]
    },
    foreign: async (text, values = []) => foreign(client, text, values),
  }
}

/** A type that Postgres infers from the statement, and for which the driver has no notation of its own. */
const UNKNOWN = 705

async function foreign(client: postgres.ISql, text: string, values: readonly unknown[]) {
  const params = values.map((value) => client.typed(asText(value), UNKNOWN))
  const rows = await client.unsafe<Record<string, unknown>[]>(text, params, { prepare: values.length > 0 })
  // Of several statements the driver gives the rows of each.
  return [...rows].flat()
}

/** Statements on a connection of their own, which is left as it was also when they end in the middle of a transaction. */
async function script(client: postgres.Sql, text: string) {
  return onOneConnection(client, async (connection) => foreign(connection, text, []))
}

/** A value in the notation of Postgres, as node-postgres sends it. */
function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `{${value.map((each) => arrayElement(asText(each))).join(',')}}`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function arrayElement(text: string | null): string {
  return text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
