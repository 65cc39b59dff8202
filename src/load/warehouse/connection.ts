import { channel } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { hostsIn } from '../../model/server-hosts.ts'
import type { TextResult } from './warehouse.ts'
import type { SessionSettings } from './session-settings.ts'

/** Address of a server. */
export type ServerAddress =
  | string
  | {
      readonly host: string
      readonly port: number
      readonly user: string
      readonly password: string
      readonly database: string
    }

/** State of a server. */
export interface HostState {
  /** True for a hot standby: it replays what another server writes. */
  readonly isStandby: boolean
  /** True if a transaction can't write by default: a standby, or `default_transaction_read_only`. */
  readonly isReadOnly: boolean
}

/**
 * One connection to a server. It never reconnects: once lost, it refuses. Statements may be sent before earlier ones
 * are answered; all of them throw `CONNECTION_CLOSED` once the connection is lost.
 */
export interface Connection {
  /** Sends statements without values as one message; returns the rows of all. */
  readonly run: (text: string) => Promise<Row[]>
  /** Sends one statement with its values in Postgres's notation. */
  readonly ask: (text: string, values: readonly (string | null)[]) => Promise<Row[]>
  /** Sends one statement, and returns its values as text; no columns for one without a result. Several are refused. */
  readonly askForText: (text: string, values?: readonly (string | null)[]) => Promise<TextResult>
  /** Process id in the greeting. A pooler makes one up. */
  readonly greeting: number | null
  /** State of the server at connection time. */
  readonly host: HostState
  readonly isLost: () => boolean
  readonly close: () => Promise<void>
}

type Row = Record<string, unknown>

/** A small pool of connections, each used exclusively. */
export interface Pool {
  /** Runs the work on an exclusive connection; waits for one if need be. */
  readonly use: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

/** Gets the text of each statement that a server has taken: tests record them. */
const STATEMENTS = channel('paperboy:statement')

const CONNECT_TIMEOUT_SECONDS = 10
const CLOSE_TIMEOUT_SECONDS = 5
const DEFAULT_PORT = 5432

/** Idle time after which a connection is closed, unless it is the last one: servers may allow only ten. */
const IDLE_MS = 5_000

/** Types of dates and instants, and of arrays of them: they go in and come out as text, where the driver makes dates. */
const TIME_TYPES = [1082, 1083, 1114, 1115, 1182, 1184, 1185]
const TIMESTAMPTZ = 1184
const TEXT_ARRAY = 1009
const INTEGER_ARRAY = 1007

const asIs = (value: string) => value

/**
 * Connects to a server. The driver's automatic actions are disabled, since each of them ends in an error that
 * nobody can catch, or worse (docs/decisions/0013-no-prepared-statements.md): it connects again in the middle of a
 * transaction, whose rest is then committed alone; `begin` sends a rollback to a lost connection; the
 * types that it queries when it connects are awaited by nobody; and a prepared statement that the server refuses is
 * sent again among later ones, and gets their rows.
 */
export async function connect(address: ServerAddress, startUp: SessionSettings): Promise<Connection> {
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => undefined)
  let isLost = false
  const options = {
    max: 1,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    max_lifetime: null,
    fetch_types: false,
    onnotice: () => undefined,
    onclose: () => lose('CONNECTION_CLOSED'),
    connection: startUp,
    types: {
      time: { to: TIMESTAMPTZ, from: TIME_TYPES, serialize: asIs, parse: asIs },
      texts: { to: TEXT_ARRAY, from: [TEXT_ARRAY], serialize: asIs, parse: elementsOf },
      integers: {
        to: INTEGER_ARRAY,
        from: [INTEGER_ARRAY],
        serialize: asIs,
        parse: (text: string) => elementsOf(text).map((each) => (each === null ? null : Number(each))),
      },
    },
  }
  const client =
    typeof address === 'string'
      ? postgres(address, { ...options, ...ipv6In(address) } as typeof options)
      : postgres({ ...address, ...options })
  function lose(code: string): void {
    isLost = true
    lost.reject(Object.assign(new Error('the connection was lost'), { code }))
    // From now on the driver refuses further statements.
    client.end({ timeout: 0 }).catch(() => undefined)
  }
  try {
    const { greeting, host } = await answered(client)
    const reserved = await Promise.race([client.reserve(), lost.promise])
    const send = async <T>(text: string, query: () => PromiseLike<T>): Promise<T> => {
      const result = await (isLost ? lost.promise : Promise.race([query(), lost.promise]))
      STATEMENTS.publish(text)
      return result
    }
    return {
      // For several statements the driver returns the rows of each.
      run: async (text) => [...(await send(text, () => reserved.unsafe<Row[]>(text)))].flat(),
      ask: async (text, values) => [...(await send(text, () => unprepared(reserved, text, values)))],
      askForText: async (text, values = []) => {
        const result = await send(text, () => unprepared(reserved, text, values).raw())
        return {
          fields: ((result.columns as typeof result.columns | undefined) ?? []).map(({ name, type }) => ({
            name,
            typeId: type,
          })),
          rows: result.map((row) => row.map((value) => (value as Buffer | null)?.toString() ?? null)),
        }
      },
      greeting,
      host,
      isLost: () => isLost,
      close: async () => {
        if (isLost) return
        isLost = true
        reserved.release()
        await client.end({ timeout: 1 })
      },
    }
  } catch (error) {
    // Not awaited: the driver waits for the end of a connection that was never made.
    client.end({ timeout: 1 }).catch(() => undefined)
    throw error
  }
}

/**
 * Sends an unnamed statement with its values in one message. The driver queries the types of given values,
 * which takes another round trip; the server needs none for text, so they are put where the driver sends them from.
 */
function unprepared(
  on: postgres.ISql,
  text: string,
  values: readonly (string | null)[],
): postgres.PendingQuery<Row[]> {
  const query = on.unsafe<Row[]>(text, [], { prepare: false, simple: false } as postgres.UnsafeQueryOptions)
  return Object.assign(query, { parameters: [...values] })
}

/** Splits the host and port of a URL with an IPv6 address, which the driver cuts at its first colon. Its types lack lists. */
function ipv6In(url: string): { host: string[]; port: number[] } | null {
  const [, host, port = ''] = /^\[([^\]]+)\]:?(\d*)$/.exec(hostsIn(url).hosts[0] ?? '') ?? []
  return host === undefined ? null : { host: [host], port: [port === '' ? DEFAULT_PORT : Number(port)] }
}

/** Contents of a server's first answer. */
interface Greeted {
  /** Process id from the greeting. */
  readonly greeting: number | null
  readonly host: HostState
}

/** Waits for the first answer. The driver's own timeout does not cover a host that swallows every packet. */
async function answered(client: postgres.Sql): Promise<Greeted> {
  const over = new AbortController()
  const late = async (): Promise<never> => {
    await sleep((CONNECT_TIMEOUT_SECONDS + 1) * 1000, undefined, { signal: over.signal })
    throw Object.assign(new Error(`no answer within ${CONNECT_TIMEOUT_SECONDS} seconds`), {
      code: 'ETIMEDOUT',
    })
  }
  const first = client<HostState[]>`
    select pg_catalog.pg_is_in_recovery() as "isStandby",
      pg_catalog.current_setting('transaction_read_only') = 'on' as "isReadOnly"`
    .simple()
    .execute()
  try {
    const rows = await Promise.race([first, late()])
    return { greeting: rows.state.pid, host: rows[0] ?? { isStandby: false, isReadOnly: false } }
  } finally {
    over.abort()
    first.catch(() => undefined)
  }
}

/** Creates connections as needed, and keeps idle ones for reuse: one, or more for a while. */
export function createPool(make: () => Promise<Connection>, size: number): Pool {
  /** The most recently used one is last, and taken first. */
  const idle: { readonly connection: Connection; readonly timer: NodeJS.Timeout }[] = []
  const inUse = new Set<Connection>()
  const waiting: (() => void)[] = []
  let places = size
  let isClosed = false
  const keep = (connection: Connection): void => {
    const timer = setTimeout(() => {
      const at = idle.findIndex((each) => each.connection === connection)
      if (at < 0 || idle.length + inUse.size === 1) return
      idle.splice(at, 1)
      connection.close().catch(() => undefined)
    }, IDLE_MS)
    idle.push({ connection, timer: timer.unref() })
  }
  const taken = (): Connection | undefined => {
    for (let last = idle.pop(); last; last = idle.pop()) {
      clearTimeout(last.timer)
      if (!last.connection.isLost()) return last.connection
    }
    return undefined
  }
  const use: Pool['use'] = async (work) => {
    if (places > 0) places--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      if (isClosed) throw new Error('the warehouse is already closed')
      const connection = taken() ?? (await make())
      inUse.add(connection)
      try {
        return await work(connection)
      } finally {
        inUse.delete(connection)
        if (isClosed) await connection.close()
        else if (!connection.isLost()) keep(connection)
      }
    } finally {
      const next = waiting.shift()
      if (next) next()
      else places++
    }
  }
  return {
    use,
    close: async () => {
      isClosed = true
      const over = new AbortController()
      const deadline = sleep(CLOSE_TIMEOUT_SECONDS * 1000, undefined, { signal: over.signal }).catch(
        () => undefined,
      )
      await Promise.all(
        idle.splice(0).map(async ({ connection, timer }) => {
          clearTimeout(timer)
          await connection.close()
        }),
      )
      // Current work is finished, unless that takes too long.
      while (inUse.size > 0) {
        const late = await Promise.race([deadline.then(() => true), sleep(20).then(() => false)])
        if (late) await Promise.all([...inUse].map(async (each) => each.close()))
        if (late) break
      }
      over.abort()
    },
  }
}

/** Parses a one-dimensional array in Postgres's notation, as `{a,"b c",NULL}`. */
function elementsOf(text: string): (string | null)[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|([^",{}]+)/gs)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain === 'NULL' ? null : (plain ?? '')) : quoted.replaceAll(/\\(.)/gs, '$1'),
  )
}
