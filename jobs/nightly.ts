import { ledgerRows } from '../src/load/ledger.ts'
import { type Day, dayOf } from '../src/model/day.ts'
import { dayListing } from '../src/model/listing.ts'
import { collectListings } from './collect-listings.ts'
import type { JobContext } from './job-context.ts'
import { planNight } from './plan-days.ts'
import { type RunResult, withRun } from './with-run.ts'

/** What cron runs: yesterday and today, what was missed, what failed, and what is due again. */
export async function nightly(context: JobContext, { day }: { day?: Day }): Promise<RunResult> {
  const { warehouse, clock, logger } = context
  const today = day ?? dayOf(clock.now())
  return withRun(context, 'nightly', { day: today }, async (runId, tally) => {
    const planned = planNight(await ledgerRows(warehouse, 'day'), today, clock.now())
    for (const each of planned) logger.debug(each, `due: ${each.day} (${each.why})`)
    await collectListings(context, { runId, tally, listings: planned.map((each) => dayListing(each.day)) })
  })
}
