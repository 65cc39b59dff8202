import { sql } from '../../base/sql.ts'
import type { Executor } from '../warehouse/executor.ts'

/** Keys shorter than this belong to many titles: then a date or a count must agree too. */
const SHORT_KEY = 12

/**
 * Matches entries that came without an id to papers of the same title, whatever its case, white space, LaTeX and
 * punctuation. The confidence is 1 where the date of publication and the number of authors agree as well, 0.95 where
 * one does and the other is unknown, 0.9 where nothing else is known, 0.7 where one agrees and the other does not,
 * 0.4 where the title alone agrees. Of several papers with the title the likeliest is taken; of equally likely ones
 * none is. An entry whose paper has another title now, or a rival, loses it.
 *
 * @returns how many entries got another match than before
 */
export async function matchUnidentified(executor: Executor): Promise<number> {
  const rows = await executor.rows<{ count: number }>(sql`
    with candidates as (
      select e.kind, e.key, e.observed_at, e.source, e.position, p.id,
        abs((p.published_at at time zone 'UTC')::date - e.published_on) <= 1 as same_date,
        p.author_count = e.author_count as same_count,
        length(e.title_key) < ${SHORT_KEY} as is_short
      from unidentified_entries e join stored_papers p on p.title_key = e.title_key
    ), judged as (
      select *, case
          when same_date and same_count then 1
          when coalesce(same_date, same_count) and (same_date is null or same_count is null) then 0.95
          when is_short then null
          when same_date is null and same_count is null then 0.9
          when same_date or same_count then 0.7
          else 0.4
        end::double precision as confidence
      from candidates
    ), best as (
      select distinct on (kind, key, observed_at, source, position) *,
        count(*) over (partition by kind, key, observed_at, source, position, confidence) as rivals
      from judged where confidence is not null
      order by kind, key, observed_at, source, position, confidence desc, id
    ), written as (
      update unidentified_entries e set paper_id = b.id, confidence = case when b.id is not null then b.confidence end
      from unidentified_entries old
      left join best b on (old.kind, old.key, old.observed_at, old.source, old.position)
        = (b.kind, b.key, b.observed_at, b.source, b.position) and b.rivals = 1
      where (e.kind, e.key, e.observed_at, e.source, e.position)
          = (old.kind, old.key, old.observed_at, old.source, old.position)
        and (e.paper_id, e.confidence) is distinct from (b.id, case when b.id is not null then b.confidence end)
      returning 1
    )
    select count(*)::int as count from written`)
  return rows[0]?.count ?? 0
}
