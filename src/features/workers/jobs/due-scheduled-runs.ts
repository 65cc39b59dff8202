import { CronExpressionParser } from 'cron-parser'
import { ConfigurationError, describeError } from '../../../base/errors.ts'

/** What is done at which times. */
export interface Schedule {
  /** `nightly`, or the name of a task. */
  readonly name: string
  /** Five fields, in UTC. */
  readonly cron: string
  /** Whether each missed scheduled run is made up for, or only the last one. */
  readonly missed: 'each' | 'last'
}

/** So many missed scheduled runs are made up for, the newest ones: what lies before is due in the ledger all the same. */
const MOST_AT_ONCE = 14

/**
 * Which scheduled runs of a schedule are due: all after the last one, up to now, oldest first. A schedule that never fired is
 * due once, for its last time. A clock that goes back makes nothing due again.
 *
 * @param last when it was last due and fired; null for never
 */
export function dueScheduledRuns(
  { cron, missed }: Pick<Schedule, 'cron' | 'missed'>,
  last: Temporal.Instant | null,
  now: Temporal.Instant,
): Temporal.Instant[] {
  const due: Temporal.Instant[] = []
  // Backwards from now: an outage may have been long.
  const times = timesOf(cron, now.add({ milliseconds: 1 }))
  const most = missed === 'last' || last === null ? 1 : MOST_AT_ONCE
  while (due.length < most) {
    const time = instantOf(times.prev().toDate())
    if (last !== null && Temporal.Instant.compare(time, last) <= 0) break
    due.push(time)
  }
  return due.toReversed()
}

/** The first time of a schedule after an instant. */
export function nextScheduledRun(
  { cron }: Pick<Schedule, 'cron'>,
  after: Temporal.Instant,
): Temporal.Instant {
  return instantOf(timesOf(cron, after).next().toDate())
}

/** @throws {ConfigurationError} when the expression names no times */
export function checkCron(cron: string, setting: string): void {
  try {
    timesOf(cron, Temporal.Instant.fromEpochMilliseconds(0)).next()
  } catch (error) {
    throw new ConfigurationError(
      `setting ${setting}: got ${JSON.stringify(cron)} (${describeError(error)}), expected five fields of cron in UTC, ` +
        'such as "30 0,12 * * *"; see "npx paperboy config"',
      { cause: error },
    )
  }
}

function timesOf(cron: string, from: Temporal.Instant) {
  return CronExpressionParser.parse(cron, { currentDate: new Date(from.epochMilliseconds), tz: 'UTC' })
}

function instantOf(date: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime())
}
