import { ledgerRows } from '../../src/load/ledger/ledger.ts'
import type { Executor } from '../../src/load/warehouse/executor.ts'
import type { Day } from '../../src/model/day.ts'
import type { Followed } from '../../src/model/follow.ts'
import { dayListing, type ListingKind } from '../../src/model/listing.ts'
import { planNight } from './plan-days.ts'
import { planFollow, type PlannedListing } from './plan-follow.ts'

/** The night of a plan. */
export interface Night {
  readonly today: Day
  readonly now: Temporal.Instant
  readonly follow: readonly Followed[]
}

/**
 * Plans everything due for a nightly run, in order: days, then followed listings. Only reads the ledger.
 *
 * @param executor null when there is no warehouse yet
 */
export async function planOfNight(executor: Executor | null, night: Night): Promise<PlannedListing[]> {
  const { today, now, follow } = night
  const readRows = async (kind: ListingKind, keys?: readonly string[]) =>
    executor === null ? [] : ledgerRows(executor, kind, keys === undefined ? {} : { keys })
  const days = planNight(await readRows('day'), today, now)
  const followed = follow.map((each) => (typeof each === 'string' ? { kind: each, key: null } : each))
  // Failed weeks and months are wanted, too; for papers the ledger has all that were ever listed.
  const ledger = await Promise.all(
    [...Map.groupBy(followed, ({ kind }) => kind)].map(async ([kind, each]) => {
      const keys = each.flatMap(({ key }) => (key === null ? [] : [key]))
      return readRows(kind, keys.length === 0 ? undefined : keys)
    }),
  )
  return [
    ...days.map(({ day, why, fetchedAt }) => ({ listing: dayListing(day), why, fetchedAt })),
    ...planFollow(follow, ledger.flat(), today, now),
  ]
}
