import type { Wanted } from '../../src/load/ledger/leases.ts'
import { isStale, type LedgerRow } from '../../src/load/ledger/ledger.ts'
import { isUnfinished, whyFollowedIsDue } from '../../src/model/due.ts'
import type { Day } from '../../src/model/day.ts'
import { type Followed, followedName, listingsOn } from '../../src/model/follow.ts'
import { type Listing, listingName } from '../../src/model/listing.ts'
import type { Logger } from '../../src/base/logger.ts'

/** A listing of any kind that is to be fetched, and why. */
export interface PlannedListing {
  readonly listing: Listing
  readonly why: string
  /** When the ledger says that it was read last; null for never. */
  readonly fetchedAt: string | null
}

/** A planned listing as a run takes it on: done when somebody has read it since. */
export function wantedListing({ listing, fetchedAt }: PlannedListing): Wanted {
  return { listing, plannedAt: fetchedAt }
}

/** Logs what is due and why, as detail. */
export function logPlanned(logger: Logger, planned: readonly PlannedListing[]): void {
  for (const { listing, why } of planned) {
    const name = listingName(listing)
    logger.debug({ listing: name, why }, `due: ${name} (${why})`)
  }
}

/**
 * What a nightly run fetches beside the days, in the order in which it is followed: what was not read for six hours,
 * and what failed and is due again. Weeks and months that failed while they were followed, or whose last try brought no
 * list, are tried again also when they move no more.
 *
 * @param ledger the rows of the kinds that are followed
 */
export function planFollow(
  follow: readonly Followed[],
  ledger: readonly LedgerRow[],
  today: Day,
  now: Temporal.Instant,
): PlannedListing[] {
  const rows = new Map(ledger.map((row) => [listingName(row), row]))
  const planned = new Map<string, PlannedListing>()
  for (const followed of follow) {
    const failed = ledger.filter((row) => row.kind === followed && (isUnfinished(row) || isStale(row)))
    for (const { kind, key } of [...listingsOn(followed, today), ...failed]) {
      const listing = { kind, key }
      const row = rows.get(listingName(listing))
      const why = whyFollowedIsDue(row, now)
      if (why === null) continue
      const fetchedAt = row?.fetched_at ?? null
      const because = `${followedName(followed)} is followed, ${why}`
      planned.set(listingName(listing), { listing, why: because, fetchedAt })
    }
  }
  return [...planned.values()]
}
