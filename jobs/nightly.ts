import { ledgerRows, enterListings } from '../src/load/ledger/ledger.ts'
import { thinCaptures } from '../src/load/captures/thin-captures.ts'
import { type Day, dayOf } from '../src/model/day.ts'
import { dayListing } from '../src/model/listing.ts'
import { crossCheck } from './cross-check.ts'
import { collectListings } from './collect-listings.ts'
import type { JobContext } from './job-context.ts'
import { planNight, wantedDay } from './plan-days.ts'
import { resumeLoads } from './resume-loads.ts'
import { type RunResult, withRun } from './with-run.ts'

/** A night's requests when nothing else is said: well within the site's 100 pages per 5 minutes. */
export const NIGHTLY_REQUESTS = 60

/** Stored responses are kept whole for this long; older ones are thinned (see `thinCaptures`). */
export const KEEP_CAPTURES_DAYS = 400

/** What one night is asked to do. */
export interface NightlyOptions {
  /** Taken for today (UTC). */
  readonly day?: Day
  /** The most requests; what is due beyond them waits for the next night. */
  readonly maxRequests?: number
}

/** What cron runs: yesterday and today, what was missed, what failed, and what is due again. */
export async function nightly(context: JobContext, options: NightlyOptions): Promise<RunResult> {
  const { day, maxRequests = NIGHTLY_REQUESTS } = options
  const { warehouse, clock, logger } = context
  const today = day ?? dayOf(clock.now())
  return withRun(context, 'nightly', { day: today, maxRequests }, async (runId, tally) => {
    await resumeLoads(context, runId, tally)
    const due = planNight(await ledgerRows(warehouse, 'day'), today, clock.now())
    const planned = due.slice(0, maxRequests)
    if (due.length > planned.length) {
      logger.warn(
        { due: due.length, maxRequests },
        `${due.length - planned.length} days that are due wait for the next run`,
      )
      // The next run looks for missed days after the newest known one, which is today's by then.
      const missed = due.slice(maxRequests).filter(({ fetchedAt }) => fetchedAt === null)
      await enterListings(
        warehouse,
        missed.map((each) => dayListing(each.day)),
      )
    }
    for (const each of planned) logger.debug(each, `due: ${each.day} (${each.why})`)
    const wanted = planned.map((each) => wantedDay(each))
    await collectListings(context, { runId, tally, wanted, maxRequests })
    await crossCheck(context, runId, today)
    const thinned = await thinCaptures(warehouse, clock.now().subtract({ hours: 24 * KEEP_CAPTURES_DAYS }))
    if (thinned.captures > 0) logger.info(thinned, `${thinned.captures} old stored responses taken out`)
  })
}
