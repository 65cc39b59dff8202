import type { Listing, ListingKind } from '../../model/listing.ts'
import { asObject, keyOf } from './site-values.ts'

/**
 * The day, week or month that most of the entries were submitted in, for a list that does not say which it is; null
 * when they hold no dates of submission, as older answers do.
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

/** The day, week or month that an entry was submitted in; null when it holds no date of submission. */
export function keyOfEntry(kind: 'day' | 'week' | 'month', entry: unknown): string | null {
  return keyOf(kind, asObject(asObject(entry)?.['paper'])?.['submittedOnDailyAt'])
}
