import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import type { Asked, TextResult } from './warehouse.ts'

/** How a statement that only reads gets a session of its own. */
interface Reading {
  readonly connect: () => Promise<Connection>
  /** What begins its transaction. */
  readonly opening: string
}

/** A part of a stream holds about this much text, in at most so many rows. */
const PART_CHARACTERS = 1_000_000
const MOST_ROWS = 5000
/** Before it is known how long rows are. */
const FIRST_ROWS = 100

/** How long a statement that is cancelled may take to hear of it, before its connection is just left. */
const CANCEL_MS = 1000

/** One statement of a person in a cursor, part by part; one that no cursor takes, such as EXPLAIN, at once. */
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
      // Whoever reads page by page may take longer than a load may be silent; the plan is for all rows, not the first.
      const settings =
        'set local idle_in_transaction_session_timeout = 0; set local cursor_tuple_fraction = 1'
      const rows = await orAborted(async () =>
        connection.run(`${opening}; ${settings}; select pg_backend_pid()::text as pid`),
      )
      pid = (rows.at(-1)?.['pid'] as string | undefined) ?? null
    }
    // No cursor is declared for two statements.
    const asking = async (text: string) => orAborted(async () => connection.askForText(text, values))
    await beginReading()
    try {
      await asking(`declare answer no scroll cursor for ${statement}`)
    } catch (error) {
      if (!isOfStatement(error)) throw error
      // The same words again, and places that are counted in the statement itself.
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
      // A pooler gives up a session that is left in a transaction.
      await own.run('rollback').catch(() => undefined)
    }
    await own?.close()
  }
}

/** True for what is the matter with the statement as written, which says nothing of what runs it. */
function isOfStatement(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(42|22|0A)/.test(String(error.code))
}

/** Ends what a backend of this role has in hand; without a connection left for that it ends by itself. */
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
