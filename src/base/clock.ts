/** Where "now" comes from. Everything below the command line is handed a clock; nothing else asks the system. */
export interface Clock {
  /** The present instant (UTC). */
  now: () => Temporal.Instant
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/**
 * A clock that reads `start` now and then runs on at the machine's pace, so that a demo or a rehearsal can live
 * on another day.
 */
export function clockStartingAt(start: Temporal.Instant): Clock {
  const offset = systemClock.now().until(start)
  return { now: () => systemClock.now().add(offset) }
}

/** The machine's time in milliseconds since 1970, for pacing requests: a rehearsal's clock must not shift that. */
export function wallMs(): number {
  return Temporal.Now.instant().epochMilliseconds
}
