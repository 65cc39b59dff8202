/** Votes, comments and stars of a paper; null when not reported. */
export interface Counts {
  readonly upvotes: number | null
  readonly comments: number | null
  readonly stars: number | null
}

/** Counts of a paper from another collector; at least one is known. */
export interface OutsideCount extends Counts {
  readonly paperId: string
  /** ISO 8601 in UTC with milliseconds, as all instants of the history: `2024-03-05T10:00:00.000Z`. */
  readonly observedAt: string
}

/** Name of Paperboy's own sightings among sources. */
export const OWN_SOURCE = 'paperboy'
