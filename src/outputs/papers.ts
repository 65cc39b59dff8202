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
 * Papers, as shown to readers.
 */

/** Facts of a paper that every output has. A new one of the view `paper_details` is told here and in `PAPER_FACTS`. */
export const paperFields = {
  paper_id: text('arXiv id, or the id that the site gave it.'),
  title: text('Its title.'),
  abstract: optionalText('Its abstract.'),
  authors: z.array(z.string()).nullable().describe('Names in order; null when unknown.'),
  organization: optionalText('Handle of the organization.'),
  organization_name: optionalText('Name of the organization.'),
  submitted_by: optionalText('Handle of the account that submitted it.'),
  submitted_at: instant('Time of submission; null when unknown.').nullable(),
  published_at: instant('Time of publication; null when unknown.').nullable(),
  upvotes: optionalCount('Votes, as last seen.'),
  comments: optionalCount('Comments, as last seen.'),
  stars: optionalCount('Stars of its repository, as last seen.'),
  repository: optionalText('Address of its code.'),
  repository_name: optionalText('Owner and name of its code.'),
  project_page: optionalText('Address of its project page.'),
  keywords: z.array(z.string()).nullable().describe('Keywords; null when unknown.'),
  ai_summary: optionalText("The site's summary by a model."),
}

/** A paper in its place in a selection. */
export const selectedPaper = z.strictObject({
  place: count('Place in the selection, from 1.'),
  day: day('Day of its list, the first in the period; null for none.').nullable(),
  rank: count("Rank on that day's list, from 1; null for none.").nullable(),
  ...paperFields,
  momentum: number('Votes per hour, with decay; null unless the order is momentum.').nullable(),
  gained: z.int().nullable().describe('Votes won in the last 72 hours; null unless the order is momentum.'),
})

/** How far the lists of a period can be trusted. */
export const trust = z.strictObject({
  open: z.array(day('A day.')).describe('Days whose lists may still grow.'),
  gaps: z
    .array(z.strictObject({ day: day('The day.'), reason: text('Reason why it may be incomplete.') }))
    .describe('Days that may be incomplete.'),
  is_whole: flag('True when every day up to the last one is known to be complete.'),
})

/** Of `papers` with a selection. */
export const papers = z.strictObject({
  selection: text('The selection, in full.'),
  description: text('Description for a person.'),
  period: z
    .strictObject({
      kind: z.enum(['day', 'week', 'month', 'range', 'all']).describe('Whose lists.'),
      key: text(
        'Key of the period: a date, an ISO week, a month, or all; empty for the newest day when there is none.',
      ),
    })
    .describe('Current period of the selection.'),
  trust: trust.describe("Completeness of the period's lists."),
  total: count('Papers of the whole selection, each once, whatever top and --limit say.'),
  next_cursor: text('Cursor for --after to show the next ones; null when there are none.').nullable(),
  papers: z.array(selectedPaper).describe('The papers, in order.'),
  hints: z
    .array(z.string())
    .describe('Hints when there are none: unknown names and words, with the nearest known ones.'),
})

export type PapersDocument = Printed<typeof papers>

/** A paper with its history. */
export const paperHistory = z.strictObject({
  ...paperFields,
  lists: z
    .array(
      z.strictObject({
        day: day('Day of the list.'),
        rank: optionalCount('Rank on it.'),
        upvotes: optionalCount('Votes at the last sighting on it.'),
        first_seen: instant('First sighting on it.'),
        last_seen: instant('Last sighting on it; null when unknown.').nullable(),
        gone_at: instant('Time when it left the list; null while it is on it.').nullable(),
      }),
    )
    .describe('Days whose lists have it, oldest first.'),
  snapshots: z
    .array(
      z.strictObject({
        observed_at: instant('When.'),
        upvotes: optionalCount('Votes.'),
        comments: optionalCount('Comments.'),
        stars: optionalCount('Stars.'),
      }),
    )
    .describe('Counts at each change, the newest 1,000, oldest first.'),
  titles: z
    .array(
      z.strictObject({
        title: optionalText('The title.'),
        first_seen: instant('First sighting.'),
        last_seen: instant('Last sighting; null when unknown.').nullable(),
      }),
    )
    .describe('Titles over time; empty while there was only one.'),
  versions: z
    .array(
      z.strictObject({
        field_set: text('Part of the paper: title, abstract, links or ai.'),
        fields: z.record(z.string(), z.unknown()).describe('Values by name.'),
        first_seen: instant('First sighting.'),
      }),
    )
    .describe('Values of these parts over time; empty while there was only one.'),
})

/** Of `paper`. */
export const paper = paperHistory.extend({
  links: z
    .record(z.string(), text('The address.'))
    .describe('Links, if known: site, arxiv, pdf, code, project.'),
})

export type PaperDocument = Printed<typeof paper>
