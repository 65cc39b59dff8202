import { load } from 'cheerio'

/** One entry of a page's JSON, as loosely as a test needs it. */
export interface BlobEntry {
  paper: Record<string, unknown> & { id: string; upvotes: number }
  [key: string]: unknown
}

/** The JSON of a listing page. */
export interface Blob {
  dailyPapers: BlobEntry[]
  [key: string]: unknown
}

/** The decoded JSON of a hydration target; throws when the page has none. */
export function readBlob(html: string, target = 'DailyPapers'): Blob {
  const props = load(html)(`[data-target="${target}"]`).attr('data-props')
  if (props === undefined) throw new Error(`readBlob: got no ${target}, expected its data-props`)
  return JSON.parse(props) as Blob
}

/** What a server-rendered card says. */
export interface Card {
  readonly id: string
  readonly title: string
  readonly votes: number
  readonly comments: number
  readonly submitter: string | undefined
  readonly stars: string | undefined
  readonly organization: string | undefined
  readonly authorCount: number | undefined
  readonly names: readonly string[]
  readonly media: string | undefined
}

/** The cards of a page, read by the links and texts that the site's own cards have. */
export function readCards(html: string): Card[] {
  const $ = load(html)
  return $('article')
    .toArray()
    .map((element) => {
      const card = $(element)
      const titleLink = card.find('h3 a[href^="/papers/"]')
      const id = String(titleLink.attr('href')).slice('/papers/'.length)
      const stars = card
        .find(`a[href="/papers/${id}"]`)
        .toArray()
        .map((link) => $(link).text().trim())
        .find((text) => /^[\d.]+[kM]?$/.test(text))
      const text = card.text()
      const authorCount = /·\s*(\d+) authors?/.exec(text)?.[1]
      const organization = card.find('a:has(span.truncate)').attr('href')?.slice(1)
      return {
        id,
        title: titleLink.text(),
        votes: Number(card.find('a[href^="/login?next="] div.leading-none').text()),
        comments: Number(card.find('a[href$="#community"]').text().trim() || 0),
        submitter: /Submitted by\s+(\S+)/.exec(text)?.[1],
        stars,
        organization,
        authorCount: authorCount === undefined ? undefined : Number(authorCount),
        names: card
          .find('li[title]')
          .toArray()
          .map((item) => String($(item).attr('title'))),
        media: card.find('video[src]').attr('src') ?? card.find('img[src*="social-thumbnails"]').attr('src'),
      }
    })
}
