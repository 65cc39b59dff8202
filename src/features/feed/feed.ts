/** A link that goes with an entry. Addresses are http or https. */
export interface FeedLink {
  readonly title: string
  readonly address: string
}

/** A paper on a list, as shown in feeds. Instants are `2026-06-03T10:00:00.000Z`. */
export interface FeedEntry {
  /** A tag URI (RFC 4151) of the list and the paper. */
  readonly id: string
  readonly paperId: string
  readonly day: string | null
  readonly title: string
  /** The paper's page on the site. */
  readonly page: string
  /** Time when it joined the list; null when unknown. */
  readonly published: string | null
  /** Last change of its shown facts. */
  readonly updated: string
  /** Names, in order. */
  readonly authors: readonly string[]
  readonly organization: { readonly name: string; readonly page: string } | null
  readonly repository: FeedLink | null
  readonly projectPage: FeedLink | null
  readonly keywords: readonly string[]
  readonly upvotes: number | null
  /** A line of plain text with the votes. */
  readonly summary: string
  /** Plain text. */
  readonly abstract: string | null
}

/** A feed, before it is rendered in a format. */
export interface Feed {
  /** A tag URI (RFC 4151) of the selection. */
  readonly id: string
  readonly title: string
  /** Description of the feed and of its lists' completeness. */
  readonly note: string
  /** The site's page of the lists. */
  readonly page: string
  /** The feed's own address; null when unknown. */
  readonly self: string | null
  readonly updated: string
  readonly entries: readonly FeedEntry[]
}
