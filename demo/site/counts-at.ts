import { DAY_MS } from './calendar.ts'
import type { Appearance } from './catalog.ts'
import { hashFraction } from './hash-text.ts'

/** What is counted of a paper at an instant. */
export interface Counts {
  readonly upvotes: number
  readonly comments: number
  /** Absent when the paper has no repository, or one without a known count. */
  readonly stars?: number
}

const SETTLED_DAYS = 10
const PACE_DAYS = 2
const STARS_SETTLED_DAYS = 120
const DIP_SHARE = 0.05

/** How far a count has come, from 0 to 1: quick at first, and 1 from the tenth day on. */
function grown(ageMs: number): number {
  const ageDays = Math.min(Math.max(ageMs / DAY_MS, 0), SETTLED_DAYS)
  return (1 - Math.exp(-ageDays / PACE_DAYS)) / (1 - Math.exp(-SETTLED_DAYS / PACE_DAYS))
}

/** The count between a first and a last value. */
function between(first: number, last: number, share: number): number {
  return first + Math.floor((last - first) * share + 1e-9)
}

/**
 * Votes, comments and stars at an instant (milliseconds since 1970). None ever exceeds the final count of the
 * facts. About one paper in twenty loses one vote for good, five to twelve days after it appeared.
 */
export function countsAt({ paper, appearsAtMs }: Appearance, nowMs: number): Counts {
  const ageMs = nowMs - appearsAtMs
  const growth = grown(ageMs)
  const firstVotes = Math.min(paper.upvotes, hashFraction(`first vote of ${paper.id}`) < 0.5 ? 0 : 1)
  const votes = between(firstVotes, paper.upvotes, growth)
  const dips = hashFraction(`dip of ${paper.id}`) < DIP_SHARE
  const dipAgeMs = (5 + 7 * hashFraction(`dip age of ${paper.id}`)) * DAY_MS
  const counts = {
    upvotes: dips && ageMs >= dipAgeMs && votes > 1 ? votes - 1 : votes,
    comments: between(Math.min(paper.comments, 1), paper.comments, growth),
  }
  const finalStars = paper.repository?.stars
  if (finalStars === undefined) return counts
  const firstStars = Math.floor(finalStars * (0.1 + 0.5 * hashFraction(`first stars of ${paper.id}`)))
  const starGrowth = Math.min(Math.max(ageMs / (STARS_SETTLED_DAYS * DAY_MS), 0), 1)
  return { ...counts, stars: between(firstStars, finalStars, starGrowth) }
}
