import { UsageError } from '../../../base/errors.ts'
import { prepareDelivery, returnDelivery, withdrawWaiting } from '../store/delivery-store.ts'
import { moveSubscriber, subscriberAt, subscriberById, writeSubscriber } from '../store/subscriber-store.ts'
import { bouncedMail } from '../smtp/mailbox.ts'
import { dayOf, isoInstant } from '../../../model/day.ts'
import { type LinkAction, type LinkAnswer, readToken, signToken } from '../../../model/link-token.ts'
import { isLanguage, LANGUAGES } from '../../../model/language.ts'
import { isZone } from '../../../model/frequency.ts'
import { isAddress, type Subscriber, type Wishes } from '../../../model/subscriber.ts'
import { mailSelectionOf } from '../digest/mail-selection.ts'
import { renderConfirmation } from '../digest/render-confirmation.ts'
import { deliverMails } from './deliver-mails.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'
import type { MailRoute } from './mail-route.ts'
import { type RunResult, withRun } from '../../../../jobs/run/with-run.ts'
import { linkTo, wayOut, writeMail } from './write-mail.ts'

/** Validity of a confirmation. */
const CONFIRM_DAYS = 7

/** An address gets at most one confirmation mail in this time, however often it is requested. */
const HOURS_BETWEEN_MAILS = 1

/** Checks an address and its wishes; returns the wishes as stored. */
export function checkedWishes(address: string, wishes: Wishes): Wishes {
  const { frequency, hour, zone, language } = wishes
  if (!isAddress(address))
    throw new UsageError(`"${address}" is not a mail address: expected one such as jane@example.org`)
  if (!Number.isInteger(hour) || hour < 0 || hour > 23)
    throw new UsageError(`hour ${hour}: expected a whole number from 0 to 23`)
  if (!isZone(zone)) throw new UsageError(`zone "${zone}": expected a time zone such as Europe/Berlin`)
  if (!isLanguage(language))
    throw new UsageError(`language "${language}": expected one of ${LANGUAGES.join(', ')}`)
  const selection = mailSelectionOf(wishes.selection, frequency)
  if ('problem' in selection) throw new UsageError(selection.problem)
  return { ...wishes, selection: selection.text }
}

/**
 * Records a request for mails, and writes the mail that asks to confirm it. The answer is the same whoever is
 * subscribed: an address that already gets mails is not changed, since anybody may have typed it.
 *
 * @throws {UsageError} when the address or a wish is invalid
 */
export async function askToSubscribe(
  { warehouse, clock }: JobContext,
  runId: string,
  route: MailRoute,
  { address, wishes }: { address: string; wishes: Wishes },
): Promise<void> {
  const checked = checkedWishes(address, wishes)
  const at = clock.now()
  await warehouse.transaction(async (tx) => {
    const known = await subscriberAt(tx, address)
    if (known && (isServed(known) || isAskedLately(known, at))) return
    const subscriber = await writeSubscriber(tx, address, checked, { state: 'pending', at })
    await withdrawWaiting(tx, subscriber.id)
    const expiresAt = at.add({ hours: 24 * CONFIRM_DAYS })
    const token = signToken({ action: 'confirm', subscriberId: subscriber.id, expiresAt }, subscriber.secret)
    const confirmUrl = linkTo(route, 'confirm', token)
    const rendered = renderConfirmation(checked, { confirmUrl, token, days: CONFIRM_DAYS })
    const today = dayOf(at)
    await prepareDelivery(tx, {
      subscriberId: subscriber.id,
      kind: 'confirmation',
      days: { first: today, last: today },
      slot: isoInstant(at),
      mail: writeMail(route, subscriber, rendered, wayOut(route, subscriber)),
      considered: [],
      told: [],
      runId,
      at,
    })
  })
}

function isServed({ state }: Subscriber): boolean {
  return state === 'active' || state === 'paused'
}

function isAskedLately({ state, askedAt }: Subscriber, now: Temporal.Instant): boolean {
  return state === 'pending' && askedAt.until(now).total('hours') < HOURS_BETWEEN_MAILS
}

/** `paperboy subscribe`: records the request and sends its mail, as a run of its own. */
export async function subscribe(
  context: JobContext,
  route: MailRoute,
  request: { address: string; wishes: Wishes },
): Promise<RunResult> {
  return withRun(context, 'subscribe', {}, async (runId, runCounts) => {
    await askToSubscribe(context, runId, route, request)
    await deliverMails(context, { runId, runCounts }, route)
  })
}

/** Adds or changes a subscriber without confirmation: for an owner who knows that it is wanted. */
export async function subscribeConfirmed(
  { warehouse, clock }: Pick<JobContext, 'warehouse' | 'clock'>,
  { address, wishes }: { address: string; wishes: Wishes },
): Promise<Subscriber> {
  const checked = checkedWishes(address, wishes)
  return warehouse.transaction(async (tx) => {
    const subscriber = await writeSubscriber(tx, address, checked, { state: 'active', at: clock.now() })
    await withdrawWaiting(tx, subscriber.id)
    return subscriber
  })
}

/** Confirms a subscription; a token works once. */
export async function confirm(
  context: Pick<JobContext, 'warehouse' | 'clock'>,
  token: string,
): Promise<LinkAnswer> {
  return useLink(context, 'confirm', token)
}

/** Ends a subscription. A token never expires and works once: for that subscription, not a later one. */
export async function unsubscribe(
  context: Pick<JobContext, 'warehouse' | 'clock'>,
  token: string,
): Promise<LinkAnswer> {
  return useLink(context, 'unsubscribe', token)
}

async function useLink(
  { warehouse, clock }: Pick<JobContext, 'warehouse' | 'clock'>,
  action: LinkAction,
  text: string,
): Promise<LinkAnswer> {
  const token = readToken(text)
  if (token?.action !== action) return 'invalid'
  const now = clock.now()
  return warehouse.transaction(async (tx) => {
    const subscriber = await subscriberById(tx, token.subscriberId)
    if (!subscriber || !token.isSignedWith(subscriber.secret)) return 'invalid'
    if (token.expiresAt !== null && Temporal.Instant.compare(token.expiresAt, now) <= 0) return 'expired'
    const isDone =
      action === 'confirm'
        ? await moveSubscriber(tx, subscriber.id, ['pending'], 'active', now)
        : await moveSubscriber(
            tx,
            subscriber.id,
            ['pending', 'active', 'paused', 'bounced'],
            'unsubscribed',
            now,
          )
    return isDone ? 'done' : 'done-before'
  })
}

/**
 * Records a bounced mail. The address that it bounced to names it.
 *
 * @returns false when that address belongs to no known mail
 */
export async function noteBounce(
  { warehouse }: Pick<JobContext, 'warehouse'>,
  address: string,
): Promise<boolean> {
  const mail = bouncedMail(address)
  return mail !== null && (await warehouse.transaction(async (tx) => returnDelivery(tx, mail)))
}
