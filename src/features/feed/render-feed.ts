import type { Feed } from './feed.ts'
import { renderAtom } from './render-atom.ts'
import { renderJsonFeed } from './render-json-feed.ts'
import { renderRss } from './render-rss.ts'

const RENDERERS = {
  atom: { render: renderAtom, mediaType: 'application/atom+xml; charset=utf-8' },
  json: { render: renderJsonFeed, mediaType: 'application/feed+json; charset=utf-8' },
  rss: { render: renderRss, mediaType: 'application/rss+xml; charset=utf-8' },
} as const

/** Formats of a feed. */
export const FEED_FORMATS = ['atom', 'json', 'rss'] as const

export type FeedFormat = (typeof FEED_FORMATS)[number]

/** A rendered feed: its text, which ends with a newline, and its media type. */
export interface RenderedFeed {
  readonly body: string
  readonly mediaType: string
}

/** Renders a feed: the same feed gives the same bytes. */
export function renderFeed(feed: Feed, format: FeedFormat): RenderedFeed {
  const { render, mediaType } = RENDERERS[format]
  return { body: render(feed), mediaType }
}
