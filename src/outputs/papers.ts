import { z } from 'zod'
import {
  count,
  day,
  flag,
  instant,
  number,
  type Printed,
  text,
  optionalCount,
  optionalText,
} from '../base/schema.ts'

/*
 * What readers are shown: papers, feeds, pages, mails.
 */

/** Of `papers` with a selection. */
export const papers = z.strictObject({
  selection: text('The selection, in full.'),
  description: text('What it means, for a person.'),
  period: z
    .strictObject({
      kind: z.enum(['day', 'week', 'month', 'range', 'all']).describe('Whose lists.'),
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
  total: count('Papers of the whole selection, each once, whatever top and --limit say.'),
  next: text('What --after takes to show those that follow; null when there are none.').nullable(),
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
