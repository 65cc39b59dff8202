import type { ListingEntry } from '../site/listing.ts'
import { standInSummary } from '../site/stand-in-text.ts'
import { shownOrganization, thumbnailUrl } from './entry-json.ts'
import { optionalPart } from './card.ts'
import type { Era } from './era.ts'
import { escapeText } from './escape-html.ts'
import { shortCount } from './short-count.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** An instant's day as pages write it, such as "Jun 2, 2026". */
export function longDate(instant: string): string {
  return `${MONTHS[Number(instant.slice(5, 7)) - 1]} ${Number(instant.slice(8, 10))}, ${instant.slice(0, 4)}`
}

/** The card of an entry on the trending page: two layouts, wide and narrow, so that every link is there twice. */
export function renderTrendingCard(entry: ListingEntry, era: Era, keyDay: string): string {
  const { paper } = entry.appearance
  const part = (html: string): string => optionalPart(era, html)
  const end = era === 'svelte5' ? '/>' : '>'
  const title = `<h3 class="mb-1.5 font-semibold"><a href="/papers/${paper.id}" class="line-clamp-2">${escapeText(paper.title)}</a></h3>`
  const thumbnail = `<a href="/papers/${paper.id}" class="block"><img loading="lazy" src="${thumbnailUrl(paper.id)}" alt=""${end}</a>`
  const submitter = paper.submitter
    ? `<div class="absolute bottom-2 right-2">Submitted by <div class="flex-none"></div> ${escapeText(paper.submitter.handle)}</div>`
    : ''
  const summary = standInSummary(paper)
  const prose =
    summary === undefined ? '' : `<div class="mb-2"><p class="line-clamp-2">${escapeText(summary)}</p></div>`
  const origin = organizationLink(entry, keyDay)
  const buttons = [
    `<a href="/login?next=${encodeURIComponent(`/papers/${paper.id}`)}" class="self-start"><div role="checkbox"> Upvote <div class="font-semibold text-orange-500">${entry.counts.upvotes}</div></div></a>`,
    part(repositoryLink(entry)),
    `<a href="https://arxiv.org/abs/${paper.id}" target="_blank" class="btn"><span>arXiv Page</span></a>`,
  ].join(' ')
  const published = longDate(paper.publishedAt)
  return [
    '<article class="relative overflow-hidden rounded-xl border"><div class="hidden h-40 md:flex">',
    `<div class="relative flex-shrink-0">${thumbnail} ${part(submitter)}</div><div class="flex min-w-0 flex-1 flex-col">${title} ${part(prose)}`,
    `<div class="flex min-w-0 items-center text-sm">${part(origin)} <span class="mx-2">·</span> <span>Published on ${published}</span></div></div>`,
    `<div class="flex w-40 flex-col">${buttons}</div></div>`,
    `<div class="flex flex-col md:hidden">${thumbnail}${title} ${part(prose)}<div class="flex">${part(origin)} <span class="mx-1">·</span> <span>${published}</span></div>${buttons}</div></article>`,
  ].join('')
}

function organizationLink({ appearance }: ListingEntry, keyDay: string): string {
  const organization = shownOrganization(appearance.paper, keyDay)
  if (organization === undefined) return ''
  return `<a href="/${escapeText(organization.name)}" class="inline-flex"><span class="block min-w-0 truncate font-medium">${escapeText(organization.fullname)}</span></a>`
}

function repositoryLink({ appearance, counts }: ListingEntry): string {
  const url = appearance.paper.repository?.url
  if (url === undefined) return ''
  const stars =
    counts.stars === undefined ? '' : ` <span class="flex"><span>${shortCount(counts.stars)}</span></span>`
  return `<a href="${escapeText(url)}" target="_blank" rel="noopener noreferrer" class="btn"><span>GitHub</span>${stars}</a>`
}
