import { addDays, type Day, daysFrom } from '../../../model/day.ts'
import type { DaySpan, Frequency } from '../../../model/frequency.ts'
import type { Had } from '../../../model/subscriber.ts'
import type { SelectedPaper } from '../../../query/select-papers.ts'
import { shortened } from './plain-line.ts'
import type { Digest, DigestPaper, DigestSection } from './digest.ts'
import type { DigestSource } from './digest-source.ts'

/** Papers that join a list more than this many days after its mail are in no mail. */
export const LATE_DAYS = 35

/** Maximum numbers of papers under these headings; further late ones go into the next mail. */
const MOST = { late: 20, risen: 5 }

/** A paper has risen when it won at least this many votes since the last mail, and at least doubled them. */
const LEAST_RISE = 10

const SUMMARY_LETTERS = 280

/** Subscriber and days of a mail. */
export interface DigestWish {
  readonly frequency: Frequency
  /** As `mailSelectionOf` gives it. */
  readonly selection: string
  readonly days: DaySpan
  readonly had: Had
}

/** History of a reader without any mail. */
export const HAD_NOTHING: Had = {
  asOf: null,
  spans: [],
  considered: new Set(),
  told: { top: new Set(), late: new Set(), risen: new Set() },
}

/**
 * Selects the papers of a mail: the first papers of its days, papers that came late to days of earlier mails, and papers
 * of those days that rose since. None is shown twice for the same reason, and none twice in a mail.
 */
export async function selectDigest(source: DigestSource, wish: DigestWish): Promise<Digest> {
  const { frequency, days, had } = wish
  const gains = had.asOf === null ? null : await source.gains(had.asOf)
  const told = new Set<string>()
  const tell = (papers: readonly SelectedPaper[]): DigestPaper[] => {
    for (const { paperId } of papers) told.add(paperId)
    return papers.map((paper) => digestPaper(paper, gains))
  }

  const sections: DigestSection[] = []
  const considered = new Set<string>()
  for (const { day, papers, top } of await pickedByDay(source, wish)) {
    const first = papers
      .slice(0, top)
      .filter(({ paperId }) => !had.told.top.has(paperId) && !told.has(paperId))
    sections.push({ reason: 'top', day, papers: tell(first) })
    for (const { paperId } of papers) considered.add(paperId)
  }

  const before = await papersBefore(source, wish)
  const isNews = ({ paperId }: SelectedPaper) =>
    !had.considered.has(paperId) && !had.told.top.has(paperId) && !had.told.late.has(paperId)
  const late = before.filter((paper) => isNews(paper) && !told.has(paper.paperId)).slice(0, MOST.late)
  sections.push({ reason: 'late', day: null, papers: tell(late) })

  const risen = before
    .filter((paper) => !isNews(paper) && !told.has(paper.paperId) && !had.told.risen.has(paper.paperId))
    .map((paper) => ({ paper, won: gains?.get(paper.paperId) ?? 0 }))
    .filter(({ paper, won }) => won >= LEAST_RISE && won * 2 >= (paper.upvotes ?? 0))
    .sort((one, other) => other.won - one.won || (one.paper.paperId < other.paper.paperId ? -1 : 1))
    .slice(0, MOST.risen)
  sections.push({ reason: 'risen', day: null, papers: tell(risen.map(({ paper }) => paper)) })

  return {
    frequency,
    days,
    sections: sections.filter(({ papers }) => papers.length > 0),
    coverage: await source.coverage(days),
    considered: [...considered],
  }
}

/** A daily mail of several days groups papers by day, newest first: ranks are those of a day. */
async function pickedByDay(
  source: DigestSource,
  { frequency, selection, days }: DigestWish,
): Promise<{ day: Day | null; papers: readonly SelectedPaper[]; top: number }[]> {
  const all = frequency === 'daily' ? daysFrom(days.first, days.last).toReversed() : [days.last]
  return Promise.all(
    all.map(async (day) => ({
      ...(await source.period(selection, frequency, day)),
      day: all.length > 1 ? day : null,
    })),
  )
}

/** Finds papers on lists of days that the reader had a mail about. */
async function papersBefore(
  source: DigestSource,
  { selection, days, had: { spans } }: DigestWish,
): Promise<readonly SelectedPaper[]> {
  const earliest = addDays(days.last, -LATE_DAYS)
  const recent = spans.filter(({ last }) => last >= earliest)
  const [first] = recent.map((span) => span.first).sort()
  const last = recent
    .map((span) => span.last)
    .sort()
    .at(-1)
  if (first === undefined || last === undefined) return []
  const papers = await source.window(selection, { first: first < earliest ? earliest : first, last })
  return papers.filter(
    ({ day }) => day !== null && recent.some((span) => span.first <= day && day <= span.last),
  )
}

function digestPaper(paper: SelectedPaper, gains: ReadonlyMap<string, number> | null): DigestPaper {
  const { paperId, title, authors, organization, organizationName, aiSummary, abstract, day, upvotes } = paper
  const summary = aiSummary ?? abstract
  return {
    paperId,
    title,
    authors,
    organization: organizationName ?? organization,
    summary: summary === null ? null : shortened(summary, SUMMARY_LETTERS),
    day,
    upvotes,
    won: gains === null ? null : (gains.get(paperId) ?? 0),
  }
}
