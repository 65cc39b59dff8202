import { sql } from '../../../base/sql.ts'
import type { z } from '@hono/zod-openapi'
import type { Executor } from '../../../query/executor.ts'
import type { paperSchema } from './schemas.ts'
import { isoText } from '../../../query/iso-text.ts'

type Paper = z.infer<typeof paperSchema>

/** A paper with its lists, counts and titles; null when it is not known. */
export async function readPaper(executor: Executor, paperId: string): Promise<Paper | null> {
  const [paper] = await executor.rows<Omit<Paper, 'lists' | 'history' | 'titles'>>(sql`
    select paper_id, title, abstract, authors, organization, organization_name, submitted_by,
      ${isoText(sql`submitted_at`)} as submitted_at, ${isoText(sql`published_at`)} as published_at, upvotes, comments, stars,
      repository, repository_name, project_page, keywords, ai_summary
    from paper_details where paper_id = ${paperId}`)
  if (paper === undefined) return null
  return {
    ...paper,
    lists: await executor.rows<Paper['lists'][number]>(sql`
      select day::text, rank, ${isoText(sql`first_seen`)} as first_seen, ${isoText(sql`last_seen`)} as last_seen,
        ${isoText(sql`gone_at`)} as gone_at
      from paper_days where paper_id = ${paperId} order by paper_days.day`),
    history: await executor.rows<Paper['history'][number]>(sql`
      select ${isoText(sql`h.observed_at`)} as observed_at, h.upvotes, h.comments, h.stars from (
        select * from paper_history where paper_id = ${paperId} order by observed_at desc limit 1000
      ) h order by h.observed_at`),
    titles: await executor.rows<Paper['titles'][number]>(sql`
      select title, ${isoText(sql`t.first_seen`)} as first_seen, ${isoText(sql`t.last_seen`)} as last_seen
      from title_changes t where paper_id = ${paperId} order by t.first_seen limit 100`),
  }
}
