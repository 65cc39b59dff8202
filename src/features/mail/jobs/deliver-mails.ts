import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { wallMs } from '../../../base/clock.ts'
import {
  beginDelivery,
  type Claimed,
  claimDelivery,
  type DeliveryEnd,
  endDelivery,
  waitingDeliveries,
} from '../store/delivery-store.ts'
import { makePrivateFolder } from '../../../base/private-folder.ts'
import { writeWhole } from '../../../base/write-whole.ts'
import { composeMail } from '../smtp/compose-mail.ts'
import { bounceAddress } from '../smtp/mailbox.ts'
import type { SendOutcome } from '../smtp/send-outcome.ts'
import { openSmtpSession, type SmtpSession } from '../smtp/smtp-session.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'
import type { MailRoute } from './mail-route.ts'
import type { RunCounts } from '../../../../jobs/run/run-counts.ts'

/** A mail that can't be sent for this long is given up: its content is no longer news. */
const GIVE_UP_HOURS = 48

/** Delay after a mail is deferred for the first time, in minutes; it doubles with each further one. */
const FIRST_REST_MINUTES = 5
const LONGEST_REST_MINUTES = 240

/**
 * Sends the waiting mails, one after the other. Each is recorded as being sent before the server sees its text, and as
 * sent after the server accepted it.
 *
 * @throws {MailServerUnreachable} when the server is down; the mails stay as they were
 * @throws {ConfigurationError} when it refuses this sender; the mails stay as they were
 */
export async function deliverMails(
  context: JobContext,
  { runId, runCounts }: { runId: string; runCounts: RunCounts },
  route: MailRoute,
): Promise<void> {
  const { warehouse, clock, signal, logger } = context
  const carrier = route.smtp === null ? outboxCarrier(route) : smtpCarrier(route)
  const via = route.smtp === null ? 'outbox' : 'smtp'
  try {
    for (const messageId of await waitingDeliveries(warehouse, clock.now())) {
      if (signal.aborted) break
      await carrier.ready()
      const claimed = await claimDelivery(warehouse, messageId, { runId, via, now: clock.now() })
      if (claimed === null) continue
      let end: DeliveryEnd = { state: 'prepared' }
      try {
        if (hoursSince(claimed, clock.now()) >= GIVE_UP_HOURS) {
          end = { state: 'given-up', reason: `not sent within ${GIVE_UP_HOURS} hours` }
        } else {
          const message = await composeMail(claimed.mail, route, claimed.preparedAt)
          const outcome = await carrier.carry(claimed, message, async () => {
            if (!(await beginDelivery(warehouse, messageId, runId)))
              throw new Error('the run was declared lost: it sends nothing more')
          })
          end = endOf(outcome, claimed, clock.now())
        }
      } finally {
        // Also when nothing was started because the sender was refused: then it waits as before.
        await warehouse.transaction(async (tx) => endDelivery(tx, messageId, runId, end))
      }
      count(runCounts, end)
      if (end.state !== 'sent' && end.state !== 'prepared')
        logger.warn({ message_id: messageId, state: end.state, reason: end.reason }, sentenceOf(end, claimed))
    }
  } finally {
    carrier.close()
  }
}

interface Carrier {
  /** Ensures that a mail could be sent, before one is claimed. */
  readonly ready: () => Promise<void>
  /** Waits for `beforeText` before the first byte of the text goes out. */
  readonly carry: (claimed: Claimed, message: Buffer, beforeText: () => Promise<void>) => Promise<SendOutcome>
  readonly close: () => void
}

/** Writes files that a mail program opens. Writing one again gives the same file. */
function outboxCarrier({ outbox }: MailRoute): Carrier {
  return {
    ready: async () => makePrivateFolder(outbox),
    carry: async ({ mail }, message, beforeText) => {
      await beforeText()
      await writeWhole(join(outbox, `${mail.messageId}.eml`), async (file) => file.writeFile(message))
      return { kind: 'taken', answer: '' }
    },
    close: () => undefined,
  }
}

function smtpCarrier({ smtp, from, perSecond }: MailRoute): Carrier {
  let session: SmtpSession | null = null
  let hasCarried = false
  let nextMs = 0
  const open = async () => {
    if (smtp === null) throw new Error('no server is set')
    hasCarried = false
    return openSmtpSession(smtp)
  }
  return {
    ready: async () => {
      // Before the mail is claimed: a run that is killed while it waits leaves nothing unknown.
      const restMs = nextMs - wallMs()
      if (restMs > 0) await sleep(restMs)
      if (session?.isOpen() !== true) session = await open()
    },
    carry: async ({ mail }, message, beforeText) => {
      if (session === null) throw new Error('no connection was opened')
      nextMs = wallMs() + 1000 / perSecond
      const envelope = { from: bounceAddress(from, mail.messageId), to: mail.to }
      let outcome = await session.send(envelope, message, beforeText)
      // Many servers take some mails by a connection and no more: the next one begins anew.
      if (outcome.kind === 'put-off' && outcome.atConnection && hasCarried) {
        session.close()
        session = await open()
        outcome = await session.send(envelope, message, beforeText)
      }
      hasCarried = true
      return outcome
    },
    close: () => session?.close(),
  }
}

function endOf(outcome: SendOutcome, { attempts }: Claimed, now: Temporal.Instant): DeliveryEnd {
  switch (outcome.kind) {
    case 'taken':
      return { state: 'sent', at: now, answer: outcome.answer }
    case 'put-off': {
      const minutes = Math.min(FIRST_REST_MINUTES * 2 ** attempts, LONGEST_REST_MINUTES)
      return { state: 'deferred', nextTryAt: now.add({ minutes }), reason: outcome.reason }
    }
    case 'refused':
      return { state: outcome.atRecipient ? 'bounced' : 'refused', reason: outcome.reason }
    case 'unknown':
      return { state: 'unknown', reason: outcome.reason }
  }
}

function hoursSince({ preparedAt }: Claimed, now: Temporal.Instant): number {
  return preparedAt.until(now).total('hours')
}

function count(runCounts: RunCounts, { state }: DeliveryEnd): void {
  if (state === 'sent') runCounts.mails.sent++
  else if (state === 'deferred') runCounts.mails.deferred++
  else if (state === 'unknown') runCounts.mails.unknown++
  else if (state !== 'prepared') runCounts.mails.refused++
}

function sentenceOf(end: DeliveryEnd, { mail }: Claimed): string {
  const to = `the mail to ${mail.to}`
  switch (end.state) {
    case 'deferred':
      return `${to} was deferred by the server ("${end.reason}"): it is retried after ${end.nextTryAt.toString()}`
    case 'bounced':
    case 'refused':
      return `${to} was refused: "${end.reason}"`
    case 'given-up':
      return `${to} was given up: ${end.reason}`
    case 'unknown':
      return unknownSentence({ address: mail.to, messageId: mail.messageId })
    case 'sent':
    case 'prepared':
      return to
  }
}

/** Describes a mail that the server may or may not have accepted. */
export function unknownSentence({ address, messageId }: { address: string; messageId: string }): string {
  return `it is unknown whether the mail <${messageId}> to ${address} was accepted: it is not sent again; see the server's log`
}
