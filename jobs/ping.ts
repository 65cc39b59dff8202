import { describeError, type ExitCode } from '../src/errors.ts'
import type { JobContext } from './job-context.ts'

const DEADLINE_MS = 5000

/**
 * Tells a watcher of cron jobs that a run begins (`URL/start`) or how it ended (`URL/EXITCODE`, 0 for success), as
 * healthchecks.io and its kin understand it. A ping that fails never fails a run.
 */
export async function ping({ config, logger }: JobContext, event: 'start' | ExitCode): Promise<void> {
  if (config.ping === null) return
  try {
    const url = `${config.ping.replace(/\/+$/, '')}/${event}`
    const answer = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) })
    await answer.body?.cancel()
    if (!answer.ok) logger.warn({ status: answer.status }, `the ping was answered with ${answer.status}`)
  } catch (error) {
    logger.warn({ error: describeError(error) }, `the ping failed: ${describeError(error)}`)
  }
}
