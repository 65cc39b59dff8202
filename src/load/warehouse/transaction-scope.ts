import { type SQL, sql } from '../../base/sql.ts'
import type { Executor } from './executor.ts'

/** Statements of a unit of work that can fail as a whole: a transaction, or a savepoint in one. */
export interface TransactionScope<E extends Executor> {
  readonly tx: E
  /** From now on no statement is sent. */
  readonly end: () => void
  /** Returns the root cause of an error: usually the error itself. */
  readonly rootOf: (error: unknown) => unknown
}

/**
 * Tracks statements that are sent together. When one fails, later ones fail, too (25P02), and whichever error
 * reaches the caller first may not be the cause; and further statements must not be sent after the
 * rollback, where they would be committed.
 */
export function openScope<E extends Executor>(executor: E): TransactionScope<E> {
  let isOver = false
  let first: unknown
  const watched = async <T>(send: () => Promise<T>): Promise<T> => {
    if (isOver) throw new Error('the transaction is over: this statement was not sent')
    try {
      return await send()
    } catch (error) {
      first ??= error
      throw error
    }
  }
  const { foreign } = executor
  return {
    tx: {
      rows: async (statement: SQL) => watched(async () => executor.rows(statement)),
      ...(foreign && {
        foreign: async (text: string, values?: readonly unknown[]) =>
          watched(async () => foreign(text, values)),
      }),
    } as E,
    end: () => {
      isOver = true
    },
    rootOf: (error) => (isFollowUp(error) ? (first ?? error) : error),
  }
}

function isFollowUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '25P02'
}

/** Runs work in a savepoint of a transaction: a throw rolls back only its writes. */
export async function inSavepoint<T>(tx: Executor, work: (tx: Executor) => Promise<T>): Promise<T> {
  await tx.rows(sql`savepoint step`)
  const scope = openScope(tx)
  try {
    const result = await work(scope.tx)
    scope.end()
    await tx.rows(sql`release savepoint step`)
    return result
  } catch (error) {
    scope.end()
    await tx.rows(sql`rollback to savepoint step`)
    throw scope.rootOf(error)
  }
}

/**
 * A statement that is sent and not waited for yet, so that what follows it can be made meanwhile. Whoever has it waits
 * for it before the transaction ends; should the work fail before that, it is no unheard rejection.
 */
export function sent<T>(statement: Promise<T>): Promise<T> {
  statement.catch(() => undefined)
  return statement
}

/** The sum of rows that statements write which are sent together. */
export async function sumOf(written: readonly Promise<number>[]): Promise<number> {
  const all = await Promise.all(written)
  return all.reduce((sum, rows) => sum + rows, 0)
}
