import { describeError, EXIT, type ExitCode, PaperboyError } from '../../base/errors.ts'
import type { JobContext } from '../../../jobs/run/job-context.ts'

const DEADLINE_MS = 5000

/** Inputs of a ping: its address, and the logger for failures. */
export interface Pinging {
  readonly address: string
  readonly logger: JobContext['logger']
}

/** Errors that the monitor already knows. */
const told = new WeakSet()

/**
 * Tells a cron monitor that a run starts (`URL/start`) or how it ended (`URL/EXITCODE`, 0 for success), as
 * healthchecks.io and similar services understand it. A ping that fails never fails a run.
 */
export async function ping({ address, logger }: Pinging, event: 'start' | ExitCode): Promise<void> {
  try {
    const url = `${address.replace(/\/+$/, '')}/${event}`
    const answer = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) })
    await answer.body?.cancel()
    if (!answer.ok) logger.warn({ status: answer.status }, `the ping was answered with ${answer.status}`)
  } catch (error) {
    logger.warn({ error: describeError(error) }, `the ping failed: ${describeError(error)}`)
  }
}

/**
 * Tells the monitor of an error that ended a run, or kept it from starting. A caller that sees the same error further up
 * may call this too: the monitor is told once.
 */
export async function pingFailure(pinging: Pinging, error: unknown): Promise<void> {
  if (error instanceof Error) {
    if (told.has(error)) return
    told.add(error)
  }
  await ping(pinging, error instanceof PaperboyError ? error.exitCode : EXIT.bug)
}
