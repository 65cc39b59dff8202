import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import type { Asked, TextResult } from './warehouse.ts'

/** Access of a read-only statement to its own session. */
interface Reading {
  readonly connect: () => Promise<Connection>
  /** Statements that begin its transaction. */
  readonly opening: string
}

/** Limits of a part of a stream: about this much text, and this many rows. */
const PART_CHARACTERS = 1_000_000
const MOST_ROWS = 5000
/** Rows of the first part, while their length is unknown. */
const FIRST_ROWS = 100

/** Time for a cancelled statement to end, before its connection is abandoned. */
const CANCEL_MS = 1000

/** Streams one statement of a person by a cursor, part by part; one without a cursor, such as EXPLAIN, as a whole. */
export async function* streamRows(
  { connect, opening }: Reading,
  statement: string,
  { values = [], signal }: Asked,
): AsyncGenerator<TextResult> {
  signal?.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  aborted.promise.catch(() => undefined)
  const onAbort = () => aborted.reject(signal?.reason)
  signal?.addEventListener('abort', onAbort)
  let own: Connection | null = null
  let pid: string | null = null
  try {
    const connection = await connect()
    own = connection
    const orAborted = async <T>(answer: () => Promise<T>): Promise<T> => {
      signal?.throwIfAborted()
      return Promise.race([answer(), aborted.promise])
    }
    const beginReading = async () => {
      // A reader of pages may take longer than an idle load may; the plan is for all rows, not the first.
      const settings =
        'set local idle_in_transaction_session_timeout = 0; set local cursor_tuple_fraction = 1'
      const rows = await orAborted(async () =>
        connection.run(`${opening}; ${settings}; select pg_backend_pid()::text as pid`),
      )
      pid = (rows.at(-1)?.['pid'] as string | undefined) ?? null
    }
    // Two statements can't have a cursor.
    const asking = async (text: string) => orAborted(async () => connection.askForText(text, values))
    await beginReading()
    try {
      await asking(`declare answer no scroll cursor for ${statement}`)
    } catch (error) {
      if (!isOfStatement(error)) throw error
      // The same error again, with positions in the statement itself.
      await connection.run('rollback')
      await beginReading()
      yield await asking(statement)
      return
    }
    for (let rows = FIRST_ROWS; ;) {
      const part = await orAborted(async () => connection.askForText(`fetch forward ${rows} from answer`))
      yield part
      if (part.rows.length < rows) break
      const characters = part.rows.flat().reduce((sum, value) => sum + (value?.length ?? 0), 1)
      rows = Math.min(MOST_ROWS, Math.max(1, Math.floor((rows * PART_CHARACTERS) / characters)))
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    if (own !== null && signal?.aborted === true) {
      if (pid !== null) await cancelled(connect, pid)
    } else if (own !== null && !own.isLost()) {
      // A pooler drops a session left in a transaction.
      await own.run('rollback').catch(() => undefined)
    }
    await own?.close()
  }
}

/** True for an error of the statement as written, not of the server that runs it. */
function isOfStatement(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(42|22|0A)/.test(String(error.code))
}

/** Cancels the statement of a backend of this role; without a free connection for that it ends by itself. */
async function cancelled(connect: Reading['connect'], pid: string): Promise<void> {
  const cancelling = async () => {
    const other = await connect()
    try {
      await other.run(`select pg_cancel_backend(${Number(pid)})`)
    } finally {
      await other.close()
    }
  }
  await Promise.race([cancelling().catch(() => undefined), sleep(CANCEL_MS)])
}
