import type { Feed, FeedEntry } from './feed.ts'
import { legalText } from './xml.ts'

/** Renders a feed as JSON Feed 1.1. Fields beyond the format are under `_paperboy`. */
export function renderJsonFeed({ id, title, note, page, self, updated, entries }: Feed): string {
  const document = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: page,
    ...(self !== null && { feed_url: self }),
    description: note,
    language: 'en',
    items: entries.map(itemOf),
    _paperboy: { id, updated },
  }
  // All formats show the same text.
  const legal = (_name: string, value: unknown) => (typeof value === 'string' ? legalText(value) : value)
  return `${JSON.stringify(document, legal, 2)}\n`
}

function itemOf(entry: FeedEntry): Record<string, unknown> {
  const { published, authors, organization, repository, projectPage, keywords } = entry
  return {
    id: entry.id,
    url: entry.page,
    ...(repository !== null && { external_url: repository.address }),
    title: entry.title,
    summary: entry.summary,
    // The format requires content.
    content_text: entry.abstract ?? entry.summary,
    ...(published !== null && { date_published: published }),
    date_modified: entry.updated,
    ...(authors.length > 0 && { authors: authors.map((name) => ({ name })) }),
    ...(keywords.length > 0 && { tags: keywords }),
    _paperboy: {
      paper_id: entry.paperId,
      day: entry.day,
      upvotes: entry.upvotes,
      organization,
      project_page: projectPage?.address ?? null,
    },
  }
}
