import { z } from 'zod'

/*
 * The site's own entry, as loosely as it can be loaded: what is known must have its type, what is unknown passes
 * into `extra`. Absent keys are absent; null was never seen and is taken as absent.
 */

const text = z.string().nullish()
const count = z.int().nonnegative().nullish()
const flag = z.boolean().nullish()
const instant = z.iso.datetime({ offset: true }).nullish()

const MAX_ABSTRACT_CHARACTERS = 100_000
const MAX_TITLE_CHARACTERS = 2_000

/** A site account: the handle is `user` in some eras and `name` in others, the id `_id` or `id`. */
const person = z.looseObject({
  _id: text,
  id: text,
  user: text,
  name: text,
  fullname: text,
  avatarUrl: text,
  type: text,
  isPro: flag,
})

const organization = z.looseObject({ _id: text, name: text, fullname: text, avatar: text })

const author = z.looseObject({
  name: z.string(),
  hidden: flag,
  user: person.nullish(),
  status: text,
  statusLastChangedAt: instant,
})

const paper = z.looseObject({
  id: z.string().trim().min(1).max(200),
  title: z.string().trim().min(1).max(MAX_TITLE_CHARACTERS),
  authors: z.array(author).nullish(),
  summary: z.string().max(MAX_ABSTRACT_CHARACTERS).nullish(),
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
  thumbnail: text,
  mediaUrls: z.array(z.string()).nullish(),
  mediaUrl: text,
  isAuthorParticipating: flag,
  upvoted: flag,
  highlightedTitle: z.unknown().optional(),
  highlightedSummary: z.unknown().optional(),
})

export type SiteEntry = z.infer<typeof siteEntry>
export type SitePerson = z.infer<typeof person>
export type SiteOrganization = z.infer<typeof organization>

/**
 * Keys of an entry that have a column, or that say nothing of the paper: `upvoted` is about the visitor, the highlighted
 * texts about the words of a search.
 */
export const ENTRY_KEYS: ReadonlySet<string> = new Set(Object.keys(siteEntry.shape))
/** Keys of an entry's paper that have a column. */
export const PAPER_KEYS: ReadonlySet<string> = new Set(Object.keys(paper.shape))
