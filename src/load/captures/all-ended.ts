/**
 * Waits for all of some works, also when one fails: what they do must not go on after the lock is let go that they
 * were done under.
 *
 * @throws what the first that failed threw
 */
export async function allEnded(works: readonly Promise<unknown>[]): Promise<void> {
  for (const ended of await Promise.allSettled(works)) if (ended.status === 'rejected') throw ended.reason
}
