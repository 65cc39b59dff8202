import type { Feed, FeedEntry, FeedLink } from './feed.ts'
import { element, type XmlElement, xmlDocument } from './xml.ts'

/** Renders a feed as Atom (RFC 4287). All text is plain. */
export function renderAtom({ id, title, note, page, self, updated, entries }: Feed): string {
  return xmlDocument(
    element(
      'feed',
      [
        element('id', id),
        element('title', title),
        element('subtitle', note),
        element('updated', updated),
        // An entry without known authors has those of the feed: the RFC requires one.
        element('author', [element('name', 'Hugging Face Daily Papers'), element('uri', page)]),
        element('generator', 'Paperboy'),
        link('alternate', { title: 'The list', address: page }, 'text/html'),
        self === null ? null : element('link', [], { rel: 'self', type: 'application/atom+xml', href: self }),
        ...entries.map(entryElement),
      ],
      { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'en' },
    ),
  )
}

function entryElement(entry: FeedEntry): XmlElement {
  const { organization, repository, projectPage, abstract } = entry
  return element('entry', [
    element('id', entry.id),
    element('title', entry.title),
    element('updated', entry.updated),
    entry.published === null ? null : element('published', entry.published),
    ...entry.authors.map((name) => element('author', [element('name', name)])),
    organization === null
      ? null
      : element('contributor', [element('name', organization.name), element('uri', organization.page)]),
    link('alternate', { title: 'The paper', address: entry.page }, 'text/html'),
    repository === null ? null : link('related', repository),
    projectPage === null ? null : link('related', projectPage),
    ...entry.keywords.map((term) => element('category', [], { term })),
    element('summary', entry.summary),
    abstract === null ? null : element('content', abstract, { type: 'text' }),
  ])
}

function link(rel: string, { title, address }: FeedLink, type: string | null = null): XmlElement {
  return element('link', [], { rel, type, href: address, title })
}
