import { z } from 'zod'
import { isStorableInstant, LARGEST_INTEGER, LINE_BYTES, LINK_BYTES } from './lenient-values.ts'

/*
 * The site's entry, as loosely as it can be loaded: known keys must have their type, unknown ones go
 * into `extra`. Absent keys are absent; null was never seen and counts as absent. Values that the warehouse can't hold are out
 * of bounds here: one value that Postgres refuses would stop the whole load.
 */

/** Ids, handles and keywords; several of them form one key. */
const NAME_BYTES = 500
const MAX_TEXT_CHARACTERS = 100_000
/** Limit so that their full text and an abstract's fit into one `tsvector`, which holds 1 MB. */
const MAX_KEYWORDS = 200

/** Text of a limited size in UTF-8 bytes, as Postgres counts them. */
const atMost = (bytes: number) =>
  z.string().refine((value) => Buffer.byteLength(value) <= bytes, {
    error: ({ input }) =>
      `Too big: ${Buffer.byteLength(String(input))} bytes, expected text of at most ${bytes}`,
  })

const text = z.string().max(MAX_TEXT_CHARACTERS).nullish()
const name = atMost(NAME_BYTES).nullish()
const line = atMost(LINE_BYTES).nullish()
const link = atMost(LINK_BYTES).nullish()
const links = z.array(atMost(LINK_BYTES)).nullish()
const count = z.int().nonnegative().max(LARGEST_INTEGER).nullish()
const flag = z.boolean().nullish()
const instant = z.iso
  .datetime({ offset: true })
  .refine((value) => isStorableInstant(value), { error: 'Expected an instant of the years 1 to 9999' })
  .nullish()

/** A site account: the handle is `user` in some eras and `name` in others, the id `_id` or `id`. */
const person = z.looseObject({
  _id: name,
  id: name,
  user: name,
  name,
  fullname: line,
  avatarUrl: link,
  type: name,
  isPro: flag,
})

const organization = z.looseObject({ _id: name, name, fullname: line, avatar: link })

const author = z.looseObject({
  name: atMost(LINE_BYTES),
  hidden: flag,
  user: person.nullish(),
  status: name,
  statusLastChangedAt: instant,
})

const paper = z.looseObject({
  id: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\uFFFD]*$/, 'a character was lost'),
  title: atMost(2 * LINE_BYTES)
    .trim()
    .min(1),
  authors: z.array(author).nullish(),
  summary: text,
  publishedAt: instant,
  upvotes: count,
  discussionId: name,
  githubRepo: link,
  githubRepoAddedBy: name,
  githubStars: count,
  projectPage: link,
  mediaUrls: links,
  ai_keywords: z.array(atMost(NAME_BYTES)).max(MAX_KEYWORDS).nullish(),
  ai_summary: text,
  ai_summary_model: name,
  organization: organization.nullish(),
  submittedOnDailyAt: instant,
  submittedOnDailyBy: person.nullish(),
  withdrawnAt: instant,
})

/** One element of `dailyPapers`, or of the API's answer. */
export const siteEntry = z.looseObject({
  paper,
  title: text,
  summary: text,
  publishedAt: text,
  numComments: count,
  submittedBy: person.nullish(),
  organization: organization.nullish(),
  submitterOrganization: organization.nullish(),
  thumbnail: link,
  mediaUrls: links,
  mediaUrl: link,
  isAuthorParticipating: flag,
  upvoted: flag,
  highlightedTitle: z.unknown().optional(),
  highlightedSummary: z.unknown().optional(),
})

export type SiteEntry = z.infer<typeof siteEntry>
export type SitePerson = z.infer<typeof person>
export type SiteOrganization = z.infer<typeof organization>

/**
 * Keys of an entry with a column, or that say nothing about the paper: `upvoted` is about the visitor, the highlighted
 * texts about the words of a search.
 */
export const ENTRY_KEYS: ReadonlySet<string> = new Set(Object.keys(siteEntry.shape))
/** Keys of an entry's paper with a column. */
export const PAPER_KEYS: ReadonlySet<string> = new Set(Object.keys(paper.shape))
