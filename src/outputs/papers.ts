import { z } from 'zod'
import { count, day, flag, instant, number, type Printed, text } from './parts.ts'

/*
 * What readers are shown: papers, feeds, pages, mails.
 */

const optionalText = (about: string) => text(`${about} Null when it is not known.`).nullable()
const optionalCount = (about: string) => count(`${about} Null when it is not known.`).nullable()

/** Of `papers` with a selection. */
export const papers = z.strictObject({
  selection: text('The selection, in full.'),
  description: text('What it means, for a person.'),
  period: z
    .strictObject({
      kind: z.enum(['day', 'week', 'month', 'all']).describe('Whose lists.'),
      key: text(
        'Which one: a date, an ISO week, a month, or all; empty for the newest day where there is none.',
      ),
    })
    .describe('The period that the selection stands for now.'),
  coverage: z
    .strictObject({
      open: z.array(day('A day.')).describe('Days whose lists may still grow.'),
      gaps: z
        .array(z.strictObject({ day: day('The day.'), reason: text('Why it is not whole.') }))
        .describe('Days that are not known to be whole.'),
      whole: flag('True when every day up to the last one is known to be whole.'),
    })
    .describe("How far the period's lists can be trusted."),
  papers: z
    .array(
      z.strictObject({
        place: count('Its place in the selection, from 1.'),
        paper_id: text('Its id, as in its address.'),
        day: day("The day of the list it stands on, the first of the period's; null for none.").nullable(),
        rank: count("Its place on that day's list, from 1; null for none.").nullable(),
        title: text('Its title.'),
        abstract: optionalText('Its abstract.'),
        authors: z.array(z.string()).nullable().describe('Its authors, in their order. Null when not known.'),
        organization: optionalText('Handle of its organization.'),
        organization_name: optionalText('Name of its organization.'),
        submitted_by: optionalText('Handle of the account that brought it.'),
        submitted_at: instant('When it was brought. Null when it is not known.').nullable(),
        published_at: instant('When it was published. Null when it is not known.').nullable(),
        upvotes: optionalCount('Votes, as last seen.'),
        comments: optionalCount('Comments, as last seen.'),
        stars: optionalCount('Stars of its repository, as last seen.'),
        repository: optionalText('Address of its code.'),
        repository_name: optionalText('Name of its code, such as owner/name.'),
        project_page: optionalText('Address of its project page.'),
        keywords: z.array(z.string()).nullable().describe('Its keywords. Null when they are not known.'),
        ai_summary: optionalText("The site's summary."),
        momentum: number('Votes per hour, with decay; null unless the order is momentum.').nullable(),
        gained: number('Votes won in the last 72 hours; null unless the order is momentum.').nullable(),
      }),
    )
    .describe('The papers, in their order.'),
  hints: z
    .array(z.string())
    .describe('Where there are none: which names and words are not known, and the nearest that are.'),
})

export type PapersDocument = Printed<typeof papers>

/** Of `feed`: a JSON Feed 1.1, of which this is the part that Paperboy writes. */
export const feed = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1').describe('The version of the format.'),
  title: text('What the feed shows.'),
  home_page_url: text('The page of it.'),
  feed_url: text("The feed's own address, where --base tells it.").optional(),
  description: text('What it means, and how whole it is.'),
  language: z.literal('en').describe('The language.'),
  items: z
    .array(
      z.strictObject({
        id: text('Stays the same for ever.'),
        url: text("The paper's page."),
        external_url: text('Address of its code.').optional(),
        title: text('Its title.'),
        summary: text('Votes, place and what else there is to tell.'),
        content_text: text('Its abstract, or else the summary.'),
        date_published: instant('When it was published.').optional(),
        date_modified: instant('When its votes, title or place last moved.'),
        authors: z
          .array(z.strictObject({ name: text('The name.') }))
          .describe('Its authors.')
          .optional(),
        tags: z.array(z.string()).describe('Its keywords.').optional(),
        _paperboy: z
          .strictObject({
            paper_id: text('Its id.'),
            day: day('The day of the list it stands on; null for none.').nullable(),
            votes: optionalCount('Votes, as last seen.'),
            organization: z
              .strictObject({ name: text('Its name.'), page: text('Its page on the site.') })
              .nullable()
              .describe('Its organization. Null when it is not known.'),
            project_page: optionalText('Address of its project page.'),
          })
          .describe('What the format has no word for.'),
      }),
    )
    .describe('The papers.'),
  _paperboy: z
    .strictObject({
      id: text('Names the feed; stays the same for ever.'),
      updated: instant('When the newest of it moved.'),
    })
    .describe('What the format has no word for.'),
})

/** Of `feed --out`. */
export const feedFile = z.strictObject({
  file: text('The file, as it was typed.'),
  format: z.enum(['atom', 'json', 'rss']).describe('What it holds.'),
  selection: text('The selection, in full.'),
  entries: count('Papers in it.'),
  written: flag('False when nothing is new and the file was left alone.'),
})

export type FeedFile = Printed<typeof feedFile>

/** Of `site serve`, as soon as it serves. */
export const siteServed = z.strictObject({ url: text('Address of the pages.') })

export type SiteServed = Printed<typeof siteServed>

/** Of `site build`. */
export const siteBuilt = z.strictObject({
  folder: text('The folder, as it was typed.'),
  pages: count('Pages and files that the site has, without those of its search.'),
  made: count('Those that were made anew.'),
  written: count('Files that were written, those of the search among them.'),
  removed: count('Files that were taken away.'),
})

export type SiteBuilt = Printed<typeof siteBuilt>

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
      rhythm: z.enum(['daily', 'weekly', 'monthly']).describe('How often.'),
      hour: count('From this hour of the day on, 0 to 23.'),
      zone: text('Time zone of the hour.'),
      language: text('Language of the mails.'),
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
