import type { z } from '@hono/zod-openapi'
import type { PeriodCoverage } from '../../../query/read-period-coverage.ts'
import type { FixedPeriod } from '../../../query/period.ts'
import type { SelectedPaper } from '../../../query/select-papers.ts'
import type { periodSchema, selectedPaperSchema, trustSchema } from './schemas.ts'

/** A paper of a selection, with the names of SQL. */
export function paperJson(paper: SelectedPaper): z.infer<typeof selectedPaperSchema> {
  return {
    place: paper.place,
    paper_id: paper.paperId,
    day: paper.day,
    rank: paper.rank,
    title: paper.title,
    abstract: paper.abstract,
    authors: paper.authors === null ? null : [...paper.authors],
    organization: paper.organization,
    organization_name: paper.organizationName,
    submitted_by: paper.submittedBy,
    submitted_at: paper.submittedAt,
    published_at: paper.publishedAt,
    upvotes: paper.upvotes,
    comments: paper.comments,
    stars: paper.stars,
    repository: paper.repository,
    repository_name: paper.repositoryName,
    project_page: paper.projectPage,
    keywords: paper.keywords === null ? null : [...paper.keywords],
    ai_summary: paper.aiSummary,
    momentum: paper.momentum,
    gained: paper.gained,
  }
}

/** A period with the names of SQL. */
export function periodJson({ kind, key, days }: FixedPeriod): z.infer<typeof periodSchema> {
  return { kind, key, first_day: days?.first ?? null, last_day: days?.last ?? null }
}

/** How far lists can be trusted, with the names of SQL. */
export function trustJson({ isWhole, open, gaps }: PeriodCoverage): z.infer<typeof trustSchema> {
  return { is_whole: isWhole, open: [...open], gaps: gaps.map((gap) => ({ ...gap })) }
}
