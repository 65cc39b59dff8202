import { raw } from 'hono/html'
import type { Markup, Page } from './page.ts'

/** What a page is to programs, as a block of JSON-LD: data, which no policy of scripts is about. */
export function structuredData({ structured }: Page): Markup | string {
  if (structured === undefined) return ''
  // In a script element only what looks like a tag could end it.
  const json = JSON.stringify({ '@context': 'https://schema.org', ...structured }).replaceAll(
    '<',
    String.raw`\u003c`,
  )
  return raw(`<script type="application/ld+json">${json}</script>`)
}
