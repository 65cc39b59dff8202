import { setTimeout as sleep } from 'node:timers/promises'
import type { SQL } from '../../sql.ts'
import type postgres from 'postgres'
import { ConfigurationError, WarehouseTrouble } from '../../errors.ts'
import { withoutPassword } from '../../model/without-password.ts'
import { type Connection, connect, createPool, type ServerAddress } from './connection.ts'
import { checkServerAddress } from './server-address.ts'
import { renderStatement } from './render-statement.ts'
import { openScope } from './transaction-scope.ts'
import { NO_DEPOTS } from './depots.ts'
import {
  ASK_FACTS,
  beginOf,
  type FactsRow,
  factsOf,
  type ServerFacts,
  type SessionSettings,
  settingsInAddress,
  startUpOf,
} from './session-settings.ts'
import { streamRows, textResultOf, UNKNOWN } from './stream-rows.ts'
import { asText } from './value-text.ts'
import { asTrouble } from './warehouse-trouble.ts'
import { whyUnopened } from './why-unopened.ts'
import type { Executor, TextResult, Warehouse } from './warehouse.ts'

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

/** Rests before each further try after a lost connection: some twenty seconds in all. */
const RESTS_MS = [100, 200, 500, 1000, 2000, 4000, 6000, 8000]

const CONNECTIONS = 5

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
  const settings = target.session ?? {}
  const startUp = startUpOf(settings)
  const inAddress = settingsInAddress(address)
  const pool = createPool(async () => connect(address, startUp), CONNECTIONS)
  let facts: ServerFacts
  try {
    const rows = await pool.use(async (on) =>
      transact(on, beginOf({}, inAddress, null), async (tx) => tx.foreign(ASK_FACTS)),
    )
    facts = factsOf(rows[0] as unknown as FactsRow, target.location)
  } catch (error) {
    await pool.close()
    throw error instanceof ConfigurationError ? error : target.whyUnopened(error)
  }
  const begin = beginOf(settings, inAddress, facts)
  const beginReading = beginOf(settings, inAddress, facts, ' read only')
  // Once the server stayed away for all of the rests, nothing waits for it any more until it answers.
  let isAway = false

  /** Does the work again on a new connection when one was lost: a server that restarts is back in seconds. */
  async function patiently<T>(work: (on: Connection) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      const before = address
      try {
        const result = await pool.use(work)
        isAway = false
        return result
      } catch (error) {
        const trouble = asTrouble(error)
        if (!(trouble instanceof WarehouseTrouble) || !trouble.retryable) throw trouble
        if (target.revive && address === before && trouble.code === 'connection-lost')
          address = await target.revive()
        const restMs = RESTS_MS[tries]
        if (isAway || restMs === undefined) {
          isAway = true
          throw trouble
        }
        await sleep(restMs)
      }
    }
  }

  const transaction = async <T>(work: (tx: Required<Executor>) => Promise<T>) =>
    patiently(async (on) => transact(on, begin, work))
  return {
    kind: target.kind,
    location: target.location,
    schema: facts.schema,
    depots: NO_DEPOTS,
    shared: true,
    rows: async (statement) => transaction(async (tx) => tx.rows(statement)),
    foreign: async (text, values) =>
      values === undefined || values.length === 0
        ? patiently(async (on) => script(on, begin, text))
        : transaction(async (tx) => tx.foreign(text, values)),
    transaction,
    // On a connection of its own: what the statement does to its session must not reach others.
    readOnly: async (statement) => {
      let own: Connection | null = null
      try {
        own = await connect(address, startUp)
        return await readOnly(own, beginReading, statement)
      } catch (error) {
        // What the database says of a person's statement is told as it stands; a lost connection is nothing that it says.
        const trouble = asTrouble(error)
        throw trouble instanceof WarehouseTrouble && trouble.code === 'connection-lost' ? trouble : error
      } finally {
        await own?.close()
      }
    },
    stream: async function* (statement, asked = {}) {
      try {
        yield* streamRows({ address, startUp, opening: beginReading }, statement, asked)
      } catch (error) {
        const trouble = asTrouble(error)
        throw trouble instanceof WarehouseTrouble && trouble.code === 'connection-lost' ? trouble : error
      }
    },
    dump: target.dump,
    close: async () => {
      await pool.close()
      await target.onClose?.()
    },
  }
}

/** Work in a transaction. */
async function transact<T>(
  connection: Connection,
  begin: string,
  work: (tx: Required<Executor>) => Promise<T>,
): Promise<T> {
  return restored(connection, async () => {
    // The first statement goes with it: one more way there and back would be waited for.
    const begun = connection.send((on) => on.unsafe(begin))
    const scope = openScope(executorOf(connection))
    try {
      const working = work(scope.tx)
      // What keeps it from beginning is told rather than that the first statement was in none.
      working.catch(() => undefined)
      await begun
      const result = await working
      await connection.send((on) => on.unsafe('commit'))
      return result
    } catch (error) {
      throw scope.rootOf(error)
    } finally {
      scope.end()
    }
  })
}

/** One statement of a person, and its values as text. Several could end the transaction and then write: they are refused. */
async function readOnly(connection: Connection, begin: string, statement: string): Promise<TextResult> {
  return restored(connection, async () => {
    const begun = connection.send((on) => on.unsafe(begin))
    begun.catch(() => undefined)
    // The extended protocol takes one.
    const extended = { prepare: true, simple: false }
    const asking = connection.send((on) => on.unsafe(statement, [], extended).raw())
    asking.catch(() => undefined)
    await begun
    const result = await asking
    // A pooler gives up a session that is left in a transaction.
    await connection.send((on) => on.unsafe('rollback'))
    return textResultOf(result)
  })
}

/** Does the work on a connection; after an error that is as it was before, or closed. */
async function restored<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const trouble = asTrouble(error)
    if (trouble instanceof WarehouseTrouble && trouble.code === 'connection-lost') await connection.close()
    else if (!connection.isLost()) await connection.send((on) => on.unsafe('rollback'))
    throw error
  }
}

/** Statements are prepared once per connection: that halves the round trips, and plans them once. */
function executorOf(connection: Connection): Required<Executor> {
  return {
    rows: async <Row extends Record<string, unknown>>(statement: SQL) => {
      const { text, params } = renderStatement(statement)
      const rows = await connection.send((on) =>
        on.unsafe<Row[]>(text, params as postgres.ParameterOrJSON<never>[], { prepare: true }),
      )
      return [...rows] as Row[]
    },
    foreign: async (text, values = []) => foreign(connection, text, values),
  }
}

async function foreign(connection: Connection, text: string, values: readonly unknown[]) {
  const rows = await connection.send((on) =>
    on.unsafe<Record<string, unknown>[]>(
      text,
      values.map((value) => on.typed(asText(value), UNKNOWN)),
      { prepare: values.length > 0 },
    ),
  )
  // Of several statements the driver gives the rows of each.
  return [...rows].flat()
}

/** What Postgres refuses in a transaction. */
const ALONE = /\b(?:concurrently|vacuum)\b/i

/** Statements that may begin and commit by themselves; after an error nothing of them stays open. */
async function script(connection: Connection, begin: string, text: string) {
  const begins = /^\s*begin\s*;/i
  return begins.test(text) || ALONE.test(text)
    ? restored(connection, async () =>
        foreign(
          connection,
          text.replace(begins, () => `${begin};`),
          [],
        ),
      )
    : transact(connection, begin, async (tx) => tx.foreign(text))
}
