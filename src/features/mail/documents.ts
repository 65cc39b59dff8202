import { mailCounts } from '../../outputs/runs.ts'
import { z } from 'zod'
import { count, day, exitCode, id, instant, text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * What its commands print for programs.
 */

/** Mails that are not out, also in the health file. */
export const mailsWaiting = () =>
  z
    .strictObject({
      waiting: count('Mails that are ready and not sent yet.'),
      oldest: instant('Since when the oldest of them is ready; null for none.').nullable(),
    })
    .describe('Mails to readers.')

/** Of `subscribe` that asks the address first, of which the run's mail is one. */
export const asked = z.strictObject({
  address: text('Who was asked.'),
  exit_code: exitCode(),
  mails: mailCounts(),
})

export type AskedDocument = Printed<typeof asked>

/** Of `digest send`. */
export const digestRun = z.strictObject({
  run_id: id('Its number in the table runs.'),
  exit_code: exitCode(),
  mails: mailCounts(),
})

export type DigestRun = Printed<typeof digestRun>

/** Of `subscribe --confirmed`, and of `subscribers pause` and `resume`. */
export const subscription = z.strictObject({
  address: text('Who gets the mails.'),
  state: z
    .enum(['pending', 'active', 'paused', 'unsubscribed', 'bounced'])
    .describe('The state now: only an active subscriber gets mails.'),
})

export type SubscriptionDocument = Printed<typeof subscription>

/** Of `subscribers list`. */
export const subscriberList = z
  .array(
    subscription.extend({
      frequency: z.enum(['daily', 'weekly', 'monthly']).describe('How often.'),
      hour: count('From this hour of the day on, 0 to 23.'),
      zone: text('Time zone of the hour.'),
      language: text('Language of dates.'),
      selection: text('What the mails tell, as it was typed; empty for everything.'),
      last_sent: instant('When the last mail was sent; null for never.').nullable(),
      waiting: count('Mails that wait.'),
      unknown: count('Mails of which nobody knows whether they were taken.'),
    }),
  )
  .describe('All subscribers.')

export type SubscriberList = Printed<typeof subscriberList>

/** Of `subscribers confirm` and `unsubscribe`. */
export const linkUsed = z.strictObject({
  answer: z.enum(['done', 'done-before']).describe('Whether the token was used before.'),
})

export type LinkUsed = Printed<typeof linkUsed>

/** Of `subscribers bounced`. */
export const bounceNoted = z.strictObject({
  noted: z.literal(true).describe('The mail that came back is noted.'),
})

export type BounceNoted = Printed<typeof bounceNoted>

/** Of `subscribers remove`. */
export const subscriberRemoved = z.strictObject({
  address: text('Who was removed.'),
  removed: z.literal(true).describe('Nothing is known of the address any more.'),
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
        address: text('Who would get it.'),
        first_day: day('The first day that it tells of.'),
        last_day: day('The last one.'),
        papers: count('Papers that it tells.'),
        subject: text('Its subject.'),
      }),
    )
    .describe('Mails that are due.'),
})

export type DigestsDue = Printed<typeof digestsDue>

/** Its documents by their names. */
export const MAIL_DOCUMENTS: FeatureDocuments = {
  outputs: {
    'subscribe-asked': { about: 'Whether an address was asked', commands: ['subscribe'], schema: asked },
    subscription: {
      about: 'A subscriber and its state',
      commands: ['subscribe --confirmed', 'subscribers pause', 'subscribers resume'],
      schema: subscription,
    },
    'subscribers-list': {
      about: 'Who gets mails',
      commands: ['subscribers list'],
      schema: subscriberList,
    },
    'subscribers-link': {
      about: 'What the token of a mail did',
      commands: ['subscribers confirm', 'subscribers unsubscribe'],
      schema: linkUsed,
    },
    'subscribers-bounced': {
      about: 'That a mail came back',
      commands: ['subscribers bounced'],
      schema: bounceNoted,
    },
    'subscribers-remove': {
      about: 'Who was removed',
      commands: ['subscribers remove'],
      schema: subscriberRemoved,
    },
    'digest-preview': { about: 'A mail', commands: ['digest preview'], schema: digestPreview },
    'digest-send': { about: 'What came of mails', commands: ['digest send'], schema: digestRun },
    'digest-due': {
      about: 'Mails that are due',
      commands: ['digest send --dry-run'],
      schema: digestsDue,
    },
  },
  status: { mails: mailsWaiting() },
  health: { mails: mailsWaiting() },
}
