import { basename } from 'node:path'
import { UsageError } from '../../src/base/errors.ts'
import {
  addOutsideCounts,
  forgetOutsideCounts,
  type OutsideChange,
  outsideSources,
} from '../../src/load/history/outside-counts.ts'
import { retryConflicts } from '../../src/load/warehouse/retry-conflicts.ts'
import type { OutsideCount } from '../../src/model/outside-count.ts'
import { readHistory } from './history-file.ts'
import type { JobContext } from '../run/job-context.ts'
import { countRows } from '../run/run-counts.ts'
import { type RunResult, withRun } from '../run/with-run.ts'

/** Lines sent to the database in one statement. */
const LINES_IN_A_BATCH = 5000
/** Lines to check: a file whose first ones are all rejected has another shape. */
const LINES_TRIED = 100
const REJECTIONS_TOLD = 5

/** A rejected line. */
export interface RejectedLine {
  readonly line: number
  readonly reason: string
}

/** Result of importing or deleting a history. */
export interface HistoryResult extends RunResult {
  readonly source: string
  readonly conflicts: number
  /** The first few of the rejected lines. */
  readonly rejections: readonly RejectedLine[]
}

/**
 * Imports the counts of another collector into the history: the whole file in one transaction, or nothing.
 * Invalid lines are skipped and reported.
 *
 * @throws {UsageError} when the file can't be read, or has another shape; then nothing is written
 */
export async function importHistory(
  context: JobContext,
  path: string,
  source: string,
): Promise<HistoryResult> {
  const { clock, logger, signal } = context
  const now = clock.now()
  await requireShape(path, now)
  let told: Told = { lines: 0, rejected: 0, rejections: [] }
  let conflicts = 0
  const result = await withRun(
    context,
    'import',
    { history: basename(path), source },
    async (runId, runCounts) => {
      const change = await allOrNothing(context, async (tx) => {
        // The transaction may be retried.
        told = { lines: 0, rejected: 0, rejections: [] }
        return addOutsideCounts(tx, source, countsInBatches(path, now, told, signal), runId)
      })
      runCounts.lines = told.lines
      runCounts.rejectedLines = told.rejected
      for (const { line, reason } of told.rejections)
        logger.warn({ line }, `${path}, line ${line}: ${reason}: the line is skipped`)
      if (!change) return
      countRows(runCounts, change.rows)
      conflicts = change.conflicts
    },
  )
  return { ...result, source, conflicts, rejections: told.rejections }
}

/**
 * Deletes all counts of an outside source: the tables end up as if it had never been imported.
 *
 * @throws {UsageError} when there are none; the message names the known sources
 */
export async function forgetHistory(context: JobContext, source: string): Promise<HistoryResult> {
  const { warehouse } = context
  const sources = await outsideSources(warehouse)
  if (!sources.includes(source)) {
    const known =
      sources.length === 0 ? 'no history was imported' : `there is history of: ${sources.join(', ')}`
    throw new UsageError(`there is no history of "${source}": ${known}`)
  }
  let conflicts = 0
  const result = await withRun(context, 'import', { forgetHistory: source }, async (runId, runCounts) => {
    const change = await allOrNothing(context, async (tx) => forgetOutsideCounts(tx, source))
    if (!change) return
    countRows(runCounts, change.rows)
    conflicts = change.conflicts
  })
  return { ...result, source, conflicts, rejections: [] }
}

/** Thrown to leave the transaction. */
class Stopped extends Error {}

/** Runs the work in one transaction; null when a signal stopped it, and nothing was written. */
async function allOrNothing(
  { warehouse, signal }: JobContext,
  work: (tx: Parameters<typeof addOutsideCounts>[0]) => Promise<OutsideChange>,
): Promise<OutsideChange | null> {
  try {
    return await retryConflicts(async () =>
      warehouse.transaction(async (tx) => {
        const change = await work(tx)
        if (signal.aborted) throw new Stopped()
        return change
      }),
    )
  } catch (error) {
    if (error instanceof Stopped) return null
    throw error
  }
}

interface Told {
  lines: number
  rejected: number
  rejections: RejectedLine[]
}

async function* countsInBatches(
  path: string,
  now: Temporal.Instant,
  told: Told,
  signal: AbortSignal,
): AsyncGenerator<OutsideCount[]> {
  let batch: OutsideCount[] = []
  for await (const { line, read } of readHistory(path, now)) {
    told.lines++
    if ('reason' in read) {
      told.rejected++
      if (told.rejections.length < REJECTIONS_TOLD) told.rejections.push({ line, reason: read.reason })
      continue
    }
    batch.push(read.count)
    if (batch.length < LINES_IN_A_BATCH) continue
    if (signal.aborted) throw new Stopped()
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Refuses a file before anything is written when none of its first lines is valid. */
async function requireShape(path: string, now: Temporal.Instant): Promise<void> {
  let tried = 0
  let first: RejectedLine | null = null
  for await (const { line, read } of readHistory(path, now)) {
    if (!('reason' in read)) return
    first ??= { line, reason: read.reason }
    if (++tried === LINES_TRIED) break
  }
  if (first)
    throw new UsageError(
      `${path}: none of the first ${tried} lines can be read; line ${first.line}: ${first.reason}`,
    )
}
