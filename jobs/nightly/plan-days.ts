import type { Wanted } from '../../src/load/ledger/leases.ts'
import { isStale, type LedgerRow } from '../../src/load/ledger/ledger.ts'
import { addDays, type Day, daysFrom } from '../../src/model/day.ts'
import { changedFor, wasJustRead, whyDayIsDue } from '../../src/model/due.ts'
import { dayListing } from '../../src/model/listing.ts'

/** A day to fetch, with the reason. */
export interface PlannedDay {
  readonly day: Day
  readonly why: string
  /** Last reading by the ledger; null for never. */
  readonly fetchedAt: string | null
}

/** Converts a planned day for a claim: it is done when somebody has read it since. */
export function wantedDay({ day, fetchedAt }: PlannedDay): Wanted {
  return { listing: dayListing(day), plannedAt: fetchedAt }
}

/**
 * Plans the days of a nightly run: today and yesterday unless they were just read, days missed since the last run,
 * days whose last attempt failed, days whose list is due again, and once a day those whose page had changed: the site may
 * be fixed. New days come first, changed ones last.
 *
 * @param ledger the rows of kind `day`, oldest first
 */
export function planNight(ledger: readonly LedgerRow[], today: Day, now: Temporal.Instant): PlannedDay[] {
  const known = new Map(ledger.map((row) => [row.key, row]))
  const planned = new Map<Day, string>()
  for (const [day, why] of [
    [today, 'today'],
    [addDays(today, -1), 'yesterday'],
  ] as const) {
    if (!wasJustRead(known.get(day), now)) planned.set(day, why)
  }
  const plan = (day: Day, why: string) => {
    if (day <= today && !planned.has(day)) planned.set(day, why)
  }
  const newest = ledger.findLast(({ key }) => key <= today)?.key
  if (newest !== undefined)
    for (const day of daysFrom(newest, today)) if (!known.has(day)) plan(day, 'missed')
  for (const row of ledger) {
    const why = whyDayIsDue(row, now)
    if (why !== null) plan(row.key, why)
  }
  for (const { key } of unreadBefore(ledger, now)) plan(key, 'drift, looked at again')
  return [...planned].map(([day, why]) => ({ day, why, fetchedAt: known.get(day)?.fetched_at ?? null }))
}

/** Finds days whose page had changed at the last reading, longest waiting first. */
function unreadBefore(ledger: readonly LedgerRow[], now: Temporal.Instant): readonly LedgerRow[] {
  return ledger
    .flatMap((row) => {
      const hours = changedFor(row, now)
      return hours === null ? [] : [{ row, hours }]
    })
    .toSorted((one, other) => other.hours - one.hours)
    .map(({ row }) => row)
}

/** Kinds of days that a backfill fetches. */
export interface BackfillChoice {
  /** Days never loaded. */
  readonly missing: boolean
  /** Days whose last attempt failed or whose page had changed. */
  readonly failed: boolean
  readonly all: boolean
  /** Days that were read by an older parser than this one. */
  readonly staleParser: boolean
  readonly newestFirst: boolean
  readonly parserVersion: number
}

/** Plans a backfill of a range of days, both ends included. */
export function planBackfill(
  ledger: readonly LedgerRow[],
  range: { readonly from: Day; readonly to: Day },
  choice: BackfillChoice,
): PlannedDay[] {
  const rows = new Map(ledger.map((row) => [row.key, row]))
  const planned = daysFrom(range.from, range.to).flatMap((day): PlannedDay[] => {
    const why = reasonToFetch(rows.get(day), choice)
    return why === null ? [] : [{ day, why, fetchedAt: rows.get(day)?.fetched_at ?? null }]
  })
  return choice.newestFirst ? planned.toReversed() : planned
}

function reasonToFetch(row: LedgerRow | undefined, choice: BackfillChoice): string | null {
  if (!row || row.state === 'pending') return choice.missing || choice.all ? 'never fetched' : null
  const failed = row.state === 'failed' || row.state === 'drift' || row.next_retry_at !== null || isStale(row)
  if (failed && (choice.failed || choice.all)) return `failed: ${row.reason ?? 'no reason known'}`
  if (choice.staleParser && row.parser_version !== null && row.parser_version < choice.parserVersion) {
    return `read by parser ${row.parser_version}, now ${choice.parserVersion}`
  }
  return choice.all ? `again: ${row.state}` : null
}
