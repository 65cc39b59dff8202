/** An account of the site. */
export interface AccountFacts {
  /** 24 hexadecimal digits. */
  readonly id: string
  /** The name in the account's address, such as "taesiri". */
  readonly handle: string
  readonly fullname: string
}

/** One author, in the order of the paper. */
export interface AuthorFacts {
  readonly name: string
  readonly hidden: boolean
  /** How the claim stands, such as "claimed_verified"; only with an account. */
  readonly status?: string
  readonly account?: AccountFacts
}

/** An organization that stands behind a paper. */
export interface OrganizationFacts {
  readonly id: string
  /** The handle in its address. */
  readonly name: string
  readonly fullname: string
}

/** A code repository as the site gave it, so perhaps with a trailing slash or a branch. */
export interface RepositoryFacts {
  readonly url: string
  readonly stars?: number
  /** "user", "auto" or "admin". */
  readonly addedBy?: string
}

/** What the replica knows of a paper. Counts are the final ones, which the site reaches after days. */
export interface PaperFacts {
  /** Such as "2509.17765". */
  readonly id: string
  /** UTC day of the list it was submitted to, such as "2025-09-23". */
  readonly day: string
  readonly title: string
  readonly authors: readonly AuthorFacts[]
  /** ISO instant in UTC, such as "2025-09-22T13:26:24.000Z". */
  readonly publishedAt: string
  readonly upvotes: number
  readonly comments: number
  readonly discussionId: string
  readonly authorTakesPart: boolean
  readonly submitter?: AccountFacts
  readonly repository?: RepositoryFacts
  readonly projectPage?: string
  readonly mediaUrls?: readonly string[]
  readonly organization?: OrganizationFacts
  readonly keywords?: readonly string[]
  /** Only made-up papers have one; for others a text stands in. */
  readonly abstract?: string
  /** The summary by a model; only made-up papers have one. */
  readonly summary?: string
  /** When it was withdrawn, as an ISO instant in UTC; absent for nearly all. */
  readonly withdrawnAt?: string
}
