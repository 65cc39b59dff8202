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
  trust: z
    .strictObject({
      is_whole: flag('True when every day up to the last one is known to be whole.'),
      open: z.array(day('A day.')).describe('Days whose lists may still grow.'),
      gaps: z
        .array(z.strictObject({ day: day('The day.'), reason: text('Why it is not whole.') }))
        .describe('Days that are not known to be whole.'),
    })
    .describe("How far the period's lists can be trusted."),
  total: count('Papers of the whole selection, each once, whatever top and --limit say.'),
  next_cursor: text('What --after takes to show those that follow; null when there are none.').nullable(),
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

/** Of `paper`. */
export const paper = z.strictObject({
  paper_id: text('Its id.'),
  title: text('Its title.'),
  abstract: optionalText('Its abstract.'),
  authors: z.array(z.string()).nullable().describe('Names in order; null when they are not known.'),
  organization: optionalText('Handle of its organization.'),
  organization_name: optionalText('Name of its organization.'),
  submitted_by: optionalText('Handle of the account that brought it.'),
  submitted_at: instant('When it was brought; null when it is not known.').nullable(),
  published_at: instant('When it was published; null when it is not known.').nullable(),
  upvotes: optionalCount('Votes, as last seen.'),
  comments: optionalCount('Comments, as last seen.'),
  stars: optionalCount('Stars of its repository, as last seen.'),
  repository: optionalText('Address of its code.'),
  repository_name: optionalText('Owner and name of its code.'),
  project_page: optionalText('Address of its project page.'),
  keywords: z.array(z.string()).nullable().describe('Keywords; null when they are not known.'),
  ai_summary: optionalText("The site's summary by a model."),
  lists: z
    .array(
      z.strictObject({
        day: day('The day of the list.'),
        rank: optionalCount('Its place on it.'),
        upvotes: optionalCount('Votes when it was last seen on it.'),
        first_seen: instant('When it was first seen on it.'),
        last_seen: instant('When it was last seen on it; null when it is not known.').nullable(),
        gone_at: instant('When it left it; null while it is on it.').nullable(),
      }),
    )
    .describe('The days on whose lists it is, oldest first.'),
  snapshots: z
    .array(
      z.strictObject({
        observed_at: instant('When.'),
        upvotes: optionalCount('Votes.'),
        comments: optionalCount('Comments.'),
        stars: optionalCount('Stars.'),
      }),
    )
    .describe('Counts wherever one changed, the newest 1,000, oldest first.'),
  titles: z
    .array(
      z.strictObject({
        title: optionalText('The title.'),
        first_seen: instant('From when it was seen.'),
        last_seen: instant('Until when; null when it is not known.').nullable(),
      }),
    )
    .describe('Titles that it has had; none while there was only one.'),
  versions: z
    .array(
      z.strictObject({
        field_set: text('Which part: title, abstract, links or ai.'),
        fields: z.record(z.string(), z.unknown()).describe('Its values by name.'),
        first_seen: instant('From when it was seen.'),
      }),
    )
    .describe('Values that these parts have had; none while there was only one.'),
  links: z
    .record(z.string(), text('The address.'))
    .describe('Where it is found: site, arxiv, pdf, code, project, as far as they are known.'),
})

export type PaperDocument = Printed<typeof paper>
