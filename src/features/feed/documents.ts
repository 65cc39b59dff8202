import { z } from 'zod'
import {
  count,
  day,
  flag,
  instant,
  text,
  type Printed,
  optionalCount,
  optionalText,
} from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * What its commands print for programs.
 */

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
            upvotes: optionalCount('Votes, as last seen.'),
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

/** Its documents by their names. */
export const FEED_DOCUMENTS: FeatureDocuments = {
  outputs: {
    feed: { about: 'Papers of a selection as a JSON Feed 1.1', commands: ['feed'], schema: feed },
    'feed-file': {
      about: 'Which feed was written to a file',
      commands: ['feed --out'],
      schema: feedFile,
    },
  },
}
