import { isoOfMs, startOfDayMs } from '../site/calendar.ts'
import { hashBetween } from '../site/hash-text.ts'
import type { ListingEntry } from '../site/listing.ts'
import type { AuthorFacts, PaperFacts } from '../site/paper-facts.ts'
import { standInAbstract, standInSummary } from '../site/stand-in-text.ts'
import { accountJson, organizationJson, submitterJson, type JsonObject } from './account-json.ts'

/** From this instant on the site serves every submission time cut to midnight, those of older papers too. */
const MIDNIGHT_CUT_MS = startOfDayMs('2026-05-13')

/** What decides the keys and values of an entry besides its facts. */
export interface EntryView {
  /** The day whose JSON keys the entry has. */
  readonly keyDay: string
  /** When the page is read, milliseconds since 1970. */
  readonly nowMs: number
}

/** The address of the picture of a paper's first page. */
export function thumbnailUrl(id: string): string {
  return `https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/${id}.png`
}

/** The organization of a paper, where entries of that day have one under either name. */
export function shownOrganization(paper: PaperFacts, keyDay: string): PaperFacts['organization'] {
  return keyDay >= '2025-09-26' ? paper.organization : undefined
}

/** A paper as listings, paper pages and the API have it, with the keys of a day. */
export function paperJson({ appearance, counts }: ListingEntry, { keyDay, nowMs }: EntryView): JsonObject {
  const { paper } = appearance
  const since = <T>(first: string, value: T): T | undefined => (keyDay >= first ? value : undefined)
  const summary = standInSummary(paper)
  return {
    id: paper.id,
    authors: paper.authors.map((author, position) => authorJson(paper, author, position, keyDay)),
    mediaUrls: since('2025-03-14', paper.mediaUrls),
    publishedAt: paper.publishedAt,
    submittedOnDailyAt: since('2025-03-14', submittedOn(appearance.day, appearance.submittedAtMs, nowMs)),
    title: paper.title,
    submittedOnDailyBy: since('2025-03-14', paper.submitter && accountJson(paper.submitter, keyDay)),
    summary: standInAbstract(paper),
    upvotes: counts.upvotes,
    discussionId: since('2024-08-01', paper.discussionId),
    projectPage: since('2025-03-03', paper.projectPage),
    githubRepo: since('2025-03-03', paper.repository?.url),
    githubRepoAddedBy: since('2025-12-01', paper.repository?.addedBy),
    ai_summary: since('2025-05-21', summary),
    ai_keywords: since('2025-03-10', paper.keywords),
    ai_summary_model: since('2026-06-01', summary && 'Qwen/Qwen2.5-Coder-32B-Instruct'),
    githubStars: since('2025-06-25', counts.stars),
    organization: since('2025-10-03', paper.organization && organizationJson(paper.organization)),
    withdrawnAt: isPast(paper.withdrawnAt, nowMs) ? paper.withdrawnAt : undefined,
  }
}

/** An entry of a listing. Only pages, not the API, have `upvoted`: that is left to the page. */
export function entryJson(entry: ListingEntry, view: EntryView): JsonObject {
  const { paper, submittedAtMs } = entry.appearance
  const { keyDay } = view
  const since = <T>(first: string, value: T): T | undefined => (keyDay >= first ? value : undefined)
  const organization = paper.organization && organizationJson(paper.organization)
  const mayHaveMedia = keyDay >= '2024-06-12'
  return {
    paper: paperJson(entry, view),
    publishedAt: entryPublishedAt(paper, submittedAtMs, keyDay),
    title: paper.title,
    summary: since('2025-03-10', standInAbstract(paper)),
    mediaUrl: mayHaveMedia ? undefined : (paper.mediaUrls?.[0] ?? thumbnailUrl(paper.id)),
    mediaUrls: mayHaveMedia ? paper.mediaUrls : undefined,
    thumbnail: since('2024-06-12', thumbnailUrl(paper.id)),
    numComments: entry.counts.comments,
    submittedBy: since('2024-06-13', paper.submitter && submitterJson(paper.submitter, keyDay)),
    organization: since('2025-10-03', organization),
    submitterOrganization: keyDay < '2025-10-03' ? since('2025-09-26', organization) : undefined,
    isAuthorParticipating: since('2024-12-20', paper.authorTakesPart),
  }
}

/** A hit of the API's search: an entry with its title and abstract cut where they hold the words. */
export function hitJson(entry: ListingEntry, words: string, view: EntryView): JsonObject {
  const { paper } = entry.appearance
  return {
    ...entryJson(entry, view),
    upvoted: false,
    highlightedTitle: highlighted(paper.title, words),
    highlightedSummary: highlighted(standInAbstract(paper), words),
  }
}

function highlighted(text: string, words: string): JsonObject[] {
  const wanted = new Set(words.toLowerCase().split(/\s+/).filter(Boolean))
  return text
    .split(/\b/)
    .map((piece) => ({ type: wanted.has(piece.toLowerCase()) ? 'highlight' : 'text', text: piece }))
}

/** Ids of authors count up to the id of the discussion, as they do on the site. */
function authorJson(paper: PaperFacts, author: AuthorFacts, position: number, keyDay: string): JsonObject {
  const number = BigInt(`0x${paper.discussionId}`) - BigInt(paper.authors.length - position)
  const claimedMs =
    startOfDayMs(paper.day) + hashBetween(`claim ${paper.id} ${position}`, 36_000_000, 200_000_000)
  return {
    _id: number.toString(16).padStart(24, '0'),
    user: author.account && accountJson(author.account, keyDay),
    name: author.name,
    status: author.account && author.status,
    statusLastChangedAt: author.account && isoOfMs(claimedMs),
    hidden: author.hidden,
  }
}

function isPast(instant: string | undefined, nowMs: number): boolean {
  return instant !== undefined && Temporal.Instant.from(instant).epochMilliseconds <= nowMs
}

function submittedOn(day: string, submittedAtMs: number, nowMs: number): string {
  return isoOfMs(nowMs >= MIDNIGHT_CUT_MS ? startOfDayMs(day) : submittedAtMs)
}

/**
 * The entry's own `publishedAt`, whose meaning changed twice: the submission time, from 2024-12 five hours early;
 * since 2025-03 the paper's publication as a New York clock shows it, yet labelled Z.
 */
function entryPublishedAt(paper: PaperFacts, submittedAtMs: number, keyDay: string): string {
  if (keyDay < '2024-12-01') return isoOfMs(submittedAtMs)
  if (keyDay < '2025-03-10') return isoOfMs(submittedAtMs - 5 * 3_600_000)
  const published = Temporal.Instant.from(paper.publishedAt)
  const { offsetNanoseconds } = published.toZonedDateTimeISO('America/New_York')
  return isoOfMs(published.epochMilliseconds + offsetNanoseconds / 1_000_000)
}
