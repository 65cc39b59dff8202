import { sql } from '../../base/sql.ts'
import { isoInstant } from '../../model/day.ts'
import { CAPTURE_SOURCE } from '../warehouse/sql-text.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import { lockToRemove } from './orphans.ts'

/** What a thinning took out. */
export interface Thinned {
  readonly captures: number
  readonly bodies: number
  /** Of those of the bodies that lay in the table, compressed. */
  readonly bytes: number
}

/**
 * Takes out stored responses that nothing is lost by: those before an instant whose list held the same papers as the
 * response before it. The first and the last of each listing stay, and every one that a paper came or went with, that
 * first showed another title, abstract, link or AI text, that could not be read, that showed drift, or that has an
 * entry in quarantine. The counts of a pruned one stay in `observations` and `snapshots`. What lies in a body store is to be
 * removed afterwards, by `removeOrphans`.
 */
export async function pruneCaptures(warehouse: Warehouse, before: Temporal.Instant): Promise<Thinned> {
  return warehouse.transaction(async (tx) => {
    await lockToRemove(tx)
    return takeOut(tx, before)
  })
}

async function takeOut(executor: Executor, before: Temporal.Instant): Promise<Thinned> {
  const [captures] = await executor.rows<{ count: number }>(sql`
    with members as (
      select c.id, c.kind, c.key, c.form, c.fetched_at, c.reader,
        (select array_agg(p order by p) from unnest(o.paper_ids) as p) as papers
      from captures c
      left join stored_observations o on o.kind = c.kind and o.key = c.key and o.observed_at = c.fetched_at
        and o.source = ${CAPTURE_SOURCE}
      where c.fetched_at < ${isoInstant(before)}::timestamptz
    ), ranked as (
      select m.*, lag(m.papers) over turns as papers_before, row_number() over turns as turn,
        exists (
          select 1 from captures later where later.kind = m.kind and later.key = m.key
            and later.fetched_at > m.fetched_at and later.reader is not null
        ) as has_later
      from members m window turns as (partition by m.kind, m.key order by m.fetched_at, m.id)
    ), taken as (
      delete from captures c using ranked r
      where c.id = r.id and r.turn > 1 and r.has_later and r.reader is not null
        and r.papers is not distinct from r.papers_before
        and not exists (select 1 from quarantine q where q.capture_id = c.id)
        and c.drift is null
        and not exists (select 1 from stored_paper_versions v where v.capture_id = c.id)
      returning 1
    )
    select count(*)::int as count from taken`)
  const [bodies] = await executor.rows<{ count: number; bytes: number }>(sql`
    with taken as (
      delete from capture_bodies b where not exists (select 1 from captures c where c.sha256 = b.sha256)
      returning b.sha256, b.body_store_id, octet_length(b.zstd) as bytes
    ), outside as (
      insert into orphans (sha256, body_store_id, removable_at)
      select sha256, body_store_id, clock_timestamp() from taken where body_store_id is not null
      on conflict (sha256, body_store_id) do update set removable_at = excluded.removable_at
    )
    select count(*)::int as count, coalesce(sum(bytes), 0)::float8 as bytes from taken`)
  return { captures: captures?.count ?? 0, bodies: bodies?.count ?? 0, bytes: bodies?.bytes ?? 0 }
}
