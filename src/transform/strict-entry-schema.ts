import { z } from 'zod'

/*
 * The site's entry exactly as it is known: every key that has been seen, each with its type; null is an absent value. It
 * never decides what is loaded; mismatches are drift.
 */

const text = z.string().nullish()
const count = z.int().nonnegative().nullish()
const flag = z.boolean().nullish()
const instant = z.iso.datetime({ offset: true }).nullish()

/** A text of a hit, split at the search words. */
const highlighted = z
  .array(z.strictObject({ type: z.enum(['text', 'highlight']), text: z.string() }))
  .nullish()

const person = z
  .strictObject({
    _id: text,
    id: text,
    user: text,
    name: text,
    fullname: text,
    avatarUrl: text,
    type: text,
    isPro: flag,
    isHf: flag,
    isHfAdmin: flag,
    isMod: flag,
    isUserFollowing: flag,
    followerCount: count,
  })
  .nullish()

const organization = z.strictObject({ _id: text, name: text, fullname: text, avatar: text }).nullish()

const author = z.strictObject({
  _id: text,
  name: text,
  hidden: flag,
  user: person,
  status: text,
  statusLastChangedAt: instant,
})

const paper = z.strictObject({
  id: text,
  title: text,
  authors: z.array(author).nullish(),
  summary: text,
  publishedAt: instant,
  upvotes: count,
  discussionId: text,
  githubRepo: text,
  githubRepoAddedBy: text,
  githubStars: count,
  projectPage: text,
  mediaUrls: z.array(z.string()).nullish(),
  ai_keywords: z.array(z.string()).nullish(),
  ai_summary: text,
  ai_summary_model: text,
  organization,
  submittedOnDailyAt: instant,
  submittedOnDailyBy: person,
  withdrawnAt: instant,
})

/** One element of a list, strictly. */
export const strictEntry = z.strictObject({
  paper,
  title: text,
  summary: text,
  publishedAt: instant,
  numComments: count,
  submittedBy: person,
  organization,
  submitterOrganization: organization,
  thumbnail: text,
  mediaUrls: z.array(z.string()).nullish(),
  mediaUrl: text,
  isAuthorParticipating: flag,
  upvoted: flag,
  highlightedTitle: highlighted,
  highlightedSummary: highlighted,
})

/** Known keys beside the entries on pages of lists. */
export const PAGE_KEYS: ReadonlySet<string> = new Set([
  'authLight',
  'canSubmit',
  'dailyPapers',
  'date',
  'dateString',
  'isTrending',
  'nextDate',
  'periodType',
  'prevDate',
  'publisher',
  'query',
  'searchResults',
])

/** A key that every entry of a day's list has had since a date (of the capture, not of the list). */
export interface ConstantKey {
  readonly path: readonly [string] | readonly [string, string]
  /** `2025-03-15` */
  readonly since: string
  /** Only pages report the visitor's actions. */
  readonly form?: 'page'
}

/** Measured on 3,623 entries of captures from 2024-06-01 to 2026-08-19: none of these was absent on any. */
export const CONSTANT_KEYS: readonly ConstantKey[] = [
  { path: ['paper', 'id'], since: '2023-05-04' },
  { path: ['paper', 'title'], since: '2023-05-04' },
  { path: ['paper', 'authors'], since: '2023-05-04' },
  { path: ['paper', 'summary'], since: '2024-06-01' },
  { path: ['paper', 'publishedAt'], since: '2023-05-04' },
  { path: ['paper', 'upvotes'], since: '2023-05-04' },
  { path: ['paper', 'discussionId'], since: '2024-09-01' },
  { path: ['paper', 'submittedOnDailyAt'], since: '2025-03-15' },
  { path: ['title'], since: '2023-05-04' },
  { path: ['publishedAt'], since: '2023-05-04' },
  { path: ['numComments'], since: '2023-05-04' },
  { path: ['thumbnail'], since: '2024-06-13' },
  { path: ['isAuthorParticipating'], since: '2025-01-02' },
  { path: ['summary'], since: '2025-03-11' },
  { path: ['upvoted'], since: '2024-08-01', form: 'page' },
]

/** Keys that some entries lack, and that have never been absent from all of a long list since a date. */
export const COMMON_KEYS: readonly ConstantKey[] = [
  { path: ['paper', 'githubRepo'], since: '2025-04-01' },
  { path: ['paper', 'ai_keywords'], since: '2025-04-01' },
  { path: ['paper', 'ai_summary'], since: '2025-07-01' },
  { path: ['organization'], since: '2025-11-01' },
]
