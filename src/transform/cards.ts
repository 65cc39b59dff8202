import type { CheerioAPI } from 'cheerio'
import { splitPaperId } from './paper-id.ts'

/** Elements of the DOM: one card, or parts of one. */
type Elements = ReturnType<typeof articlesOf>

const PAPER_ADDRESS = /^\/papers\/([^/?#]+)$/

/**
 * Reads the cards of a list in the DOM, in the shape of the site's entries, so that both take the same path. A
 * card shows only some fields: about five of the authors, so none are given; counts that are abbreviated ("1.52k")
 * are left out, since they would be wrong.
 */
export function cardsOf($: CheerioAPI): unknown[] {
  return articlesOf($)
    .toArray()
    .map((element) => $(element))
    .filter((card) => idOf(card) !== null)
    .map((card) => entryOf($, card))
}

function articlesOf($: CheerioAPI) {
  return $('article')
}

function entryOf($: CheerioAPI, card: Elements): unknown {
  const id = idOf(card)
  const title = card.find('h3').first().text()
  const submitter = submitterOf($, card)
  const organization = organizationOf($, card)
  const repository = card.find('a[href^="https://github.com/"]').first().attr('href')
  const video = card.find('video[src]').first().attr('src')
  const thumbnail = card.find('img[src*="social-thumbnails"]').first().attr('src')
  const discussion = card.find('a[href$="#community"]')
  // A card of a list shows the number of comments if there are any; a trending card never does.
  const showsComments = card.find('a[href^="/login?next="] .leading-none').length > 0
  return withoutAbsent({
    paper: withoutAbsent({
      id: id === null ? undefined : id,
      title,
      upvotes: votesOf($, card),
      githubRepo: repository,
      githubStars: starsOf($, card, id, repository),
    }),
    title,
    numComments: discussion.length > 0 ? count(discussion.first().text()) : showsComments ? 0 : undefined,
    submittedBy: submitter === undefined ? undefined : { name: submitter },
    organization,
    mediaUrls: video === undefined ? undefined : [video],
    thumbnail,
  })
}

/** A card without votes shows a dash. */
function votesOf($: CheerioAPI, card: Elements): number | undefined {
  const counters = card.find('a[href^="/login?next="] div')
  const dash = counters.filter((_, div) => $(div).text().trim() === '-')
  return lastCount($, counters) ?? (dash.length > 0 ? 0 : undefined)
}

function idOf(card: Elements): string | null {
  for (const link of card.find('h3 a, a').toArray()) {
    const id = PAPER_ADDRESS.exec(link.attribs['href'] ?? '')?.[1]
    if (id !== undefined && id !== 'trending') return splitPaperId(decoded(id)).id
  }
  return null
}

/** Decodes a path segment; returns it as it is if its percent-encoding is invalid. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

/** Reads the number beside the star: a link to the paper or repository with nothing else in it. */
function starsOf(
  $: CheerioAPI,
  card: Elements,
  id: string | null,
  repository: string | undefined,
): number | undefined {
  const links = card.find('a').filter((_, link) => {
    const href = $(link).attr('href')
    return href === `/papers/${id}` || (repository !== undefined && href === repository)
  })
  return lastCount($, links.find('span').add(links))
}

function submitterOf($: CheerioAPI, card: Elements): string | undefined {
  const label = card.find('div').filter((_, div) => /^\s*Submitted by/.test($(div).text()))
  return (
    label
      .last()
      .text()
      .replace(/^\s*Submitted by/, '')
      .trim() || undefined
  )
}

function organizationOf($: CheerioAPI, card: Elements): unknown {
  const link = card
    .find('a[href^="/"]')
    .filter(
      (_, each) => /^\/[\w.-]+$/.test($(each).attr('href') ?? '') && $(each).find('span.truncate').length > 0,
    )
    .first()
  const name = link.attr('href')?.slice(1)
  return name === undefined ? undefined : { name, fullname: link.find('span.truncate').first().text() }
}

/** Reads the last element with nothing but an exact number. */
function lastCount($: CheerioAPI, elements: Elements): number | undefined {
  return elements
    .toArray()
    .map((element) => count($(element).text()))
    .findLast((each) => each !== undefined)
}

function count(text: string): number | undefined {
  const plain = text.trim().replaceAll(',', '')
  return /^\d{1,9}$/.test(plain) ? Number(plain) : undefined
}

function withoutAbsent(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
