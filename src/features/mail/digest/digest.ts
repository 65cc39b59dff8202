import type { Day } from '../../../model/day.ts'
import type { DaySpan, Frequency } from '../../../model/frequency.ts'
import type { TellingReason } from '../../../model/subscriber.ts'
import type { PeriodCoverage } from '../../../query/read-period-coverage.ts'

/** A paper as a mail shows it. */
export interface DigestPaper {
  readonly paperId: string
  readonly title: string
  /** Names, in order; null while they are not known. */
  readonly authors: readonly string[] | null
  readonly organization: string | null
  /** A few sentences at most; null for none. */
  readonly summary: string | null
  /** The day of its list. */
  readonly day: Day | null
  readonly upvotes: number | null
  /** Votes won since the reader's last mail; null where unknown, or without such a mail. */
  readonly won: number | null
}

/** Papers that a mail shows for one reason. */
export interface DigestSection {
  readonly reason: TellingReason
  /** Day of their list, where a mail covers several days; otherwise null. */
  readonly day: Day | null
  readonly papers: readonly DigestPaper[]
}

/** Contents of a mail. */
export interface Digest {
  readonly frequency: Frequency
  readonly days: DaySpan
  /** None is empty. */
  readonly sections: readonly DigestSection[]
  readonly coverage: PeriodCoverage
  /** Ids of all papers that matched the selection, shown or not. */
  readonly considered: readonly string[]
}

/** Lists all papers of a digest, in order. */
export function papersTold(digest: Pick<Digest, 'sections'>): DigestPaper[] {
  return digest.sections.flatMap(({ papers }) => papers)
}
