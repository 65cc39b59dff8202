import { ConfigurationError, describeError } from '../../../base/errors.ts'
import { listingsInLedger } from '../../../load/ledger/ledger.ts'
import type { Followed } from '../../../model/follow.ts'
import { listingName } from '../../../model/listing.ts'
import { collectListings } from '../../../../jobs/collect/collect-listings.ts'
import { collectPapers } from '../../../../jobs/collect/collect-papers.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'
import type { QueueJob } from './queue-job.ts'
import type { ScheduledTask } from '../../../feature.ts'
import { nightly, type NightStep } from '../../../../jobs/nightly/nightly.ts'
import { replay } from '../../../../jobs/replay/replay.ts'
import { resumeLoads } from '../../../../jobs/load/resume-loads.ts'
import type { RunCounts } from '../../../../jobs/run/run-counts.ts'
import { withRun } from '../../../../jobs/run/with-run.ts'

/** Settings of scheduled jobs, beside the context. */
export interface JobSettings {
  readonly follow: readonly Followed[]
  /** Maximum number of papers' own pages that a night reads. */
  readonly paperPages: number
  /** Steps of a night after the lists are loaded. */
  readonly steps: readonly NightStep[]
  /** Tasks that the scheduler runs beside the nights. */
  readonly tasks: readonly ScheduledTask[]
}

/** Outcome of a job, with the sizes of what is left. */
export interface JobEnd {
  /** Work done, by name. */
  readonly counts: Readonly<Record<string, number>>
  /** Work that was not done, through no fault of its own: retried after a delay. */
  readonly left: { readonly job: QueueJob; readonly afterSeconds: number } | null
  /** Work that failed, and the reason; null if none did. */
  readonly failed: { readonly job: QueueJob; readonly reason: string } | null
}

/** Delay for listings that another run leases, or a site that was not reached. */
const LEASED_SECONDS = 60
const UNREACHABLE_SECONDS = 300

/** Runs a job, as a run of its own. A throw means that the whole job failed. */
export async function doJob(context: JobContext, settings: JobSettings, job: QueueJob): Promise<JobEnd> {
  switch (job.type) {
    case 'collect':
      return collectJob(context, job)
    case 'replay':
      return replayJob(context, job)
    case 'nightly': {
      const { follow, paperPages, steps } = settings
      const { runCounts } = await nightly(context, { day: job.day, follow, paperPages, steps })
      return ended(context, job, runCounts)
    }
    case 'task': {
      const task = settings.tasks.find(({ name }) => name === job.task)
      if (task === undefined)
        throw new ConfigurationError(
          `this program has no task ${job.task}: a worker of another version has it`,
        )
      const result = await task.run(context)
      return result === null
        ? { counts: {}, left: null, failed: null }
        : ended(context, job, result.runCounts)
    }
  }
}

function ended({ signal }: JobContext, job: QueueJob, runCounts: RunCounts): JobEnd {
  return { counts: countsOf(runCounts), left: signal.aborted ? { job, afterSeconds: 0 } : null, failed: null }
}

async function collectJob(context: JobContext, job: QueueJob & { type: 'collect' }): Promise<JobEnd> {
  const { warehouse, signal } = context
  const wanted = job.listings.map(({ kind, key, plannedAt }) => ({ listing: { kind, key }, plannedAt }))
  const listings = wanted.map(({ listing }) => listing)
  const args = { batch: job.batch, listings: listings.map((each) => listingName(each)) }
  let vanished: readonly string[] = []
  const { runCounts } = await withRun(
    { ...context, isQueueJob: true },
    job.run,
    args,
    async (runId, runCounts) => {
      await resumeLoads(context, runId, runCounts, listings)
      if (job.run === 'papers') vanished = await collectPapers(context, { runId, runCounts, wanted })
      else await collectListings(context, { runId, runCounts, wanted })
    },
  )
  const ledger = await listingsInLedger(warehouse, listings)
  const rowOf = new Map(ledger.map((row) => [listingName(row), row]))
  const unread = job.listings.filter(
    (each) =>
      (rowOf.get(listingName(each))?.fetched_at ?? null) === each.plannedAt && !vanished.includes(each.key),
  )
  const rest = (listings: typeof unread): QueueJob => ({ ...job, size: listings.length, listings })
  const counts = countsOf(runCounts)
  if (unread.length === 0) return { counts, left: null, failed: null }
  if (signal.aborted) return { counts, left: { job: rest(unread), afterSeconds: 0 }, failed: null }
  const isAway =
    unread.length > 1 && unread.length === job.listings.length && runCounts.unreachable === runCounts.failed
  if (isAway) return { counts, left: { job: rest(unread), afterSeconds: UNREACHABLE_SECONDS }, failed: null }
  const failed = unread.filter((each) => (rowOf.get(listingName(each))?.next_retry_at ?? null) !== null)
  const held = unread.filter((each) => !failed.includes(each))
  const [first] = failed
  return {
    counts,
    left: held.length > 0 ? { job: rest(held), afterSeconds: LEASED_SECONDS } : null,
    failed:
      first === undefined
        ? null
        : { job: rest(failed), reason: rowOf.get(listingName(first))?.reason ?? 'no reason known' },
  }
}

async function replayJob(context: JobContext, job: QueueJob & { type: 'replay' }): Promise<JobEnd> {
  const { first, last, from, to } = job
  const filter = {
    ids: { first, last },
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
  const run = job.run === 'import' ? 'import' : 'replay'
  const { runCounts } = await replay({ ...context, isQueueJob: true }, filter, run)
  return ended(context, job, runCounts)
}

function countsOf(runCounts: RunCounts): Record<string, number> {
  const { captures, loaded, empty, redirected, entries, unreadable, changed, refused, onHold } = runCounts
  return { captures, loaded, empty, redirected, entries, unreadable, changed, refused, onHold }
}

/** Describes why a job failed, in one line. */
export function reasonFor(job: QueueJob, error: unknown): string {
  const [only] = job.type === 'collect' && job.listings.length === 1 ? job.listings : []
  return only ? `${listingName(only)}: ${describeError(error)}` : describeError(error)
}
