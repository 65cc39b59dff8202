import { escapeUTF8 } from 'entities'
import type { Feed, FeedEntry } from './feed.ts'
import { element, type XmlElement, xmlDocument } from './xml.ts'

const NAMESPACES = {
  version: '2.0',
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
}

/**
 * Renders a feed as RSS 2.0, with people as Dublin Core and the last change, which RSS lacks, as Atom.
 * Readers treat item descriptions as HTML, so plain text is escaped in them; the channel's is plain text.
 */
export function renderRss({ title, note, page, self, updated, entries }: Feed): string {
  const channel = element('channel', [
    element('title', title),
    element('link', page),
    element('description', note),
    element('language', 'en'),
    element('lastBuildDate', rfc822(updated)),
    element('generator', 'Paperboy'),
    self === null ? null : element('atom:link', [], { rel: 'self', type: 'application/rss+xml', href: self }),
    ...entries.map(itemElement),
  ])
  return xmlDocument(element('rss', [channel], NAMESPACES))
}

function itemElement(entry: FeedEntry): XmlElement {
  const { published, organization } = entry
  return element('item', [
    element('title', entry.title),
    element('link', entry.page),
    element('guid', entry.id, { isPermaLink: 'false' }),
    published === null ? null : element('pubDate', rfc822(published)),
    element('atom:updated', entry.updated),
    ...entry.authors.map((name) => element('dc:creator', name)),
    organization === null ? null : element('dc:contributor', organization.name),
    ...entry.keywords.map((keyword) => element('category', keyword)),
    element('description', paragraph(entry.summary)),
    element('content:encoded', contentOf(entry)),
  ])
}

function contentOf({ summary, abstract, repository, projectPage, page }: FeedEntry): string {
  const links = [{ title: 'Paper page', address: page }, repository, projectPage].flatMap((link) =>
    link === null ? [] : [`<a href="${escapeUTF8(link.address)}">${escapeUTF8(link.title)}</a>`],
  )
  return [
    paragraph(summary),
    ...(abstract ?? '').split(/\n\s*\n/u).map(paragraph),
    `<p>${links.join(', ')}</p>`,
  ].join('\n')
}

function paragraph(text: string): string {
  return text.trim() === '' ? '' : `<p>${escapeUTF8(text)}</p>`
}

/** Formats an instant for RSS: `Wed, 03 Jun 2026 10:00:00 GMT`. */
function rfc822(instant: string): string {
  return new Date(instant).toUTCString()
}
