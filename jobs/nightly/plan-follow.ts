import type { Wanted } from '../../src/load/ledger/leases.ts'
import { isStale, type LedgerRow } from '../../src/load/ledger/ledger.ts'
import { isUnfinished, whyFollowedIsDue } from '../../src/model/due.ts'
import type { Day } from '../../src/model/day.ts'
import { type Followed, followedName, listingsOn } from '../../src/model/follow.ts'
import { type Listing, listingName } from '../../src/model/listing.ts'
import type { Logger } from '../../src/base/logger.ts'

/** A listing of any kind to fetch, with the reason. */
export interface PlannedListing {
  readonly listing: Listing
  readonly why: string
  /** Last reading by the ledger; null for never. */
  readonly fetchedAt: string | null
}

/** Converts a planned listing for a claim: it is done when somebody has read it since. */
export function wantedListing({ listing, fetchedAt }: PlannedListing): Wanted {
  return { listing, plannedAt: fetchedAt }
}

/** Logs due listings with reasons, at debug level. */
export function logPlanned(logger: Logger, planned: readonly PlannedListing[]): void {
  for (const { listing, why } of planned) {
    const name = listingName(listing)
    logger.debug({ listing: name, why }, `due: ${name} (${why})`)
  }
}

/**
 * Plans the followed listings of a nightly run, in order: those not read for six hours,
 * and those that failed and are due again. Weeks and months that failed while followed, or whose last attempt brought no
 * list, are retried even when they no longer move.
 *
 * @param ledger the rows of the followed kinds
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
