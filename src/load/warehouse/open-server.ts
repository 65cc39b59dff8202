import { setTimeout as sleep } from 'node:timers/promises'
import type { SQL } from '../../base/sql.ts'
import { ConfigurationError, WarehouseTrouble, WarehouseUnreachable } from '../../base/errors.ts'
import { withoutPassword } from '../../model/without-password.ts'
import { type Connection, createPool, type ServerAddress } from './connection.ts'
import { connectHost, wantedIn } from './connect-host.ts'
import { checkServerAddress, splitServerAddress } from './server-address.ts'
import { renderStatement } from './render-statement.ts'
import { findPooler } from './find-pooler.ts'
import { openScope } from './transaction-scope.ts'
import { NO_BODY_STORES } from './body-stores.ts'
import {
  ASK_FACTS,
  beginOf,
  type FactsRow,
  factsOf,
  type ServerFacts,
  type SessionSettings,
  startUpOf,
} from './session-settings.ts'
import { streamRows } from './stream-rows.ts'
import { asText } from './value-text.ts'
import { asPassing, asTrouble } from '../../base/trouble.ts'
import { whyUnopened } from './why-unopened.ts'
import type { TextResult, Warehouse } from './warehouse.ts'
import type { Executor } from './executor.ts'
import { Written } from './written.ts'

/** A server, and how this process reaches it. */
export interface ServerTarget extends Pick<Warehouse, 'kind' | 'location' | 'dump'> {
  readonly address: ServerAddress
  /** Called after a lost connection, before the next; returns the server's current address. */
  readonly revive?: () => Promise<ServerAddress>
  /** Makes the error for a failed first connection. */
  readonly whyUnopened: (error: unknown) => Error
  readonly onClose?: () => Promise<void>
  /** Settings of every session beside the usual ones, such as `statement_timeout`. */
  readonly session?: SessionSettings
  /** Settings from the address. */
  readonly inAddress?: SessionSettings
}

/** Delays before each retry after a lost connection: some twenty seconds in all. */
const RESTS_MS = [100, 200, 500, 1000, 2000, 4000, 6000, 8000]

/** Maximum number of connections of a process: a night, a worker and the site share a server that has seven for them. */
const CONNECTIONS = 3

/**
 * Opens a warehouse on a Postgres server (15 or later).
 *
 * @param url `postgres://user:password@host:5432/database`
 * @throws {ConfigurationError} when the address is invalid, or the server refuses for good: database, role, password, TLS,
 *   a pooler in statement mode
 * @throws {WarehouseUnreachable} when the server does not answer, or is starting up or shutting down
 */
export async function openServer(url: string, session: SessionSettings = {}): Promise<Warehouse> {
  checkServerAddress(url)
  const location = withoutPassword(url) ?? 'DATABASE_URL'
  const { address, settings } = splitServerAddress(url)
  try {
    return await openPostgres({
      kind: 'server',
      location,
      address,
      inAddress: settings,
      whyUnopened: (error) => whyUnopened(error, location),
      dump: null,
      session,
    })
  } catch (error) {
    // The server accepted us and hung up: the driver does not report the reason.
    if (isHangUp(error) && (await findPooler(url).catch(() => null)) === 'statement') {
      throw new ConfigurationError(
        `the pooler at ${location} is in statement mode, which does not support transactions: set its pool_mode to ` +
          'transaction or session, or name the server itself in DATABASE_URL',
        { cause: error },
      )
    }
    throw error
  }
}

function isHangUp(error: unknown): boolean {
  return (
    error instanceof WarehouseUnreachable &&
    error.cause instanceof Error &&
    'code' in error.cause &&
    error.cause.code === 'CONNECTION_CLOSED'
  )
}

/**
 * Opens a warehouse on a server, local or remote.
 *
 * @throws {WarehouseUnavailable} when the server does not answer or refuses
 */
export async function openPostgres(target: ServerTarget): Promise<Warehouse> {
  let { address } = target
  const { inAddress = {} } = target
  const settings = target.session ?? {}
  const startUp = startUpOf(settings)
  const asked = wantedIn(address)
  let begin = beginOf({}, inAddress, null)
  // If writes were accepted they will be again: by the same server, or by its successor.
  let takesWrites = false
  const written = new Written()
  const wanted = () => (takesWrites && (asked === 'any' || asked === 'prefer-primary') ? 'read-write' : asked)
  const make = async () => {
    const connection = await connectHost(address, startUp, wanted())
    try {
      // On a server that lacks our writes, ids belong to other rows: no more statements may run on it.
      if (written.isWatching) await transact(connection, begin, async (tx) => written.check(tx))
      return connection
    } catch (error) {
      await connection.close()
      throw error
    }
  }
  const pool = createPool(make, CONNECTIONS)
  let facts: ServerFacts
  try {
    const rows = await whenFree(async () =>
      pool.use(async (on) => {
        takesWrites = !on.host.isReadOnly && settings['transaction_read_only'] !== 'on'
        return transact(on, begin, async (tx) => tx.foreign(ASK_FACTS))
      }),
    )
    facts = factsOf(rows[0] as unknown as FactsRow, target.location)
  } catch (error) {
    await pool.close()
    throw error instanceof ConfigurationError ? error : target.whyUnopened(error)
  }
  begin = beginOf(settings, inAddress, facts)
  const beginReading = beginOf(settings, inAddress, facts, ' read only')
  // Once the server was down for all delays, nothing waits for it any more until it answers.
  let isAway = false

  /** Repeats the work on a new connection when one was lost: a restarting server is back in seconds. */
  async function patiently<T>(work: (on: Connection) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      const before = address
      try {
        const result = await pool.use(async (on) => forWriting(on, work))
        isAway = false
        return result
      } catch (error) {
        const trouble = asTrouble(error)
        if (!(trouble instanceof WarehouseTrouble)) throw trouble
        // With several hosts the primary may be down, and come back.
        if (!trouble.retryable)
          throw trouble.code === 'read-only' && asked === 'prefer-primary' ? asPassing(trouble) : trouble
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

  /** Treats a server that no longer accepts writes, as after a failover, like a lost one. */
  async function forWriting<T>(on: Connection, work: (on: Connection) => Promise<T>): Promise<T> {
    try {
      return await work(on)
    } catch (error) {
      const trouble = asTrouble(error)
      if (!takesWrites || !(trouble instanceof WarehouseTrouble) || trouble.code !== 'read-only') throw error
      await on.close()
      throw asPassing(trouble)
    }
  }

  const connectAlone = async () => whenFree(async () => connectHost(address, startUp, wanted()))
  const transaction = async <T>(work: (tx: Required<Executor>) => Promise<T>) =>
    patiently(async (on) => transact(on, begin, work))
  return {
    kind: target.kind,
    location: target.location,
    schema: facts.schema,
    tablesSchema: facts.tablesSchema,
    bodyStores: NO_BODY_STORES,
    written,
    shared: true,
    rows: async (statement) => transaction(async (tx) => tx.rows(statement)),
    foreign: async (text, values) =>
      values === undefined || values.length === 0
        ? patiently(async (on) => script(on, begin, text))
        : transaction(async (tx) => tx.foreign(text, values)),
    transaction,
    // On its own connection: changes of the statement to its session must not affect others.
    readOnly: async (statement) => {
      let own: Connection | null = null
      try {
        own = await connectAlone()
        return await readOnly(own, beginReading, statement)
      } catch (error) {
        // The database's error for a person's statement is passed on; a lost connection is not such an error.
        const trouble = asTrouble(error)
        throw trouble instanceof WarehouseTrouble && trouble.code === 'connection-lost' ? trouble : error
      } finally {
        await own?.close()
      }
    },
    stream: async function* (statement, asked = {}) {
      try {
        yield* streamRows({ connect: connectAlone, opening: beginReading }, statement, asked)
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

/** Repeats the work after each delay while the server has no connections left: others close theirs within seconds. */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  for (const restMs of RESTS_MS) {
    try {
      return await work()
    } catch (error) {
      const trouble = asTrouble(error)
      if (!(trouble instanceof WarehouseTrouble && trouble.code === 'too-many-connections')) throw error
    }
    await sleep(restMs)
  }
  return work()
}

/** Runs work in a transaction. */
async function transact<T>(
  connection: Connection,
  begin: string,
  work: (tx: Required<Executor>) => Promise<T>,
): Promise<T> {
  return restored(connection, async () => {
    // The first statement is sent with it, to save a round trip.
    const begun = connection.run(begin)
    const scope = openScope(executorOf(connection))
    try {
      const working = work(scope.tx)
      // The error of the start matters, not that the first statement was outside of a transaction.
      working.catch(() => undefined)
      await begun
      const result = await working
      await connection.run('commit')
      return result
    } catch (error) {
      throw scope.rootOf(error)
    } finally {
      scope.end()
    }
  })
}

/** Runs one statement of a person, returning text. Several could end the transaction and then write: they are refused. */
async function readOnly(connection: Connection, begin: string, statement: string): Promise<TextResult> {
  return restored(connection, async () => {
    const begun = connection.run(begin)
    begun.catch(() => undefined)
    const asking = connection.askForText(statement)
    asking.catch(() => undefined)
    await begun
    const result = await asking
    await connection.run(GIVE_BACK)
    return result
  })
}

/**
 * Undoes a transaction. A pooler gives its session to others: nothing that a statement has set or locked for
 * it may outlive it; and the pooler drops one left in a transaction.
 */
const GIVE_BACK = 'rollback; select pg_advisory_unlock_all()'

/** Runs the work on a connection; after an error the connection is as before, or closed. */
async function restored<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const trouble = asTrouble(error)
    if (trouble instanceof WarehouseTrouble && trouble.code === 'connection-lost') await connection.close()
    else if (!connection.isLost()) await connection.run(GIVE_BACK)
    throw error
  }
}

function executorOf(connection: Connection): Required<Executor> {
  const foreign: Required<Executor>['foreign'] = async (text, values = []) =>
    values.length === 0 ? connection.run(text) : connection.ask(text, values.map(asText))
  return {
    rows: async <Row extends Record<string, unknown>>(statement: SQL) => {
      const { text, params } = renderStatement(statement)
      return (await foreign(text, params)) as Row[]
    },
    foreign,
  }
}

/** Statements that Postgres refuses in a transaction. */
const ALONE = /\b(?:concurrently|vacuum)\b/i

/** Runs statements that may begin and commit by themselves; after an error no transaction stays open. */
async function script(connection: Connection, begin: string, text: string) {
  const begins = /^\s*begin\s*;/i
  return begins.test(text) || ALONE.test(text)
    ? restored(connection, async () => connection.run(text.replace(begins, () => `${begin};`)))
    : transact(connection, begin, async (tx) => tx.foreign(text))
}
