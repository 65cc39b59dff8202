/** Votes, comments and stars of a paper; null where not told. */
export interface Counts {
  readonly upvotes: number | null
  readonly comments: number | null
  readonly stars: number | null
}

/** What another collector saw of a paper; at least one of the counts is told. */
export interface OutsideCount extends Counts {
  readonly paperId: string
  /** ISO 8601 in UTC with milliseconds, as all instants of the history: `2024-03-05T10:00:00.000Z`. */
  readonly observedAt: string
}

/** What Paperboy's own sightings are called where sources stand beside each other. */
export const OWN_SOURCE = 'paperboy'
