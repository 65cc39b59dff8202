import { sql } from '../../base/sql.ts'
import type { Drift } from '../../model/records.ts'
import { LONG_LIST } from '../../model/reading.ts'
import { CAPTURE_SOURCE, iso } from '../warehouse/sql-text.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { jsonParameter, textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'

/** Differences that responses show, or showed before they were read anew; none for one that is as known. */
export interface DriftChange {
  readonly era: string
  readonly drift: readonly Drift[]
}

/** What came of the differences of a batch. */
export interface DriftLoaded {
  /** Rows inserted, updated or taken out. */
  readonly written: number
  /** Those that were never recorded before, or had ended, as `era path change`. */
  readonly fresh: ReadonlySet<string>
  /** Those that lasted until now. */
  readonly ended: readonly EndedDrift[]
}

/** A difference that pages do not show any more. */
export interface EndedDrift extends Pick<Drift, 'path' | 'change' | 'count'> {
  readonly era: string
  /** The first day whose list is as known again. */
  readonly endedOn: string
}

/** So many days with a list as known end a difference: a single one may be luck. */
const DAYS_AS_KNOWN = 3

/** What a difference is found by. */
export function driftKey(era: string, { path, change }: Pick<Drift, 'path' | 'change'>): string {
  return `${era} ${path} ${change}`
}

interface Shown extends Record<string, unknown>, Pick<Drift, 'path' | 'change'> {
  readonly era: string
}

interface Row extends Shown {
  readonly count: string
  readonly ended_on: string | null
}

/**
 * Records how pages differ from the shape that their era is known to have: one row per era, path and change, derived
 * from all responses that show it, with the example of the first. A key that is missing or has another type has ended
 * once the lists of three later days are as known; a new key stays. Call it once the responses and their readings are
 * recorded.
 */
export async function loadDrift(
  tx: Executor,
  changes: readonly DriftChange[],
  runId: string,
): Promise<DriftLoaded> {
  if (changes.length === 0) return { written: 0, fresh: new Set(), ended: [] }
  const eras = [...new Set(changes.map(({ era }) => era))]
  const known = await tx.rows<Shown & { ended_on: string | null }>(
    sql`select era, path, change, ended_on::text as ended_on from drift where era = any(${textArray(eras)})`,
  )
  const before = new Map(known.map((row) => [driftKey(row.era, row), row]))
  // A list that is as known may end a difference that it does not show.
  const touched = new Map<string, Shown>(
    known.filter(({ change }) => change !== 'new').map((row) => [driftKey(row.era, row), row]),
  )
  for (const { era, drift: differences } of changes) {
    for (const { path, change } of differences)
      touched.set(driftKey(era, { path, change }), { era, path, change })
  }
  if (touched.size === 0) return { written: 0, fresh: new Set(), ended: [] }
  const rows = await shownRows(tx, [...touched.values()])
  const written = await upsertChanged(tx, {
    table: 'drift',
    key: ['era', 'path', 'change'],
    rows: rows.map((row) => ({ ...row, run_id: runId })),
  })
  const left = new Map(rows.map((row) => [driftKey(row.era, row), row]))
  const gone = [...touched].flatMap(([key, { era, path, change }]) =>
    left.has(key) ? [] : [{ era, path, change }],
  )
  if (gone.length > 0) {
    await tx.rows(sql`
      delete from drift d using jsonb_to_recordset(${jsonParameter(gone)}) as g(era text, path text, change text)
      where d.era = g.era and d.path = g.path and d.change = g.change`)
  }
  const begun = [...left].filter(([key, { ended_on }]) => {
    const was = before.get(key)
    return !was || (was.ended_on !== null && ended_on === null)
  })
  return {
    written: written + gone.length,
    fresh: new Set(begun.map(([key]) => key)),
    ended: [...left].flatMap(([key, { era, path, change, count, ended_on: endedOn }]) =>
      endedOn !== null && (before.get(key)?.ended_on ?? null) === null
        ? [{ era, path, change, count: Number(count), endedOn }]
        : [],
    ),
  }
}

/** The rows of some differences, from all responses that show them; none for one that no response shows. */
async function shownRows(tx: Executor, asked: readonly Shown[]): Promise<Row[]> {
  const differences = asked.map(({ era, path, change }) => ({ era, path, change }))
  return tx.rows<Row>(sql`
    select s.*, ended.ended_on from (
      select a.era, a.path, a.change, ${iso('min(c.fetched_at)')} as first_seen, ${iso('max(c.fetched_at)')} as last_seen,
        sum((d.value ->> 'count')::bigint)::text as count,
        (array_agg(d.value ->> 'example' order by c.fetched_at, c.kind collate "C", c.key collate "C", c.sha256 collate "C"))[1]
          as example,
        (array_agg(c.id order by c.fetched_at, c.kind collate "C", c.key collate "C", c.sha256 collate "C"))[1]::text as capture_id
      from jsonb_to_recordset(${jsonParameter(differences)}) as a(era text, path text, change text)
      join captures c on c.era = a.era and c.drift is not null
      cross join lateral jsonb_array_elements(c.drift) d
      where d.value ->> 'path' = a.path and d.value ->> 'change' = a.change
      group by a.era, a.path, a.change
    ) s
    left join lateral (
      select max(c.key) as day from captures c cross join lateral jsonb_array_elements(c.drift) d
      where c.era = s.era and c.drift is not null and c.kind = 'day'
        and d.value ->> 'path' = s.path and d.value ->> 'change' = s.change
    ) shown on s.change <> 'new'
    left join lateral (
      select case when count(*) >= ${DAYS_AS_KNOWN} then min(day) end as ended_on from (
        select distinct c.key as day from captures c
        join stored_observations o on o.kind = c.kind and o.key = c.key and o.observed_at = c.fetched_at
          and o.source = ${CAPTURE_SOURCE}
        where c.kind = 'day' and c.key > shown.day and c.era = s.era
          and cardinality(o.paper_ids) + o.rejected >= ${LONG_LIST}
        order by c.key limit ${DAYS_AS_KNOWN}
      ) as_known
    ) ended on true
    order by s.era, s.path, s.change`)
}
