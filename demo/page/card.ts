import type { ListingEntry } from '../site/listing.ts'
import { avatarUrl, organizationJson } from './account-json.ts'
import { shownOrganization, thumbnailUrl } from './entry-json.ts'
import type { Era } from './era.ts'
import { escapeText } from './escape-html.ts'
import { shortCount } from './short-count.ts'

/** Wraps a part that may be missing the way Svelte 5 marks it; older layouts have no marks. */
export function optionalPart(era: Era, html: string): string {
  if (era !== 'svelte5') return html
  return html === '' ? '<!--[-1--><!--]-->' : `<!--[0-->${html}<!--]-->`
}

const ICON =
  '<svg class="size-3" aria-hidden="true" width="1em" height="1em" viewBox="0 0 8 8"><path d="M1 4h6"></path></svg>'

/** The server-rendered card of an entry on a day, week, month or query page, with what the layout shows. */
export function renderCard(entry: ListingEntry, era: Era, keyDay: string): string {
  const { paper } = entry.appearance
  const link = `/papers/${escapeText(paper.id)}`
  const end = era === 'svelte5' ? '/>' : '>'
  const part = (html: string): string => optionalPart(era, html)
  return [
    '<article class="relative flex flex-col overflow-hidden rounded-xl border">',
    `<a href="${link}" class="shadow-alternate-sm peer relative block h-56 w-full cursor-pointer">${media(entry, end)}</a> `,
    part(submitter(entry, keyDay, end)),
    ' <div class="-mt-2 flex px-6 pb-6 pt-8"><div class="flex w-full gap-6"><div class="flex flex-wrap items-center">',
    `<a href="/login?next=${encodeURIComponent(`/papers/${paper.id}`)}" class="self-start">`,
    part(
      `<div class="shadow-alternate flex h-14 w-12 flex-col items-center"><input disabled type="checkbox" class="peer hidden"${end} ${ICON} <div class="leading-none">${entry.counts.upvotes}</div></div>`,
    ),
    '</a></div> <div class="w-full min-w-0">',
    `<h3 class="mb-1 text-lg/6 font-semibold hover:underline"><a href="${link}" class="line-clamp-3 cursor-pointer text-balance">${escapeText(paper.title)}</a></h3> `,
    `<div class="flex min-w-0 items-center justify-between gap-1">${part(origin(entry, keyDay, era))} `,
    `<div class="flex items-center gap-2">${part(stars(entry, keyDay, link))} ${part(comments(entry, link))}</div>`,
    '</div></div></div></div></article>',
  ].join('')
}

function media(entry: ListingEntry, end: string): string {
  const { id, mediaUrls } = entry.appearance.paper
  const video = mediaUrls?.find((url) => /\.(mp4|mov|webm)$/i.test(url))
  if (video !== undefined) {
    return `<video src="${escapeText(video)}" loop muted playsinline preload="metadata" class="h-full w-full"></video>`
  }
  return `<img src="${thumbnailUrl(escapeText(id))}" loading="lazy" decoding="async" alt="" class="h-full w-full"${end}`
}

function submitter(entry: ListingEntry, keyDay: string, end: string): string {
  const { submitter: account } = entry.appearance.paper
  if (account === undefined || keyDay < '2024-06-13') return ''
  const picture = `<img alt="" loading="lazy" class="size-2.5 rounded-full" src="${avatarUrl(account)}"${end}`
  return `<div class="shadow-xs pointer-events-none absolute right-2">Submitted by\n\t\t\t<div class="flex-none">${picture} </div> ${escapeText(account.handle)}</div>`
}

/** The organization, or where there is none five of the authors, last one first, and their number. */
function origin(entry: ListingEntry, keyDay: string, era: Era): string {
  const { paper } = entry.appearance
  const organization = shownOrganization(paper, keyDay)
  if (organization !== undefined) {
    const picture = String(organizationJson(organization)['avatar'])
    const name = escapeText(organization.fullname)
    return `<a href="/${escapeText(organization.name)}" class="inline-flex min-w-0 max-w-full items-center rounded-full"><img src="${picture}" alt="${name}" class="size-3.5 rounded"${era === 'svelte5' ? '/>' : '>'} <span class="block min-w-0 truncate font-medium">${name}</span></a>`
  }
  const shown = paper.authors
    .filter(({ hidden }) => !hidden)
    .slice(0, 5)
    .toReversed()
  const pictures = shown.map(
    ({ name, account }) =>
      `<li class="-mr-2 h-4 w-4 block flex-none rounded-full" title="${escapeText(account?.handle ?? name)}" style="content-visibility:auto;"> </li>`,
  )
  const count = `${paper.authors.length} author${paper.authors.length === 1 ? '' : 's'}`
  return `<a href="/papers/${escapeText(paper.id)}" class="flex"><ul class="flex items-center flex-row-reverse text-sm">${pictures.join('')} <li class="order-first ml-3"><div class="flex truncate text-sm"><div class="mx-1">·</div> ${count}</div></li></ul></a>`
}

function stars(entry: ListingEntry, keyDay: string, link: string): string {
  const count = entry.counts.stars
  if (count === undefined || keyDay < '2025-06-25') return ''
  return `<a href="${link}" class="flex translate-y-px items-center gap-1 rounded-md border">${ICON} <span>${shortCount(count)}</span></a>`
}

function comments(entry: ListingEntry, link: string): string {
  const count = entry.counts.comments
  if (count === 0) return ''
  return `<a href="${link}#community" class="flex translate-y-px items-center gap-1 rounded-md border">${ICON} ${count}</a>`
}
