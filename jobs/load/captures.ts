import { describeError, PaperboyError, UsageError } from '../../src/base/errors.ts'
import { forgetCaptures, tombstonesById } from '../../src/load/captures/forget-captures.ts'
import { type CaptureRow, capturesById } from '../../src/load/captures/list-captures.ts'
import { removeOrphans } from '../../src/load/captures/orphans.ts'
import { claimListings } from '../../src/load/ledger/leases.ts'
import { forgetReadings } from '../../src/load/history/forget-readings.ts'
import { retryConflicts } from '../../src/load/warehouse/retry-conflicts.ts'
import type { Executor } from '../../src/load/warehouse/executor.ts'
import { isoInstant } from '../../src/model/day.ts'
import { distinctListings, listingName } from '../../src/model/listing.ts'
import type { JobContext } from '../run/job-context.ts'
import { countLeased } from '../run/run-counts.ts'
import { type RunResult, withRun } from '../run/with-run.ts'

/**
 * Stored captures by their numbers.
 *
 * @throws {UsageError} when one of them is not there; the message says whether it was forgotten
 */
export async function findCaptures(executor: Executor, ids: readonly string[]): Promise<CaptureRow[]> {
  const found = await capturesById(executor, ids)
  const missing = ids.find((id) => !found.some((row) => row.id === id))
  if (missing === undefined) return found
  const [tombstone] = await tombstonesById(executor, [missing])
  if (!tombstone)
    throw new UsageError(`there is no capture ${missing}: "npx paperboy captures list" shows those there are`)
  const { listing, forgottenAt, reason } = tombstone
  throw new UsageError(
    `capture ${missing} of ${listingName(listing)} was forgotten at ${isoInstant(forgottenAt)}` +
      `${reason === null ? '' : ` (${reason})`}: "npx paperboy captures list" shows those there are`,
  )
}

/**
 * Takes captures back: what was read from them, they themselves, and their bodies where no other has them. All of
 * them or none. A tombstone stays of each, so that they are not imported again by mistake.
 *
 * @throws {UsageError} when one of them is not there; nothing is changed then
 */
export async function forget(
  context: JobContext,
  ids: readonly string[],
  reason: string | null,
): Promise<RunResult> {
  const { warehouse, clock, logger } = context
  const asked = await findCaptures(warehouse, ids)
  const listings = distinctListings(asked)
  return withRun(context, 'captures forget', { captures: ids, reason }, async (runId, runCounts) => {
    const { leased } = await claimListings(
      warehouse,
      runId,
      listings.map((listing) => ({ listing })),
    )
    if (leased.length > 0) {
      countLeased(
        runCounts,
        leased.map(({ listing }) => listing),
      )
      for (const { listing, holder } of leased)
        logger.warn(
          { listing: listingName(listing), holder },
          `${listingName(listing)} is leased by ${holder}: nothing was forgotten; run the same command again later`,
        )
      return
    }
    const at = clock.now()
    const forgotten = await retryConflicts(async () =>
      warehouse.transaction(async (tx) => {
        // Those that are gone by now were forgotten by the first try of this transaction.
        const captures = await capturesById(tx, ids)
        const there = captures.map(({ id }) => id)
        await forgetReadings(tx, captures, runId, async () =>
          forgetCaptures(tx, there, { runId, reason, at }),
        )
        return asked.length
      }),
    )
    runCounts.rows['forgotten_captures'] = forgotten
    try {
      await removeOrphans(warehouse)
    } catch (error) {
      if (!(error instanceof PaperboyError)) throw error
      runCounts.failed++
      runCounts.firstFailure = `forgotten, but a body still lies outside of the warehouse (${describeError(error)}); "npx paperboy db prune" removes it`
      logger.error({ code: error.code }, runCounts.firstFailure)
    }
  })
}
