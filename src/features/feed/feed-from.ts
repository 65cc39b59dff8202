import { plural } from '../../model/plural.ts'
import { FIRST_DAY, isoInstant, startOfDay } from '../../model/day.ts'
import { coverageSentence, type PeriodCoverage } from '../../query/read-period-coverage.ts'
import { describeFeed, describeSelection } from '../../query/describe-selection.ts'
import { type FixedPeriod, isOneDay } from '../../query/period.ts'
import type { SelectedPaper, SelectedPapers } from '../../query/select-papers.ts'
import type { Selection } from '../../query/selection.ts'
import type { Feed, FeedEntry } from './feed.ts'
import { entryId, feedId } from './feed-ids.ts'
import { type LastChanges, newest, type PaperChanges } from './last-changes.ts'
import { KEPT_DAYS, leavesNothingOut } from './select-for-feed.ts'
import { listPage, organizationPage, paperPage, webLink } from './site-pages.ts'

/** Addresses of a feed's links. */
export interface FeedAddresses {
  /** Base address of the site, without a trailing slash. */
  readonly site: string
  /** The feed's own address; null when unknown. */
  readonly self: string | null
}

/** Inputs of a feed. */
export interface FeedFacts extends SelectedPapers {
  readonly selection: Selection
  /** Completeness of the lists; null for a past instant, which never changes. */
  readonly coverage: PeriodCoverage | null
  readonly changes: LastChanges
}

/** Makes the feed of a selection. */
export function feedFrom(
  { selection, period, papers, coverage, changes }: FeedFacts,
  { site, self }: FeedAddresses,
): Feed {
  const start = isoInstant(startOfDay(period.days?.first ?? FIRST_DAY))
  const entries = papers.map((paper) =>
    entryFrom(paper, listOf(selection, period, changes.papers.get(paper.paperId)), {
      changes: changes.papers.get(paper.paperId),
      start,
      site,
    }),
  )
  const notes = [
    'From the Daily Papers of Hugging Face.',
    keepingSentence(selection, period),
    papers.length === 0 ? 'No papers.' : null,
    coverage === null ? null : coverageSentence(coverage),
  ]
  return {
    id: feedId(selection),
    title: titleOf(selection, coverage),
    note: notes.filter((each) => each !== null).join(' '),
    page: listPage(site, period),
    self,
    updated: newest([start, changes.list, ...entries.map(({ updated }) => updated)]) ?? start,
    entries,
  }
}

/** Makes a title that does not change with the date; a day, week or month says in it that it is not over. */
function titleOf(selection: Selection, coverage: PeriodCoverage | null): string {
  const title = leavesNothingOut(selection) ? describeFeed(selection) : describeSelection(selection)
  return 'key' in selection.period && coverage !== null && coverage.open.length > 0
    ? `${title} (still open)`
    : title
}

/** Describes what a feed holds beside its selection; null for nothing. */
function keepingSentence(selection: Selection, { days }: FixedPeriod): string | null {
  if (!leavesNothingOut(selection)) return null
  if (selection.order === 'momentum' && days === null)
    return `The ${selection.top} that rise most now, and those that did at midnight (UTC) in the last ${KEPT_DAYS} days.`
  const kept = `each paper for ${KEPT_DAYS} days from when it was first seen`
  if (selection.period.kind === 'newest') return `The newest list, and ${kept}.`
  return isOneDay(selection.period) ? null : `The first ${selection.top}, and ${kept}.`
}

/** Picks the list of an entry: in the feed of new papers the list that the paper was first seen on. */
function listOf(
  selection: Selection,
  period: FixedPeriod,
  changes: PaperChanges | undefined,
): Pick<FixedPeriod, 'kind' | 'key'> {
  const first = changes?.firstDay ?? null
  return selection.period.kind === 'newest' && leavesNothingOut(selection) && first !== null
    ? { kind: 'day', key: first }
    : // Entries of moving periods stay the same from day to day.
      period.kind === 'range' && !('key' in selection.period)
      ? { kind: 'all', key: 'all' }
      : period
}

function entryFrom(
  paper: SelectedPaper,
  list: Pick<FixedPeriod, 'kind' | 'key'>,
  {
    changes,
    start,
    site,
  }: {
    readonly changes: PaperChanges | undefined
    /** Fallback for unknown times. */
    readonly start: string
    readonly site: string
  },
): FeedEntry {
  const { paperId, day, organization, organizationName, upvotes } = paper
  const { listed = null, voted = null, titled = null, gone = null } = changes ?? {}
  const published = paper.submittedAt ?? listed ?? paper.publishedAt
  const repository = webLink(paper.repository)
  const projectPage = webLink(paper.projectPage)
  return {
    id: entryId(list, paperId),
    paperId,
    day,
    title: paper.title,
    page: paperPage(site, paperId),
    published,
    updated: newest([published, listed, voted, titled, gone]) ?? start,
    authors: said(paper.authors),
    organization:
      organization === null
        ? null
        : { name: organizationName ?? organization, page: organizationPage(site, organization) },
    repository:
      repository === null ? null : { title: paper.repositoryName ?? 'Repository', address: repository },
    projectPage: projectPage === null ? null : { title: 'Project page', address: projectPage },
    keywords: said(paper.keywords),
    upvotes,
    summary: summaryOf(paper, gone !== null),
    abstract: paper.abstract,
  }
}

/** Removes blank and repeated names. */
function said(names: readonly string[] | null): string[] {
  return [...new Set(names ?? [])].filter((name) => name.trim() !== '')
}

function summaryOf(
  { upvotes, day, submittedBy, organization, organizationName }: SelectedPaper,
  isGone: boolean,
): string {
  const votes = upvotes === null ? 'votes not known' : plural(upvotes, 'vote')
  return [
    votes,
    organization === null ? '' : `by ${organizationName ?? organization}`,
    day === null ? '' : `${isGone ? 'no longer ' : ''}on the list of ${day}`,
    submittedBy === null ? '' : `submitted by ${submittedBy}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}
