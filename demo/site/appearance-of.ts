import { DAY_MS, HOUR_MS, startOfDayMs } from './calendar.ts'
import type { Appearance } from './catalog.ts'
import { hashFraction } from './hash-text.ts'
import type { PaperFacts } from './paper-facts.ts'

/** Part of the papers that their own day lacks in its afternoon; measured 13.6 % on the site. */
const LATE_SHARE = 0.14
/** Part of the papers that the list shows only on the morning after. */
const NEXT_MORNING_SHARE = 0.04
const MINUTE_MS = 60_000

/**
 * The stay of a paper on the list of a day, with its composed instants: most papers come between 00:05 and 10:00
 * UTC, some after 15:00, and a few show only from 00:00 to 09:00 of the next day though submitted before midnight.
 */
export function appearanceOf(paper: PaperFacts, day: string = paper.day): Appearance {
  const key = `${paper.id} on ${day}`
  const midnightMs = startOfDayMs(day)
  const lateness = hashFraction(`lateness of ${key}`)
  const within = hashFraction(`hour of ${key}`)
  if (lateness < NEXT_MORNING_SHARE) {
    const submittedAtMs = midnightMs + 23 * HOUR_MS + Math.floor(within * HOUR_MS)
    return { paper, day, submittedAtMs, appearsAtMs: midnightMs + DAY_MS + Math.floor(within * 9 * HOUR_MS) }
  }
  const [firstMs, spanMs] =
    lateness < LATE_SHARE ? [15 * HOUR_MS, 9 * HOUR_MS] : [5 * MINUTE_MS, 10 * HOUR_MS - 5 * MINUTE_MS]
  const submittedAtMs = midnightMs + firstMs + Math.floor(within * spanMs)
  return { paper, day, submittedAtMs, appearsAtMs: submittedAtMs }
}

/** The same stay, ended at noon (UTC) of the day after the list's. */
export function endedNextDay(appearance: Appearance): Appearance {
  return { ...appearance, leavesAtMs: startOfDayMs(appearance.day) + DAY_MS + 12 * HOUR_MS }
}

/** Whether the list shows it at an instant (milliseconds since 1970). */
export function isVisible(appearance: Appearance, nowMs: number): boolean {
  return (
    appearance.appearsAtMs <= nowMs && (appearance.leavesAtMs === undefined || nowMs < appearance.leavesAtMs)
  )
}
