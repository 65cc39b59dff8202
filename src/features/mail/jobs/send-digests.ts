import type { ScheduledTask } from '../../../feature.ts'
import type { NightStep } from '../../../../jobs/nightly/nightly.ts'
import { ConfigurationError, MailServerUnreachable } from '../../../base/errors.ts'
import { dayOf, addDays } from '../../../model/day.ts'
import { forgetConsidered, settleAbandoned } from '../store/delivery-store.ts'
import { removeUnanswered } from '../store/subscriber-store.ts'
import { LATE_DAYS } from '../digest/select-digest.ts'
import { deliverMails, unknownSentence } from './deliver-mails.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'
import type { MailRoute } from './mail-route.ts'
import { prepareDigests } from './prepare-digests.ts'
import type { RunCounts } from '../../../../jobs/run/run-counts.ts'
import { type RunResult, withRun } from '../../../../jobs/run/with-run.ts'

/** Retention of addresses that never confirmed. */
const UNANSWERED_DAYS = 30

/** `paperboy digest send`: all digests that are due, as a run of its own. */
export async function sendDigests(context: JobContext, route: MailRoute): Promise<RunResult> {
  return withRun(context, 'digest', {}, async (runId, runCounts) =>
    sendDue(context, { runId, runCounts }, route),
  )
}

/** Prepares the digests that are due, and sends all waiting mails, within a run. */
export async function sendDue(
  context: JobContext,
  run: { runId: string; runCounts: RunCounts },
  route: MailRoute,
): Promise<void> {
  const { warehouse, clock, logger } = context
  for (const unknown of await settleAbandoned(warehouse)) {
    logger.warn({ message_id: unknown.messageId, state: 'unknown' }, unknownSentence(unknown))
    run.runCounts.mails.unknown++
  }
  const today = dayOf(clock.now())
  await removeUnanswered(warehouse, clock.now().subtract({ hours: 24 * UNANSWERED_DAYS }))
  await forgetConsidered(warehouse, addDays(today, -2 * LATE_DAYS))
  run.runCounts.mails.prepared += await prepareDigests(context, run.runId, route)
  await deliverMails(context, run, route)
}

/** Sends due mails within a night: its lists are loaded, so waiting mails are reported and do not fail it. */
export function nightStep(route: MailRoute): NightStep {
  return async (context, run) => {
    try {
      await sendDue(context, run, route)
    } catch (error) {
      if (!(error instanceof MailServerUnreachable || error instanceof ConfigurationError)) throw error
      run.runCounts.mails.failure = error.message
      context.logger.error({ code: error.code }, error.message)
    }
  }
}

/** Hourly, after mails of the hour became due. */
const DIGESTS_AT = '5 * * * *'

/** Sends due mails every hour; a null route sends none. */
export function digestTask(route: MailRoute | null): ScheduledTask {
  return {
    name: 'digests',
    cron: route === null ? null : DIGESTS_AT,
    run: async (context) => {
      if (route === null) throw new ConfigurationError('no mails are set up here: set PAPERBOY_SMTP')
      return sendDigests(context, route)
    },
  }
}
