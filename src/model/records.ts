/*
 * The records that leave the transform stage and enter the loader.
 *
 * Missing is null, never 0 or ''. Instants are ISO 8601 in UTC, with milliseconds. Ids are text.
 */

/** An account of the site. Older pages have no id: then the handle identifies it. */
export interface Account {
  readonly id: string | null
  readonly handle: string
  readonly fullname: string | null
  readonly avatarUrl: string | null
  readonly kind: string | null
  readonly isPro: boolean | null
}

/** An organization of the site. */
export interface Organization {
  readonly id: string | null
  readonly handle: string
  readonly name: string | null
  readonly avatarUrl: string | null
}

/** Points at an account or organization; the loader finds the row by id, else by handle. */
export interface Reference {
  readonly id: string | null
  readonly handle: string
}

/** One author of a paper, at a position counted from 1. */
export interface Author {
  readonly position: number
  readonly name: string
  readonly hidden: boolean
  /** The site account that claims to be this author. */
  readonly account: Reference | null
  /** State of the claim: `claimed_verified`, `admin_assigned`, `extracted_pending` ... */
  readonly claim: string | null
  readonly claimChangedAt: string | null
}

/** A paper as shown by one capture. */
export interface Paper {
  /** The arXiv id without a version suffix (`2503.02130`), or the site's id for a paper not on arXiv. */
  readonly id: string
  /** The version suffix, if the page gave one: 2 for `2503.02130v2`. */
  readonly version: number | null
  readonly title: string
  readonly abstract: string | null
  readonly publishedAt: string | null
  /** Time of submission to the list. */
  readonly submittedAt: string | null
  readonly submittedBy: Reference | null
  readonly organization: Reference | null
  readonly upvotes: number | null
  readonly comments: number | null
  /** Repository stars. */
  readonly stars: number | null
  /** Address of the code repository, from the site. */
  readonly repository: string | null
  /** `owner/name` of the repository. */
  readonly repositoryName: string | null
  /** Origin of the repository link: `user`, `auto` or `admin`. */
  readonly repositoryAddedBy: string | null
  readonly projectPage: string | null
  readonly discussionId: string | null
  readonly thumbnailUrl: string | null
  readonly mediaUrls: readonly string[] | null
  readonly keywords: readonly string[] | null
  readonly aiSummary: string | null
  readonly aiSummaryModel: string | null
  readonly authorParticipating: boolean | null
  readonly withdrawnAt: string | null
  /** Number of authors; some forms of a page have the count but not the names. */
  readonly authorCount: number | null
  /** In order; null when the page does not name them. */
  readonly authors: readonly Author[] | null
  /** Fields without a column in this version of Paperboy, as received. */
  readonly extra: Readonly<Record<string, unknown>> | null
}

/** One row on a listing. */
export interface Entry {
  /** Place on the page, from 1. */
  readonly rank: number
  readonly paperId: string
  readonly submittedBy: Reference | null
  readonly submittedAt: string | null
  /** Remark on an oddity: `also at rank 41`. */
  readonly note: string | null
}

/** One remark in the discussion of a paper. */
export interface Comment {
  /** The site's id. */
  readonly id: string
  /** The comment that it answers; null for one that starts a thread. */
  readonly parentId: string | null
  /** Place on the page, from 1. */
  readonly position: number
  readonly author: Reference | null
  /** `comment`, `status-change` and the like. */
  readonly kind: string | null
  /** Markdown, as written; null for a hidden one. */
  readonly text: string | null
  readonly createdAt: string | null
  readonly editedAt: string | null
  readonly hidden: boolean
  /** Number of reactions. */
  readonly reactions: number | null
}

/** A model, dataset or space of the site that names the paper. */
export interface LinkedRepository {
  readonly kind: 'model' | 'dataset' | 'space'
  /** `owner/name`. */
  readonly name: string
  /** Place among its kind on the page, from 1. */
  readonly position: number
  readonly likes: number | null
  readonly downloads: number | null
}

/** Facts that only a paper's own page has. Null = the page did not say. */
export interface PaperPage {
  /** Rank on the list of its day, from 1; null for an unranked paper too. */
  readonly dailyRank: number | null
  readonly comments: readonly Comment[] | null
  /** The upvoters that the page shows, which are only some. */
  readonly upvoters: readonly Reference[] | null
  readonly linked: readonly LinkedRepository[] | null
  /** Total numbers of models, datasets and spaces that name the paper; `linked` has only some. */
  readonly linkedModels: number | null
  readonly linkedDatasets: number | null
  readonly linkedSpaces: number | null
}

/** One entry of a reading with text but no ids. */
export interface UnidentifiedEntry {
  /** Place in the text, from 1. */
  readonly position: number
  readonly title: string
  readonly abstract: string | null
  readonly authorCount: number | null
  readonly organization: { readonly handle: string; readonly name: string } | null
  /** Date of publication: `2025-10-13`. */
  readonly publishedOn: string | null
  readonly comments: number | null
  /** Addresses in the abstract, in order. */
  readonly links: readonly string[]
}

/** An entry that could not be read: it goes to quarantine, the rest of its page is loaded. */
export interface Rejection {
  /** Place on the page, from 1. */
  readonly position: number
  /** Path in the entry: `paper.authors.3.name`. */
  readonly path: string
  /** Value found and value expected. */
  readonly reason: string
  /** The entry as received. */
  readonly raw: unknown
}

/** A difference between a page's shape and the known shape of its era. */
export interface Drift {
  /** The field: `paper.githubStars`. */
  readonly path: string
  readonly change: 'new' | 'missing' | 'type'
  /** An example value, shortened. */
  readonly example: string
  /** Number of entries on the page that show it. */
  readonly count: number
}
