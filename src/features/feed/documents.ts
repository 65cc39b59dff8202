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
 * Output of its commands for programs.
 */

/** Of `feed`: a JSON Feed 1.1, the part of it that Paperboy writes. */
export const feed = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1').describe('Version of the format.'),
  title: text('Title of the feed.'),
  home_page_url: text('Page of the papers.'),
  feed_url: text('Address of the feed, with --base.').optional(),
  description: text('Meaning and completeness of the feed.'),
  language: z.literal('en').describe('The language.'),
  items: z
    .array(
      z.strictObject({
        id: text('Permanent id.'),
        url: text('Page of the paper.'),
        external_url: text('Address of its code.').optional(),
        title: text('Its title.'),
        summary: text('Votes, rank and other facts.'),
        content_text: text('Abstract, or else the summary.'),
        date_published: instant('Time of publication.').optional(),
        date_modified: instant('Last change of its votes, title or rank.'),
        authors: z
          .array(z.strictObject({ name: text('The name.') }))
          .describe('Its authors.')
          .optional(),
        tags: z.array(z.string()).describe('Its keywords.').optional(),
        _paperboy: z
          .strictObject({
            paper_id: text('Its id.'),
            day: day('Day of its list; null for none.').nullable(),
            upvotes: optionalCount('Votes, as last seen.'),
            organization: z
              .strictObject({ name: text('Its name.'), page: text('Its page on the site.') })
              .nullable()
              .describe('Its organization. Null when it is not known.'),
            project_page: optionalText('Address of its project page.'),
          })
          .describe('Fields beyond the format.'),
      }),
    )
    .describe('The papers.'),
  _paperboy: z
    .strictObject({
      id: text('Permanent id of the feed.'),
      updated: instant('Time of the newest change.'),
    })
    .describe('Fields beyond the format.'),
})

/** Of `feed --out`. */
export const feedFile = z.strictObject({
  file: text('The file, as typed.'),
  format: z.enum(['atom', 'json', 'rss']).describe('Format of the file.'),
  selection: text('The selection, in full.'),
  entries: count('Papers in it.'),
  written: flag('False when nothing was new and the file was left alone.'),
})

export type FeedFile = Printed<typeof feedFile>

/** Documents of the feature, by name. */
export const FEED_DOCUMENTS: FeatureDocuments = {
  outputs: {
    feed: { about: 'Papers of a selection as a JSON Feed 1.1', commands: ['feed'], schema: feed },
    'feed-file': {
      about: 'Feed that was written to a file',
      commands: ['feed --out'],
      schema: feedFile,
    },
  },
}
