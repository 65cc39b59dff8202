import { type Day, startOfDay } from '../../../model/day.ts'
import { languageOf } from '../../../model/language.ts'
import type { PeriodCoverage } from '../../../query/read-period-coverage.ts'
import { type Digest, type DigestPaper, type DigestSection, papersTold } from './digest.ts'
import { type MailWords, mailWords } from './mail-words.ts'
import { plainLine, shortened } from './plain-line.ts'

const TITLE_IN_SUBJECT = 90
const AUTHORS_NAMED = 3
const DAYS_NAMED = 3

/** Formats a day as in the language: `3. Juni 2026`. */
export function dayText(day: Day, language: string): string {
  return written(day, language, { dateStyle: 'long' })
}

/** Uses `Intl` itself: the `toLocaleString` of a polyfilled PlainDate gives "2026/6/3" in Chinese and Japanese. */
function written(day: Day, language: string, parts: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(languageOf(language), { ...parts, timeZone: 'UTC' })
  return format.format(startOfDay(day).epochMilliseconds)
}

/**
 * Heading of a mail: `Papers of June 3, 2026`. It names the days whose papers are in it, not those without a list;
 * a mail of a week or month that has papers of its own names that.
 */
export function headingOf(digest: Pick<Digest, 'frequency' | 'days' | 'sections'>, language: string): string {
  const { frequency, days, sections } = digest
  const words = mailWords(language)
  const isOfPeriod = sections.some(({ reason }) => reason === 'top') || sections.length === 0
  if (frequency === 'monthly' && isOfPeriod) {
    const month = { month: 'long', year: 'numeric' } as const
    return words.papersOfMonth(written(days.last, language, month))
  }
  if (frequency === 'weekly' && isOfPeriod)
    return words.papersOfWeek(dayText(days.first, language), dayText(days.last, language))
  const told = daysTold(digest)
  const texts = told.map((day) => dayText(day, language))
  const [first = dayText(days.last, language)] = texts
  if (told.length > DAYS_NAMED) return words.papersFromTo(first, texts.at(-1) ?? first)
  return words.papersOf(
    texts.length < 2
      ? first
      : new Intl.ListFormat(languageOf(language), { type: 'conjunction' }).format(texts),
  )
}

/** Days on whose lists the papers of a daily mail are: of its own days, or else of all its papers. */
function daysTold({ sections, days }: Pick<Digest, 'sections' | 'days'>): Day[] {
  const own = sections.filter(({ reason }) => reason === 'top')
  const told = (own.length > 0 ? own : sections).flatMap(({ day, papers }) =>
    day === null ? papers.map((paper) => paper.day ?? days.last) : [day],
  )
  return [...new Set(told)].toSorted()
}

/** Subject of a mail: its heading, and its first paper. */
export function subjectOf(digest: Digest, language: string): string {
  const words = mailWords(language)
  const papers = papersTold(digest)
  const [first] = papers
  const heading = headingOf(digest, language)
  if (!first) return heading
  const more = papers.length > 1 ? words.andMore(papers.length - 1) : ''
  return `${heading}${words.colon}${shortened(first.title, TITLE_IN_SUBJECT)}${more}`
}

/** Heading of a section; null where the mail's own heading says it. */
export function sectionHeading(
  { reason, day }: Omit<DigestSection, 'papers'>,
  { sections }: Pick<Digest, 'sections'>,
  language: string,
): string | null {
  if (reason !== 'top') return mailWords(language)[reason]
  const isOnly = sections.filter((each) => each.reason === 'top').length === 1
  return day === null || isOnly ? null : dayText(day, language)
}

/** Authors of a paper: `Jane Doe, A. One and 5 more, NVIDIA`; empty when nobody is known. */
export function byline({ authors, organization }: DigestPaper, language: string): string {
  const names = (authors ?? []).slice(0, AUTHORS_NAMED).join(', ')
  const more = (authors?.length ?? 0) - AUTHORS_NAMED
  const written = more > 0 ? mailWords(language).namesAndMore(names, more) : names
  return plainLine([written, organization ?? ''].filter((part) => part !== '').join(' · '))
}

/** Votes of a paper and their gain: `120 votes, 30 since your last mail`. */
function votesText({ upvotes, won }: DigestPaper, words: MailWords): string {
  if (upvotes === null) return words.votesUnknown
  const votes = words.votes(upvotes)
  return won === null || won <= 0 ? votes : words.votesWon(votes, won)
}

/** A paper's votes, and its day where that is not one of the mail's. */
export function standingText(
  paper: DigestPaper,
  { reason }: Pick<DigestSection, 'reason'>,
  language: string,
): string {
  const words = mailWords(language)
  const votes = votesText(paper, words)
  return reason === 'top' || paper.day === null
    ? votes
    : `${dayText(paper.day, language)}${words.colon}${votes}`
}

/** Completeness of the lists of a mail, in a sentence or two; reasons exist in English only. */
export function completenessText({ open, gaps, isWhole }: PeriodCoverage, language: string): string {
  const words = mailWords(language)
  if (isWhole) return words.whole
  const some = (days: readonly string[]) => {
    const named = days.slice(0, DAYS_NAMED).join('; ')
    return days.length <= DAYS_NAMED ? named : words.daysAndMore(named, days.length - DAYS_NAMED)
  }
  const openDays = open.map((day) => dayText(day, language))
  const isEnglish = languageOf(language) === 'en'
  const gapDays = gaps.map(
    ({ day, reason }) => `${dayText(day, language)}${isEnglish ? ` (${plainLine(reason)})` : ''}`,
  )
  return [
    openDays.length === 0 ? '' : words.open(some(openDays)),
    gapDays.length === 0 ? '' : words.gaps(some(gapDays)),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** The page of a paper. */
export function paperUrl(site: string, { paperId }: Pick<DigestPaper, 'paperId'>): string {
  return `${site}/papers/${encodeURIComponent(paperId)}`
}
