import { CronExpressionParser } from 'cron-parser'
import { ConfigurationError, describeError } from '../../../base/errors.ts'

/** A scheduled task and its times. */
export interface Schedule {
  /** `nightly`, or the name of a task. */
  readonly name: string
  /** Five fields, in UTC. */
  readonly cron: string
  /** Make up for each missed scheduled run, or only for the last one. */
  readonly missed: 'each' | 'last'
}

/** At most this many missed runs are made up for, the newest ones: earlier work is due in the ledger anyway. */
const MOST_AT_ONCE = 14

/**
 * Finds the due runs of a schedule: all after the last one, up to now, oldest first. A schedule that never ran is
 * due once, for its last time. A clock set back makes nothing due again.
 *
 * @param last the last due time that was enqueued; null for never
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
