import type { Listing, ListingKind } from '../../model/listing.ts'
import { asObject, keyOf } from './site-values.ts'

/**
 * Finds the day, week or month in which most entries were submitted, for a list that does not name itself; null
 * when they have no dates of submission, like older answers.
 */
export function listingOfEntries(kind: ListingKind, entries: readonly unknown[]): Listing | null {
  if (kind !== 'day' && kind !== 'week' && kind !== 'month') return null
  const counts = new Map<string, number>()
  for (const entry of entries) {
    const key = keyOfEntry(kind, entry)
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const [commonest] = [...counts].sort(([, a], [, b]) => b - a)
  return commonest ? { kind, key: commonest[0] } : null
}

/** Finds the day, week or month in which an entry was submitted; null without a date of submission. */
export function keyOfEntry(kind: 'day' | 'week' | 'month', entry: unknown): string | null {
  return keyOf(kind, asObject(asObject(entry)?.['paper'])?.['submittedOnDailyAt'])
}
