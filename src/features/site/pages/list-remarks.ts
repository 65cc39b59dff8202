import { sql } from '../../../base/sql.ts'
import type { Day } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'
import { isoText } from '../../../query/iso-text.ts'
import type { Remark } from '../parts/paper-list.ts'

const LATE = 'it came to the list after the day was over'

/** Which papers of a day's list came late: it had been read before without them, and the day was over. */
export async function lateRemarks(executor: Executor, day: Day): Promise<Remark[]> {
  const rows = await executor.rows<{ paperId: string }>(sql`
    select paper_id as "paperId" from paper_days
    where day = ${day}::date and gone_at is null
      and first_seen >= (${day}::date + 1)::timestamp at time zone 'UTC'
      and first_seen > (select min(first_seen) from paper_days where day = ${day}::date)`)
  return rows.map(({ paperId }) => ({ paperId, tag: 'late', meaning: LATE }))
}

/** A paper that left a day's list. */
export interface GonePaper {
  readonly paperId: string
  readonly title: string
  readonly goneAt: string
}

/** Papers that left a day's list. */
export async function gonePapers(executor: Executor, day: Day): Promise<GonePaper[]> {
  return executor.rows<Record<string, unknown> & GonePaper>(sql`
    select paper_id as "paperId", title,
      ${isoText(sql`gone_at`)} as "goneAt"
    from papers_gone where day = ${day}::date order by gone_at, paper_id`)
}
