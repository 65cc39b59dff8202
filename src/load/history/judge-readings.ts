import { type Day, dayOf, isWeekday } from '../../model/day.ts'
import type { ReadingSummary } from './reading-log.ts'

/** A list with less than this share of its last reading is not believed at once. */
const BELIEVED_SHARE = 0.7
/** Lists shorter than this say nothing by their length. */
const FEW_ENTRIES = 5
/** A share of nulls that rises by more than this is odd. */
const NULL_JUMP = 0.5
/** How long a list must stay odd until it is believed. */
const BELIEVED_AFTER_HOURS = 24

/** What is made of a reading in the light of those before it. */
export interface Verdict {
  /** True when it is so unlike the last believed one that it takes no part in the history for now. */
  readonly onHold: boolean
  /** `fewer-entries`, `no-votes`, `weekday-without-papers`, `nulls:repository` ...; null for nothing. */
  readonly flags: readonly string[] | null
  /** The same in a sentence. */
  readonly reason: string | null
  /** True when nulls of its papers say nothing, by its form or since many came at once: known values stay. */
  readonly keepsKnown: boolean
  /** Since when readings have been on hold without a break, when this one is. */
  readonly onHoldSince: string | null
}

interface Oddity {
  readonly flags: readonly string[]
  readonly reason: string
  readonly hold: boolean
}

/**
 * Judges the readings of one listing, in their order: each is compared with the last believed one before it, so that
 * the order of loading has no say. Only lists of days are judged, and of other kinds those that have lost all entries.
 * A part of a list says nothing by its length, and is no measure for others; a list that stays odd for a day is
 * believed.
 *
 * @param readings all of the listing's readings, in the order of `compareSightings`
 */
export function judgeReadings(readings: readonly ReadingSummary[]): Verdict[] {
  let whole: ReadingSummary | null = null
  let full: ReadingSummary | null = null
  let listed: ReadingSummary | null = null
  let onHoldSince: string | null = null
  return readings.map((reading): Verdict => {
    const odd = reading.layoutChanged
      ? null
      : (emptiness(reading, listed) ?? (reading.kind === 'day' ? oddityOf(reading, whole, full) : null))
    const hold = odd?.hold === true && !isConfirmed(onHoldSince, reading.observedAt)
    if (hold) onHoldSince ??= reading.observedAt
    else {
      if (reading.complete) {
        whole = reading
        onHoldSince = null
      }
      if (!reading.partialFields && !reading.layoutChanged) full = reading
      if (reading.count + reading.rejected > 0) listed = reading
      else if (reading.complete) listed = null
    }
    return {
      onHold: hold,
      flags: odd?.flags ?? null,
      reason: odd?.reason ?? null,
      keepsKnown: reading.partialFields || (odd?.flags.some((flag) => flag.startsWith('nulls:')) ?? false),
      onHoldSince: hold ? onHoldSince : null,
    }
  })
}

const STAYS = 'the last good version stays'

/** A list without entries where there were some is more likely no list than one that all have left. */
function emptiness(
  { count, rejected, complete }: ReadingSummary,
  listed: ReadingSummary | null,
): Oddity | null {
  if (!complete || count + rejected > 0 || listed === null) return null
  const reason = `0 entries where there were ${listed.count + listed.rejected}; ${STAYS}`
  return { flags: ['fewer-entries'], reason, hold: true }
}

function oddityOf(
  reading: ReadingSummary,
  whole: ReadingSummary | null,
  full: ReadingSummary | null,
): Oddity | null {
  const { count, rejected, complete, votes, key, observedAt } = reading
  // Entries in quarantine are on the list too.
  const length = count + rejected
  const before = whole ? whole.count + whole.rejected : 0
  if (complete && before >= FEW_ENTRIES && length < before * BELIEVED_SHARE) {
    const reason = `${length} entries where there were ${before}; ${STAYS}`
    return { flags: ['fewer-entries'], reason, hold: true }
  }
  if (length === 0) {
    return isLateWeekday(key, observedAt)
      ? { flags: ['weekday-without-papers'], reason: 'a weekday without papers', hold: false }
      : null
  }
  if (count >= FEW_ENTRIES && votes === 0 && whole && whole.votes > 0) {
    return {
      flags: ['no-votes'],
      reason: `no votes at all where there were ${whole.votes}; ${STAYS}`,
      hold: true,
    }
  }
  const fields = nullJumps(reading, full)
  if (fields.length === 0) return null
  return {
    flags: fields.map((field) => `nulls:${field}`),
    reason: `suddenly without ${fields.join(', ')}; the known values stay`,
    hold: false,
  }
}

/** The watched fields that many papers of the list had at its last full reading and hardly any has now. */
function nullJumps(reading: ReadingSummary, full: ReadingSummary | null): string[] {
  if (reading.partialFields || !full?.filled || !reading.filled || full.count < FEW_ENTRIES) return []
  const { filled, count } = full
  return Object.entries(reading.filled).flatMap(([name, now]) =>
    (filled[name] ?? 0) / count - now / reading.count > NULL_JUMP ? [name.replace(/_id$/, '')] : [],
  )
}

function isConfirmed(since: string | null, at: string): boolean {
  if (since === null) return false
  const hours = Temporal.Instant.from(since).until(Temporal.Instant.from(at)).total('hours')
  return hours >= BELIEVED_AFTER_HOURS
}

/** A day that is over; during it an empty list is only early. */
function isLateWeekday(day: Day, at: string): boolean {
  return isWeekday(day) && dayOf(at) > day
}
