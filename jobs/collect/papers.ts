import { collectPapers } from './collect-papers.ts'
import type { JobContext } from '../run/job-context.ts'
import { logPlanned, type PlannedListing, wantedListing } from '../nightly/plan-follow.ts'
import { type PaperChoice, planPapers } from '../nightly/plan-papers.ts'
import { resumeLoads } from '../load/resume-loads.ts'
import { type RunResult, withRun } from '../run/with-run.ts'

/** Which papers' own pages to fetch. */
export interface PapersOptions extends Omit<PaperChoice, 'now'> {
  /** Stop after this many requests; the rest stays due. */
  readonly maxRequests: number | null
}

/** What `papers` would fetch, in its order. */
export async function planOfPapers(
  { warehouse, clock }: Pick<JobContext, 'warehouse' | 'clock'>,
  options: PapersOptions,
): Promise<PlannedListing[]> {
  const planned = await planPapers(warehouse, { ...options, now: clock.now() })
  return options.maxRequests === null ? planned : planned.slice(0, options.maxRequests)
}

/** Fetches the own pages of listed papers that are due. */
export async function papers(context: JobContext, options: PapersOptions): Promise<RunResult> {
  return withRun(context, 'papers', { ...options }, async (runId, runCounts) => {
    await resumeLoads(context, runId, runCounts)
    const planned = await planOfPapers(context, options)
    logPlanned(context.logger, planned)
    const wanted = planned.map((each) => wantedListing(each))
    await collectPapers(context, { runId, runCounts, wanted, maxRequests: options.maxRequests })
  })
}
