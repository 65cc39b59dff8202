import { plural } from '../../src/model/plural.ts'
import { ledgerRows } from '../../src/load/ledger/ledger.ts'
import type { Day } from '../../src/model/day.ts'
import { PARSER_VERSION } from '../../src/transform/read-capture.ts'
import { collectListings } from './collect-listings.ts'
import type { JobContext } from '../run/job-context.ts'
import { planBackfill, type PlannedDay, wantedDay } from '../nightly/plan-days.ts'
import { resumeLoads } from '../load/resume-loads.ts'
import type { RunCounts } from '../run/run-counts.ts'
import { type RunResult, withRun } from '../run/with-run.ts'

/** A range of days, and which of them to fetch. */
export interface BackfillOptions {
  readonly from: Day
  readonly to: Day
  readonly missing: boolean
  readonly failed: boolean
  readonly all: boolean
  readonly staleParser: boolean
  readonly newestFirst: boolean
  /** Stop after this many requests; the rest stays for the next call. */
  readonly maxRequests: number | null
}

/** What a backfill would fetch, in its order. */
export async function planOfBackfill(context: JobContext, options: BackfillOptions): Promise<PlannedDay[]> {
  const { from, to, maxRequests } = options
  const planned = planBackfill(
    await ledgerRows(context.warehouse, 'day', { from, to }),
    { from, to },
    {
      ...options,
      parserVersion: PARSER_VERSION,
    },
  )
  return maxRequests === null ? planned : planned.slice(0, maxRequests)
}

/** Fetches a range of days. As long as the range keeps days that could not be read, it does not end as done. */
export async function backfill(context: JobContext, options: BackfillOptions): Promise<RunResult> {
  return withRun(context, 'backfill', { ...options }, async (runId, runCounts) => {
    await resumeLoads(context, runId, runCounts)
    const planned = await planOfBackfill(context, options)
    const wanted = planned.map((each) => wantedDay(each))
    await collectListings(context, { runId, runCounts, wanted, maxRequests: options.maxRequests })
    await countLeft(context, options, runCounts)
  })
}

/** Notes which days of the range are failed or changed now, whether or not they were asked for this time. */
async function countLeft(
  { warehouse, logger }: JobContext,
  { from, to }: BackfillOptions,
  runCounts: RunCounts,
): Promise<void> {
  const rows = await ledgerRows(warehouse, 'day', { from, to })
  runCounts.leftFailed = rows.filter(({ state }) => state === 'failed').length
  runCounts.leftChanged = rows.filter(({ state }) => state === 'drift').length
  const left = runCounts.leftFailed + runCounts.leftChanged
  if (left === 0) return
  logger.error(
    { failed: runCounts.leftFailed, drift: runCounts.leftChanged },
    `${plural(left, 'day')} from ${from} to ${to} could not be read (${runCounts.leftFailed} failed, ` +
      `${runCounts.leftChanged} with a changed page): "npx paperboy status" tells why, ` +
      `"npx paperboy backfill --from ${from} --to ${to} --failed" tries again`,
  )
}
