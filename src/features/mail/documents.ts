import { mailCounts } from '../../outputs/runs.ts'
import { z } from 'zod'
import { count, day, exitCode, id, instant, text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * Output of its commands for programs.
 */

/** Mails that are not sent yet, also in the health file. */
export const mailsWaiting = () =>
  z
    .strictObject({
      waiting: count('Mails that are ready but not sent.'),
      oldest: instant('Instant at which the oldest of them was ready; null for none.').nullable(),
    })
    .describe('Mails to readers.')

/** Of `subscribe` without `--confirmed`; the confirmation mail is part of the run. */
export const asked = z.strictObject({
  address: text('Address that was asked.'),
  exit_code: exitCode(),
  mails: mailCounts(),
})

export type AskedDocument = Printed<typeof asked>

/** Of `digest send`. */
export const digestRun = z.strictObject({
  run_id: id('Id of the run in the table runs.'),
  exit_code: exitCode(),
  mails: mailCounts(),
})

export type DigestRun = Printed<typeof digestRun>

/** Of `subscribe --confirmed`, and of `subscribers pause` and `resume`. */
export const subscription = z.strictObject({
  address: text('Address that gets the mails.'),
  state: z
    .enum(['pending', 'active', 'paused', 'unsubscribed', 'bounced'])
    .describe('Current state: only an active subscriber gets mails.'),
})

export type SubscriptionDocument = Printed<typeof subscription>

/** Of `subscribers list`. */
export const subscriberList = z
  .array(
    subscription.extend({
      frequency: z.enum(['daily', 'weekly', 'monthly']).describe('How often.'),
      hour: count('Earliest hour of the day, 0 to 23.'),
      zone: text('Time zone of the hour.'),
      language: text('Language of dates.'),
      selection: text('Selection of papers, as typed; empty for everything.'),
      last_sent: instant('Instant of the last mail; null for never.').nullable(),
      waiting: count('Mails that are waiting.'),
      unknown: count('Mails that the server may or may not have accepted.'),
    }),
  )
  .describe('All subscribers.')

export type SubscriberList = Printed<typeof subscriberList>

/** Of `subscribers confirm` and `unsubscribe`. */
export const linkUsed = z.strictObject({
  answer: z.enum(['done', 'done-before']).describe('Tells whether the token was used before.'),
})

export type LinkUsed = Printed<typeof linkUsed>

/** Of `subscribers bounced`. */
export const bounceNoted = z.strictObject({
  noted: z.literal(true).describe('The bounce is recorded.'),
})

export type BounceNoted = Printed<typeof bounceNoted>

/** Of `subscribers remove`. */
export const subscriberRemoved = z.strictObject({
  address: text('Address that was removed.'),
  removed: z.literal(true).describe('All data of the address is deleted.'),
})

export type SubscriberRemoved = Printed<typeof subscriberRemoved>

/** Of `digest preview`. */
export const digestPreview = z.strictObject({
  subject: text('Subject of the mail.'),
  text: text('The mail as plain text.'),
  html: text('The mail as HTML.'),
})

export type DigestPreview = Printed<typeof digestPreview>

/** Of `digest send --dry-run`. */
export const digestsDue = z.strictObject({
  mails: z
    .array(
      z.strictObject({
        address: text('Address that would get it.'),
        first_day: day('First day that it covers.'),
        last_day: day('Last day that it covers.'),
        papers: count('Papers in it.'),
        subject: text('Its subject.'),
      }),
    )
    .describe('Mails that are due.'),
})

export type DigestsDue = Printed<typeof digestsDue>

/** Documents of the feature, by name. */
export const MAIL_DOCUMENTS: FeatureDocuments = {
  outputs: {
    'subscribe-asked': { about: 'Request to confirm', commands: ['subscribe'], schema: asked },
    subscription: {
      about: 'A subscriber and its state',
      commands: ['subscribe --confirmed', 'subscribers pause', 'subscribers resume'],
      schema: subscription,
    },
    'subscribers-list': {
      about: 'Subscribers',
      commands: ['subscribers list'],
      schema: subscriberList,
    },
    'subscribers-link': {
      about: 'Result of a token from a mail',
      commands: ['subscribers confirm', 'subscribers unsubscribe'],
      schema: linkUsed,
    },
    'subscribers-bounced': {
      about: 'Bounced mail',
      commands: ['subscribers bounced'],
      schema: bounceNoted,
    },
    'subscribers-remove': {
      about: 'Removed subscriber',
      commands: ['subscribers remove'],
      schema: subscriberRemoved,
    },
    'digest-preview': { about: 'A mail', commands: ['digest preview'], schema: digestPreview },
    'digest-send': { about: 'Result of sending mails', commands: ['digest send'], schema: digestRun },
    'digest-due': {
      about: 'Mails that are due',
      commands: ['digest send --dry-run'],
      schema: digestsDue,
    },
  },
  status: { mails: mailsWaiting() },
  health: { mails: mailsWaiting() },
}
