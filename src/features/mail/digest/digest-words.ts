import type { Day } from '../../../model/day.ts'
import type { PeriodCoverage } from '../../../query/coverage-of.ts'
import { type Digest, type DigestPaper, type DigestSection, papersTold } from './digest.ts'
import { plainLine, shortened } from './plain-line.ts'

const TITLE_IN_SUBJECT = 90
const AUTHORS_NAMED = 3
const DAYS_NAMED = 3

/** A day as people who speak the language write it: `3. Juni 2026`. */
export function dayText(day: Day, language: string): string {
  return Temporal.PlainDate.from(day).toLocaleString(language, { dateStyle: 'long' })
}

/** What a mail is of: `Papers of June 3, 2026`. */
export function headingOf({ rhythm, days }: Pick<Digest, 'rhythm' | 'days'>, language: string): string {
  if (rhythm === 'monthly') {
    const month = { month: 'long', year: 'numeric' } as const
    return `Papers of ${Temporal.PlainDate.from(days.last).toLocaleString(language, month)}`
  }
  const last = dayText(days.last, language)
  if (days.first === days.last) return `Papers of ${last}`
  return rhythm === 'weekly'
    ? `Papers of the week from ${dayText(days.first, language)} to ${last}`
    : `Papers from ${dayText(days.first, language)} to ${last}`
}

/** The subject of a mail: what it is of, and the paper that it begins with. */
export function subjectOf(digest: Digest, language: string): string {
  const papers = papersTold(digest)
  const [first] = papers
  const heading = headingOf(digest, language)
  if (!first) return heading
  const more = papers.length > 1 ? ` and ${papers.length - 1} more` : ''
  return `${heading}: ${shortened(first.title, TITLE_IN_SUBJECT)}${more}`
}

/** What stands over the papers that are told for one reason; null where the mail's own heading says it. */
export function sectionHeading(
  { reason, day }: Omit<DigestSection, 'papers'>,
  language: string,
): string | null {
  if (reason === 'late') return 'Late: on lists of days you had a mail about'
  if (reason === 'risen') return 'Risen since your last mail'
  return day === null ? null : dayText(day, language)
}

/** Who wrote a paper: `Jane Doe, A. One and 5 more, NVIDIA`; empty when nobody is known. */
export function byline({ authors, organization }: DigestPaper): string {
  const names = (authors ?? []).slice(0, AUTHORS_NAMED).join(', ')
  const more = (authors?.length ?? 0) - AUTHORS_NAMED
  const written = more > 0 ? `${names} and ${more} more` : names
  return plainLine([written, organization ?? ''].filter((part) => part !== '').join(' · '))
}

/** The votes of a paper and what they won: `120 votes, 30 since your last mail`. */
function votesText({ upvotes, won }: DigestPaper): string {
  if (upvotes === null) return 'votes not known'
  const votes = `${upvotes} ${upvotes === 1 ? 'vote' : 'votes'}`
  return won === null || won <= 0 ? votes : `${votes}, ${won} since your last mail`
}

/** What is said of a paper's standing: its votes, and its day where that is not one of the mail's. */
export function standingText(
  paper: DigestPaper,
  { reason }: Pick<DigestSection, 'reason'>,
  language: string,
): string {
  const votes = votesText(paper)
  return reason === 'top' || paper.day === null ? votes : `${dayText(paper.day, language)}: ${votes}`
}

/** How far the lists of a mail can be trusted, in a sentence or two. */
export function completenessText({ open, gaps, isWhole }: PeriodCoverage, language: string): string {
  if (isWhole) return 'All lists of this mail are whole.'
  const some = (days: readonly string[]) =>
    days.length <= DAYS_NAMED
      ? days.join('; ')
      : `${days.slice(0, DAYS_NAMED).join('; ')}; and ${days.length - DAYS_NAMED} more`
  const openDays = open.map((day) => dayText(day, language))
  const gapDays = gaps.map(({ day, reason }) => `${dayText(day, language)} (${plainLine(reason)})`)
  return [
    openDays.length === 0
      ? ''
      : `Still open: ${some(openDays)}. Papers that come later are told by your next mail.`,
    gapDays.length === 0 ? '' : `Not known to be whole: ${some(gapDays)}.`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** The page of a paper. */
export function paperUrl(site: string, { paperId }: Pick<DigestPaper, 'paperId'>): string {
  return `${site}/papers/${encodeURIComponent(paperId)}`
}
