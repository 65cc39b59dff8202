import { Command } from 'commander'
import { UsageError } from '../base/errors.ts'
import { type PlannedListing, wantedListing } from '../../jobs/nightly/plan-follow.ts'
import { papers, type PapersOptions, planOfPapers } from '../../jobs/collect/papers.ts'
import type { PagesPlan } from '../outputs/runs.ts'
import type { App, CommonFlags } from './command.ts'
import { readJobConfig, todayOf, withJob } from './app.ts'
import type { QueueFlags } from '../feature.ts'
import { enqueue, requireQueueForWait, withQueueFlags } from './enqueue.ts'
import { isoText } from './json.ts'
import { positiveInteger } from './positive-integer.ts'
import { parseOpenRange } from './parse-days.ts'
import { withPreview } from './preview.ts'
import { reportRun } from './report-run.ts'
import { textTable } from './terminal.ts'
import { secondsAtQuota, timeAtQuota } from './time-at-quota.ts'

interface Flags extends CommonFlags, QueueFlags {
  readonly api?: boolean
  readonly from?: string
  readonly to?: string
  readonly missing?: boolean
  readonly stale?: boolean
  readonly maxRequests?: number
  readonly dryRun?: boolean
}

const ABOUT = `
A paper's own page has its comments, upvoters, rank of the day, and the models, datasets and spaces that name it. It is
due 1, 7 and 30 days after the paper's first list, and sooner when the paper won half as many votes again, at least
ten. Without --missing and --stale both kinds are read; "nightly" does the same with the requests that it has left
(setting paperPages).`

/** `paperboy fetch papers` */
export function fetchPapersCommand(app: App): Command {
  return withQueueFlags(
    new Command('papers')
      .description("fetch papers' own pages: all that are due, or those of a range of days")
      .option('--from <date>', 'of papers first listed on this day or later')
      .option('--to <date>', 'of papers first listed on this day or before')
      .option('--missing', 'pages that were never read')
      .option('--stale', 'pages that were read, and are due again')
      .option('--max-requests <n>', 'stop after this many requests', positiveInteger)
      .option('--dry-run', 'only print each page with the reason, and the total time at the quota'),
    'enqueue them for workers, and exit',
  )
    .addHelpText(
      'after',
      `${ABOUT}\n\nExample:\n  $ npx paperboy fetch papers --from 2026-05-01 --missing --dry-run`,
    )
    .action(async (_options, command: Command) => fetchPapers(app, command.optsWithGlobals<Flags>()))
}

async function fetchPapers(app: App, flags: Flags): Promise<void> {
  if (flags.api === true)
    throw new UsageError(
      "--api does not apply to papers' own pages; expected it with listings, as in fetch --api day:today",
    )
  requireQueueForWait(flags)
  const config = await readJobConfig(flags)
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
