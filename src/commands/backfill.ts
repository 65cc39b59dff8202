import { Command } from 'commander'
import { backfill, type BackfillOptions, planOfBackfill } from '../../jobs/collect/backfill.ts'
import { type PlannedDay, wantedDay } from '../../jobs/nightly/plan-days.ts'
import type { BackfillPlan } from '../outputs/runs.ts'
import type { App, CommonFlags } from './command.ts'
import { readJobConfig, todayOf, withJob } from './app.ts'
import { isoText } from './json.ts'
import { parseRange } from './parse-days.ts'
import { withPreview } from './preview.ts'
import type { QueueFlags } from '../feature.ts'
import { enqueue, requireQueueForWait, withQueueFlags } from './enqueue.ts'
import { positiveInteger } from './positive-integer.ts'
import { reportRun } from './report-run.ts'
import { textTable } from './terminal.ts'
import { secondsAtQuota, timeAtQuota } from './time-at-quota.ts'

interface Flags extends CommonFlags, QueueFlags {
  readonly from: string
  readonly to: string
  readonly missing?: boolean
  readonly failed?: boolean
  readonly all?: boolean
  readonly staleParser?: boolean
  readonly dryRun?: boolean
  readonly newestFirst?: boolean
  readonly maxRequests?: number
}

/** `paperboy backfill` */
export function backfillCommand(app: App): Command {
  return withQueueFlags(
    new Command('backfill')
      .requiredOption('--from <date>', 'first day')
      .requiredOption('--to <date>', 'last day')
      .option('--missing', 'days never loaded')
      .option('--failed', 'days whose last attempt failed')
      .option('--all', 'every day of the range')
      .option('--stale-parser', 'days that an older parser read')
      .option('--dry-run', 'only print each day with the reason, and the total time at the quota')
      .option('--newest-first', 'start with the last day')
      .option('--max-requests <n>', 'stop after this many requests', positiveInteger),
    'enqueue the days for workers, and exit',
  )
    .addHelpText('after', '\nExample:\n  $ npx paperboy backfill --from 2026-05-01 --to 2026-05-31 --dry-run')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      requireQueueForWait(flags)
      const config = await readJobConfig(flags)
      const options: BackfillOptions = {
        ...parseRange(flags.from, flags.to, todayOf(config)),
        ...choiceOf(flags),
        newestFirst: flags.newestFirst ?? false,
        maxRequests: flags.maxRequests ?? null,
      }
      if (flags.dryRun) {
        const plan = await withPreview(app, config, async (context) => planOfBackfill(context, options))
        printPlan(app, plan, flags.json ?? false)
        return
      }
      if (flags.enqueue === true) {
        await enqueue(app, config, flags, async (context, { enqueueListings }) => {
          const plan = await planOfBackfill(context, options)
          const wanted = plan.map((each) => wantedDay(each))
          return enqueueListings(context.warehouse, { queue: 'listings', run: 'backfill', wanted })
        })
        return
      }
      await withJob(app, config, async (context) =>
        reportRun(app, await backfill(context, options), flags.json ?? false),
      )
    })
}

function choiceOf({ missing = false, failed = false, all = false, staleParser = false }: Flags) {
  const none = !missing && !failed && !all && !staleParser
  return { missing: missing || none, failed: failed || none, all, staleParser }
}

function printPlan({ terminal }: App, plan: readonly PlannedDay[], json: boolean): void {
  const seconds = secondsAtQuota(plan.length)
  if (json) {
    const days = plan.map(({ day, why, fetchedAt }) => ({ day, why, fetched_at: isoText(fetchedAt) }))
    terminal.out(JSON.stringify({ days, requests: plan.length, seconds } satisfies BackfillPlan))
    return
  }
  if (plan.length > 0)
    terminal.out(
      textTable(
        ['day', 'why'],
        plan.map(({ day, why }) => [day, why]),
        terminal.width,
      ),
    )
  terminal.out(`${plan.length} requests; ${timeAtQuota(plan.length)}`)
}
