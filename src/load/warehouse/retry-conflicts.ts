import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Deadlock and serialization failure, and a key that another load added or removed meanwhile (unique, foreign
 * key): the transaction was rolled back and may succeed the next time.
 */
const CONFLICTS: ReadonlySet<unknown> = new Set(['40P01', '40001', '23505', '23503'])
const MOST_TRIES = 6
const FIRST_REST_MS = 20

/** Repeats the work when the database rolled it back because of another transaction. */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries >= MOST_TRIES || !isConflict(error)) throw error
      await sleep(FIRST_REST_MS * 2 ** tries * Math.random())
    }
  }
}

function isConflict(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && CONFLICTS.has(at.code)) return true
  }
  return false
}
