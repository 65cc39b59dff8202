import { ConfigurationError, describeError } from '../../../base/errors.ts'
import { listingsInLedger } from '../../../load/ledger/ledger.ts'
import type { Followed } from '../../../model/follow.ts'
import { listingName } from '../../../model/listing.ts'
import { collectListings } from '../../../../jobs/collect/collect-listings.ts'
import { collectPapers } from '../../../../jobs/collect/collect-papers.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'
import type { Lot } from './lot.ts'
import type { ScheduledTask } from '../../../feature.ts'
import { nightly, type NightStep } from '../../../../jobs/nightly/nightly.ts'
import { replay } from '../../../../jobs/replay/replay.ts'
import { resumeLoads } from '../../../../jobs/load/resume-loads.ts'
import type { RunCounts } from '../../../../jobs/run/run-counts.ts'
import { withRun } from '../../../../jobs/run/with-run.ts'

/** What lots of the schedules need beside the context. */
export interface LotSettings {
  readonly follow: readonly Followed[]
  /** The most of papers' own pages that a night reads. */
  readonly paperPages: number
  /** What a night does when the lists are in. */
  readonly steps: readonly NightStep[]
  /** What a scheduler runs beside the nights. */
  readonly tasks: readonly ScheduledTask[]
}

/** What came of a lot. Sizes of what is left are part of it. */
export interface LotEnd {
  /** What was done, by name. */
  readonly counts: Readonly<Record<string, number>>
  /** What nobody has done, through no fault of its own: to be taken again after a rest. */
  readonly left: { readonly lot: Lot; readonly afterSeconds: number } | null
  /** What failed, and why; null for nothing. */
  readonly failed: { readonly lot: Lot; readonly reason: string } | null
}

/** The rest of what another run holds, or of a site that was not reached. */
const HELD_SECONDS = 60
const UNREACHABLE_SECONDS = 300

/** Does a lot, as a run of its own. A throw means that all of it failed. */
export async function doLot(context: JobContext, settings: LotSettings, lot: Lot): Promise<LotEnd> {
  switch (lot.job) {
    case 'collect':
      return collectLot(context, lot)
    case 'replay':
      return replayLot(context, lot)
    case 'nightly': {
      const { follow, paperPages, steps } = settings
      const { runCounts } = await nightly(context, { day: lot.day, follow, paperPages, steps })
      return ended(context, lot, runCounts)
    }
    case 'task': {
      const task = settings.tasks.find(({ name }) => name === lot.task)
      if (task === undefined)
        throw new ConfigurationError(
          `this program has no task ${lot.task}: a worker of another version has it`,
        )
      const result = await task.run(context)
      return result === null
        ? { counts: {}, left: null, failed: null }
        : ended(context, lot, result.runCounts)
    }
  }
}

function ended({ signal }: JobContext, lot: Lot, runCounts: RunCounts): LotEnd {
  return { counts: countsOf(runCounts), left: signal.aborted ? { lot, afterSeconds: 0 } : null, failed: null }
}

async function collectLot(context: JobContext, lot: Lot & { job: 'collect' }): Promise<LotEnd> {
  const { warehouse, signal } = context
  const wanted = lot.listings.map(({ kind, key, plannedAt }) => ({ listing: { kind, key }, plannedAt }))
  const listings = wanted.map(({ listing }) => listing)
  const args = { batch: lot.batch, listings: listings.map((each) => listingName(each)) }
  let vanished: readonly string[] = []
  const { runCounts } = await withRun(
    { ...context, isLot: true },
    lot.run,
    args,
    async (runId, runCounts) => {
      await resumeLoads(context, runId, runCounts, listings)
      if (lot.run === 'papers') vanished = await collectPapers(context, { runId, runCounts, wanted })
      else await collectListings(context, { runId, runCounts, wanted })
    },
  )
  const ledger = await listingsInLedger(warehouse, listings)
  const rowOf = new Map(ledger.map((row) => [listingName(row), row]))
  const unread = lot.listings.filter(
    (each) =>
      (rowOf.get(listingName(each))?.fetched_at ?? null) === each.plannedAt && !vanished.includes(each.key),
  )
  const rest = (listings: typeof unread): Lot => ({ ...lot, size: listings.length, listings })
  const counts = countsOf(runCounts)
  if (unread.length === 0) return { counts, left: null, failed: null }
  if (signal.aborted) return { counts, left: { lot: rest(unread), afterSeconds: 0 }, failed: null }
  const isAway =
    unread.length > 1 && unread.length === lot.listings.length && runCounts.unreachable === runCounts.failed
  if (isAway) return { counts, left: { lot: rest(unread), afterSeconds: UNREACHABLE_SECONDS }, failed: null }
  const failed = unread.filter((each) => (rowOf.get(listingName(each))?.next_retry_at ?? null) !== null)
  const held = unread.filter((each) => !failed.includes(each))
  const [first] = failed
  return {
    counts,
    left: held.length > 0 ? { lot: rest(held), afterSeconds: HELD_SECONDS } : null,
    failed:
      first === undefined
        ? null
        : { lot: rest(failed), reason: rowOf.get(listingName(first))?.reason ?? 'no reason known' },
  }
}

async function replayLot(context: JobContext, lot: Lot & { job: 'replay' }): Promise<LotEnd> {
  const { first, last, from, to } = lot
  const filter = {
    ids: { first, last },
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
  const run = lot.run === 'import' ? 'import' : 'replay'
  const { runCounts } = await replay({ ...context, isLot: true }, filter, run)
  return ended(context, lot, runCounts)
}

function countsOf(runCounts: RunCounts): Record<string, number> {
  const { captures, loaded, empty, redirected, entries, unreadable, changed, refused, heldBack } = runCounts
  return { captures, loaded, empty, redirected, entries, unreadable, changed, refused, heldBack }
}

/** Why a lot failed, as one line. */
export function reasonFor(lot: Lot, error: unknown): string {
  const [only] = lot.job === 'collect' && lot.listings.length === 1 ? lot.listings : []
  return only ? `${listingName(only)}: ${describeError(error)}` : describeError(error)
}
