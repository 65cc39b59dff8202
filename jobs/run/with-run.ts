import { describeError, EXIT, type ExitCode, PaperboyError, WritesLost } from '../../src/base/errors.ts'
import {
  indexPapersWithoutText,
  mergeTextIndexes,
  rebuildForeignTexts,
} from '../../src/load/history/index-texts.ts'
import { matchUnidentified } from '../../src/load/history/match-unidentified.ts'
import {
  closeLostRuns,
  closeRun,
  HEARTBEAT_MS,
  openRun,
  renewRun,
  type RunEnd,
} from '../../src/load/ledger/runs.ts'
import { isoInstant } from '../../src/model/day.ts'
import { findTelemetry, inStep, measure, type Step } from '../../src/base/telemetry.ts'
import { PARSER_VERSION } from '../../src/transform/read-capture.ts'
import { clockSkew } from './clock-skew.ts'
import type { JobContext, ObservedEnd, ObservedRun } from './job-context.ts'
import { hasReasons } from './status.ts'
import { exitCodeOf, newRunCounts, reasonOf, rowsWritten, type RunCounts } from './run-counts.ts'
import { VERSION } from '../../src/base/version.ts'

/** Minimum hours between dumps: once a day, with slack for a night that starts early. */
const DUMP_HOURS = 20

/** Result of a run. */
export interface RunResult {
  readonly runId: string
  readonly runCounts: RunCounts
  readonly exitCode: ExitCode
  /** True when `paperboy status` shows why something in it went wrong. */
  readonly toldByStatus: boolean
}

const STOPPED = 'stopped by a signal; the rest stays due'

/** Work of a run. */
type RunWork = (runId: string, runCounts: RunCounts) => Promise<void>

/** Runs the work as a run of a job: its start, end, counts and outcome are in the table `runs`. */
export async function withRun(
  context: JobContext,
  job: string,
  args: Readonly<Record<string, unknown>>,
  work: RunWork,
): Promise<RunResult> {
  await findTelemetry()
  return inStep('run', { 'paperboy.job': job, 'paperboy.version': VERSION }, async (step) =>
    recordedRun(context, { job, args, step }, work),
  )
}

interface Named {
  readonly job: string
  readonly args: Readonly<Record<string, unknown>>
  readonly step: Step
}

async function recordedRun(
  context: JobContext,
  { job, args, step }: Named,
  work: RunWork,
): Promise<RunResult> {
  const { warehouse, clock, logger, signal, observers = [], isQueueJob = false } = context
  const before = performance.now()
  const runCounts = newRunCounts()
  for (const lost of await closeLostRuns(warehouse, clock.now())) {
    const { id, error } = lost
    logger.warn({ run: id }, `run ${id} was lost; its leases are released`)
    for (const observer of observers) await observer.lost?.(context, lost, error)
  }
  const at = clock.now()
  const start = { job, arguments: args, version: VERSION, parserVersion: PARSER_VERSION, at }
  const runId = await openRun(warehouse, start)
  const { written } = warehouse
  written.start(runId)
  step.note({ 'paperboy.run.id': runId })
  const run: ObservedRun = { id: runId, job, startedAt: isoInstant(at) }
  for (const observer of observers) await observer.started?.(context, run)
  const tell = async (end: Omit<ObservedEnd, 'runCounts'>) => {
    const { outcome, exitCode } = end
    step.note({ 'paperboy.outcome': outcome, 'paperboy.exit_code': exitCode })
    const seconds = (performance.now() - before) / 1000
    measure('paperboy.run.duration', seconds, { 'paperboy.job': job, 'paperboy.outcome': outcome })
    for (const observer of observers) await observer.ended?.(context, run, { ...end, runCounts })
  }
  logger.debug({ step: 'plan', run: runId }, `run ${runId} of ${job} starts`)
  const heartbeat = setInterval(() => {
    renewRun(warehouse, runId).then(
      (lives) =>
        !lives && logger.error({ run: runId }, `run ${runId} was declared lost: it writes nothing more`),
      (error: unknown) => logger.warn({ run: runId }, `the heartbeat failed: ${describeError(error)}`),
    )
  }, HEARTBEAT_MS)
  try {
    const skew = await clockSkew(warehouse, clock)
    if (skew !== null) logger.warn({ run: runId }, skew)
    await work(runId, runCounts)
    logger.debug({ step: 'close', run: runId }, `run ${runId} ends`)
    if (!signal.aborted) {
      await matchUnidentified(warehouse)
      await indexPapersWithoutText(warehouse, signal)
      const built = await rebuildForeignTexts(warehouse, signal)
      if (built > 0) logger.info(`the full text of ${built} papers was rebuilt by this server`)
      await mergeTextIndexes(warehouse)
    }
    // A pooler may have switched to another server silently.
    await written.check(warehouse)
    const exitCode = signal.aborted ? EXIT.tryAgain : exitCodeOf(runCounts)
    const outcome = signal.aborted ? 'interrupted' : outcomeOf(exitCode)
    const toldByStatus =
      !isQueueJob &&
      exitCode !== EXIT.done &&
      (runCounts.leftFailed + runCounts.leftChanged > 0 || (await hasReasons(warehouse, runId)))
    const error = signal.aborted ? STOPPED : reasonOf(runCounts)
    await closeRun(warehouse, runId, { outcome, error, counts: { ...runCounts, exitCode }, at: clock.now() })
    if (!isQueueJob && !signal.aborted && rowsWritten(runCounts) > 0) await dump(context)
    await tell({ outcome, error, exitCode })
    if (outcome === 'failed') step.end('site-unreachable')
    return { runId, runCounts, exitCode, toldByStatus }
  } catch (thrown) {
    // Rows lost in a failover cause other errors.
    const error = await written.check(warehouse).then(
      () => thrown,
      (lost: unknown) => (lost instanceof WritesLost ? lost : thrown),
    )
    const end = {
      outcome: signal.aborted ? 'interrupted' : 'failed',
      error: describeError(error),
    } as const
    const exitCode = error instanceof PaperboyError ? error.exitCode : EXIT.bug
    // Lost writes are reported, but must not keep the run from being closed.
    written.end(runId)
    try {
      // If its row is lost, its id may be another run's by now.
      const isLost = error instanceof WritesLost && !error.hasRun
      const row = isLost ? await openRun(warehouse, start) : runId
      await closeRun(warehouse, row, { ...end, counts: { ...runCounts, exitCode }, at: clock.now() })
    } catch (closing) {
      // The first error is the one to report; the next run closes this one.
      logger.warn({ run: runId }, `run ${runId} could not be closed: ${describeError(closing)}`)
    }
    await tell({ ...end, exitCode, failure: error })
    throw error
  } finally {
    written.end(runId)
    clearInterval(heartbeat)
  }
}

/** Chooses a run's outcome; a night that reached nothing has failed, though nothing threw. */
function outcomeOf(exitCode: ExitCode): RunEnd['outcome'] {
  if (exitCode === EXIT.done) return 'done'
  return exitCode === EXIT.unreachable ? 'failed' : 'partial'
}

/** Dumps the warehouse; a failed dump does not fail the run: its rows are stored. */
async function dump({ warehouse, logger }: JobContext): Promise<void> {
  try {
    const path = (await warehouse.dump?.(DUMP_HOURS)) ?? null
    if (path !== null) logger.info({ path }, `the warehouse is dumped to ${path}`)
  } catch (error) {
    logger.warn({ error: describeError(error) }, `the warehouse could not be dumped: ${describeError(error)}`)
  }
}
