import { type PlannedListing, wantedListing } from '../../jobs/nightly/plan-follow.ts'
import { papers, type PapersOptions, planOfPapers } from '../../jobs/collect/papers.ts'
import type { PagesPlan } from '../outputs/runs.ts'
import type { App, CommonFlags } from './command.ts'
import { jobConfigOf, todayOf, withJob } from './app.ts'
import type { QueueFlags } from '../feature.ts'
import { enqueue, requireQueueForWait } from './enqueue.ts'
import { isoText } from './json.ts'
import { parseOpenRange } from './parse-days.ts'
import { withPreview } from './preview.ts'
import { reportRun } from './report-run.ts'
import { textTable } from './terminal.ts'
import { secondsAtQuota, timeAtQuota } from './time-at-quota.ts'

/** Which of papers' own pages a person asked for; any of these means that pages are fetched. */
export interface PageFlags extends QueueFlags {
  readonly from?: string
  readonly to?: string
  readonly missing?: boolean
  readonly stale?: boolean
  readonly maxRequests?: number
  readonly dryRun?: boolean
}

/** `paperboy papers` with an option: fetches papers' own pages, or prints which it would fetch. */
export async function fetchPapers(app: App, flags: CommonFlags & PageFlags): Promise<void> {
  requireQueueForWait(flags)
  const config = await jobConfigOf(flags)
  const { from, to, missing = false, stale = false, maxRequests = null } = flags
  const both = !missing && !stale
  const range = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
  const options: PapersOptions = {
    ...parseOpenRange(range, todayOf(config)),
    missing: missing || both,
    stale: stale || both,
    maxRequests,
  }
  if (flags.dryRun) {
    const plan = await withPreview(app, config, async (context) => planOfPapers(context, options))
    printPlan(app, plan, flags.json ?? false)
    return
  }
  if (flags.enqueue === true) {
    await enqueue(app, config, flags, async (context, { enqueueListings }) => {
      const wanted = (await planOfPapers(context, options)).map((each) => wantedListing(each))
      return enqueueListings(context.warehouse, { queue: 'papers', run: 'papers', wanted })
    })
    return
  }
  await withJob(app, config, async (context) =>
    reportRun(app, await papers(context, options), flags.json ?? false),
  )
}

function printPlan({ terminal }: App, plan: readonly PlannedListing[], json: boolean): void {
  if (json) {
    const rows = plan.map(({ listing, why, fetchedAt }) => {
      return { paper_id: listing.key, why, fetched_at: isoText(fetchedAt) }
    })
    terminal.out(
      JSON.stringify({
        papers: rows,
        requests: plan.length,
        seconds: secondsAtQuota(plan.length),
      } satisfies PagesPlan),
    )
    return
  }
  if (plan.length > 0)
    terminal.out(
      textTable(
        ['paper', 'why'],
        plan.map(({ listing, why }) => [listing.key, why]),
        terminal.width,
      ),
    )
  terminal.out(`${plan.length} requests; ${timeAtQuota(plan.length)}`)
}
