import { sql } from '../../../base/sql.ts'
import type { Day } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'
import type { DiaryDay } from '../parts/diary.ts'

/** The days of a period that have a list, each with the number of its papers and the first one. */
export async function diaryDays(
  executor: Executor,
  { first, last }: { readonly first: Day; readonly last: Day },
): Promise<readonly DiaryDay[]> {
  return executor.rows<Record<string, unknown> & DiaryDay>(sql`
    select day::text, papers::int, paper_id as "paperId", title
    from (
      select day, paper_id, title, count(*) over (partition by day) as papers,
        row_number() over (partition by day order by rank nulls last, paper_id) as place
      from paper_days where day between ${first}::date and ${last}::date and gone_at is null
    ) listed
    where place = 1 order by listed.day`)
}
