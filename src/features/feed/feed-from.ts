import { FIRST_DAY, isoInstant, startOfDay } from '../../model/day.ts'
import { coverageSentence, type PeriodCoverage } from '../../query/coverage-of.ts'
import { describeSelection } from '../../query/describe-selection.ts'
import type { FixedPeriod } from '../../query/period.ts'
import type { SelectedPaper, SelectedPapers } from '../../query/select-papers.ts'
import type { Selection } from '../../query/selection.ts'
import type { Feed, FeedEntry } from './feed.ts'
import { entryId, feedId } from './feed-ids.ts'
import { type LastChanges, newest, type PaperChanges } from './last-changes.ts'
import { listPage, organizationPage, paperPage, webLink } from './site-pages.ts'

/** Where a feed's links lead. */
export interface FeedAddresses {
  /** Base address of the site, without a trailing slash. */
  readonly site: string
  /** The feed's own address; null when it is not known. */
  readonly self: string | null
}

/** All that a feed is made from. */
export interface FeedFacts extends SelectedPapers {
  readonly selection: Selection
  /** What is known of the lists; null for how they stood at an instant, which stays. */
  readonly coverage: PeriodCoverage | null
  readonly changes: LastChanges
}

/** The feed of what a selection shows. */
export function feedFrom(
  { selection, period, papers, coverage, changes }: FeedFacts,
  { site, self }: FeedAddresses,
): Feed {
  const start = isoInstant(startOfDay(period.days?.first ?? FIRST_DAY))
  const entries = papers.map((paper) =>
    entryFrom(paper, period, changes.papers.get(paper.paperId), start, site),
  )
  const notes = [
    'From the Daily Papers of Hugging Face.',
    papers.length === 0 ? 'No papers.' : null,
    coverage === null ? null : coverageSentence(coverage),
  ]
  return {
    id: feedId(selection),
    title: titleOf(selection, period, coverage),
    note: notes.filter((each) => each !== null).join(' '),
    page: listPage(site, period),
    self,
    updated: newest([start, changes.list, ...entries.map(({ updated }) => updated)]) ?? start,
    entries,
  }
}

function titleOf(selection: Selection, { kind, key }: FixedPeriod, coverage: PeriodCoverage | null): string {
  const isMoving = kind !== 'all' && !('key' in selection.period)
  const isOpen = coverage !== null && coverage.open.length > 0
  const more = [isMoving ? key : '', isOpen ? 'still open' : ''].filter((part) => part !== '').join(', ')
  return `${describeSelection(selection)}${more === '' ? '' : ` (${more})`}`
}

function entryFrom(
  paper: SelectedPaper,
  period: FixedPeriod,
  changes: PaperChanges | undefined,
  start: string,
  site: string,
): FeedEntry {
  const { paperId, day, organization, organizationName, upvotes } = paper
  const { listed = null, voted = null, titled = null } = changes ?? {}
  const published = paper.submittedAt ?? listed ?? paper.publishedAt
  const repository = webLink(paper.repository)
  const projectPage = webLink(paper.projectPage)
  return {
    id: entryId(period, paperId),
    paperId,
    day,
    title: paper.title,
    page: paperPage(site, paperId),
    published,
    updated: newest([published, listed, voted, titled]) ?? start,
    authors: said(paper.authors),
    organization:
      organization === null
        ? null
        : { name: organizationName ?? organization, page: organizationPage(site, organization) },
    repository:
      repository === null ? null : { title: paper.repositoryName ?? 'Repository', address: repository },
    projectPage: projectPage === null ? null : { title: 'Project page', address: projectPage },
    keywords: said(paper.keywords),
    votes: upvotes,
    summary: summaryOf(paper),
    abstract: paper.abstract,
  }
}

/** Names without those that are only blanks, each once. */
function said(names: readonly string[] | null): string[] {
  return [...new Set(names ?? [])].filter((name) => name.trim() !== '')
}

function summaryOf({ upvotes, day, submittedBy, organization, organizationName }: SelectedPaper): string {
  const votes = upvotes === null ? 'votes not known' : `${upvotes} ${upvotes === 1 ? 'vote' : 'votes'}`
  return [
    votes,
    organization === null ? '' : `by ${organizationName ?? organization}`,
    day === null ? '' : `on the list of ${day}`,
    submittedBy === null ? '' : `submitted by ${submittedBy}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}
