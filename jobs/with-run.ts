import { describeError, EXIT, type ExitCode, PaperboyError } from '../src/errors.ts'
import { rebuildForeignTexts } from '../src/load/records/index-texts.ts'
import { matchUnidentified } from '../src/load/records/match-unidentified.ts'
import {
  closeLostRuns,
  closeRun,
  HEARTBEAT_MS,
  openRun,
  renewRun,
  type RunEnd,
} from '../src/load/ledger/runs.ts'
import { isoInstant } from '../src/model/day.ts'
import { findTelemetry, inStep, measure, type Step } from '../src/telemetry.ts'
import { PARSER_VERSION } from '../src/transform/read-capture.ts'
import { clockSkew } from './clock-skew.ts'
import type { JobContext } from './job-context.ts'
import { lineageEvents } from './lineage-events.ts'
import { ping, pingFailure } from './ping.ts'
import { hasReasonsOf } from './status.ts'
import { exitCodeOf, newTally, reasonOf, rowsWritten, type Tally } from './tally.ts'
import { VERSION } from './version.ts'
import { writeHealth } from './write-health.ts'

/** A run that comes after less than this dumps nothing: once a day, with room for a night that begins early. */
const DUMP_HOURS = 20

/** How a run went. */
export interface RunResult {
  readonly runId: string
  readonly tally: Tally
  readonly exitCode: ExitCode
  /** True when `paperboy status` tells why something of it went wrong. */
  readonly toldByStatus: boolean
}

const STOPPED = 'stopped by a signal; what is left stays due'

/** What a run does. */
type RunWork = (runId: string, tally: Tally) => Promise<void>

/** Does the work as a run of a job: its start, end, counts and outcome are in the table `runs`. */
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
  const { warehouse, clock, logger, signal, isLot = false } = context
  const before = performance.now()
  const tally = newTally()
  for (const lost of await closeLostRuns(warehouse, clock.now())) {
    const { id, error } = lost
    logger.warn({ run: id }, `run ${id} ended without a word; what it had taken on is free again`)
    await lineageEvents(context, lost).end({ outcome: 'interrupted', error })
  }
  const at = clock.now()
  const runId = await openRun(warehouse, {
    job,
    arguments: args,
    version: VERSION,
    parserVersion: PARSER_VERSION,
    at,
  })
  step.note({ 'paperboy.run.id': runId })
  const lineage = lineageEvents(context, { id: runId, job, startedAt: isoInstant(at) })
  lineage.start()
  const tell = async (end: Pick<RunEnd, 'outcome' | 'error'>, exitCode: ExitCode) => {
    const { outcome } = end
    step.note({ 'paperboy.outcome': outcome, 'paperboy.exit_code': exitCode })
    const seconds = (performance.now() - before) / 1000
    measure('paperboy.run.duration', seconds, { 'paperboy.job': job, 'paperboy.outcome': outcome })
    await lineage.end({ ...end, exitCode, tally })
  }
  if (!isLot) await ping(context, 'start')
  logger.debug({ step: 'plan', run: runId }, `run ${runId} of ${job} begins`)
  const heartbeat = setInterval(() => {
    renewRun(warehouse, runId).then(
      (lives) =>
        !lives && logger.error({ run: runId }, `run ${runId} was taken for lost: it writes nothing more`),
      (error: unknown) =>
        logger.warn({ run: runId }, `no sign of life could be given: ${describeError(error)}`),
    )
  }, HEARTBEAT_MS)
  try {
    const skew = await clockSkew(warehouse, clock)
    if (skew !== null) logger.warn({ run: runId }, skew)
    await work(runId, tally)
    logger.debug({ step: 'close', run: runId }, `run ${runId} ends`)
    if (!signal.aborted) {
      await matchUnidentified(warehouse)
      const built = await rebuildForeignTexts(warehouse, signal)
      if (built > 0) logger.info(`the full text of ${built} papers was built anew, as this server does it`)
    }
    const exitCode = signal.aborted ? EXIT.tryAgain : exitCodeOf(tally)
    const outcome = signal.aborted ? 'interrupted' : outcomeOf(exitCode)
    const toldByStatus = !isLot && exitCode !== EXIT.done && (await hasReasonsOf(warehouse, runId))
    const error = signal.aborted ? STOPPED : reasonOf(tally)
    await closeRun(warehouse, runId, { outcome, error, counts: { ...tally, exitCode }, at: clock.now() })
    if (!isLot) {
      if (!signal.aborted && rowsWritten(tally) > 0) await dump(context)
      await writeHealth(context)
      await ping(context, exitCode)
    }
    await tell({ outcome, error }, exitCode)
    if (outcome === 'failed') step.end('site-unreachable')
    return { runId, tally, exitCode, toldByStatus }
  } catch (error) {
    const end = {
      outcome: signal.aborted ? 'interrupted' : 'failed',
      error: describeError(error),
    } as const
    const exitCode = error instanceof PaperboyError ? error.exitCode : EXIT.bug
    try {
      await closeRun(warehouse, runId, { ...end, counts: { ...tally, exitCode }, at: clock.now() })
    } catch (closing) {
      // The first error is the one to tell; the next run closes this one.
      logger.warn({ run: runId }, `run ${runId} could not be closed: ${describeError(closing)}`)
    }
    await tell(end, exitCode)
    if (!isLot) await pingFailure(context, error)
    throw error
  } finally {
    clearInterval(heartbeat)
  }
}

/** A night that reached nothing has failed, though nothing threw. */
function outcomeOf(exitCode: ExitCode): RunEnd['outcome'] {
  if (exitCode === EXIT.done) return 'done'
  return exitCode === EXIT.unreachable ? 'failed' : 'partial'
}

/** A dump that fails is no failure of the run: its rows are there. */
async function dump({ warehouse, logger }: JobContext): Promise<void> {
  try {
    const path = (await warehouse.dump?.(DUMP_HOURS)) ?? null
    if (path !== null) logger.info({ path }, `the warehouse is dumped to ${path}`)
  } catch (error) {
    logger.warn({ error: describeError(error) }, `the warehouse could not be dumped: ${describeError(error)}`)
  }
}
