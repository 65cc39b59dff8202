/** Source of "now". Everything below the command line is passed a clock; nothing else asks the system. */
export interface Clock {
  /** The present instant (UTC). */
  now: () => Temporal.Instant
}

/** The system clock. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/**
 * Makes a clock that reads `start` now and then runs at the machine's pace, so that a demo or a rehearsal can run
 * on another day.
 */
export function clockStartingAt(start: Temporal.Instant): Clock {
  const offset = systemClock.now().until(start)
  return { now: () => systemClock.now().add(offset) }
}

/** Reads the machine's time in milliseconds since 1970, for pacing requests: a rehearsal's clock must not shift that. */
export function wallMs(): number {
  return Temporal.Now.instant().epochMilliseconds
}
