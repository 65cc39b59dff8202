import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { isoInstant } from '../../model/day.ts'
import type { Paper } from '../../model/records.ts'
import type { Lineage } from '../warehouse/lineage.ts'
import { paperVersions } from '../warehouse/schema.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { type Executor, jsonParameter } from '../warehouse/warehouse.ts'

/** What of a paper is edited by people and models, in the sets in which it changes. */
const FIELD_SETS: Readonly<Record<string, (paper: Paper) => Readonly<Record<string, unknown>>>> = {
  title: ({ title }) => ({ title }),
  abstract: ({ abstract }) => ({ abstract }),
  links: ({ repository, projectPage }) => ({ repository, project_page: projectPage }),
  ai: ({ aiSummary, keywords }) => ({ ai_summary: aiSummary, keywords }),
}

/** One value of one field set, and when it was the value. Times in milliseconds since 1970. */
interface Version {
  readonly fields: unknown
  readonly firstMs: number
  /** Null for the value of the paper's newest sighting. */
  readonly lastMs: number | null
}

interface Change extends Record<string, unknown> {
  readonly paper_id: string
  readonly field_set: string
  readonly fields: unknown
  /** The value in the table `papers`. */
  readonly current: unknown
  readonly known: readonly {
    readonly fields: unknown
    readonly first_ms: number
    readonly last_ms: number | null
  }[]
  /** The paper's sightings so far. */
  readonly oldest_ms: number
  readonly newest_ms: number
}

/**
 * Keeps each value that a paper's title, abstract, links or AI texts ever had, from the moment that a second one is
 * seen. The order in which readings are loaded does not matter. Call it before the papers and the observation of the
 * same reading are loaded.
 *
 * @returns how many rows were inserted or updated
 */
export async function loadVersions(tx: Executor, batch: readonly Paper[], lineage: Lineage): Promise<number> {
  if (batch.length === 0) return 0
  const at = Temporal.Instant.from(lineage.observed_at).epochMilliseconds
  const changes = await findChanges(tx, batch)
  const { run_id, capture_id } = lineage
  return upsertChanged(tx, {
    table: paperVersions,
    key: ['paper_id', 'field_set', 'hash'],
    rows: changes.flatMap((change) =>
      versionsAfter(change, at).map(({ fields, firstMs, lastMs }) => ({
        paper_id: change.paper_id,
        field_set: change.field_set,
        hash: createHash('md5').update(canonical(fields)).digest('hex'),
        fields,
        first_seen: instant(firstMs),
        last_seen: lastMs === null ? null : instant(lastMs),
        run_id,
        capture_id,
      })),
    ),
  })
}

/** The field sets whose value differs from the one in `papers`, and those that have had several values. */
async function findChanges(tx: Executor, batch: readonly Paper[]): Promise<Change[]> {
  const told = batch.flatMap((paper) =>
    Object.entries(FIELD_SETS).flatMap(([field_set, fieldsOf]) => {
      const fields = Object.fromEntries(Object.entries(fieldsOf(paper)).filter(([, value]) => value !== null))
      return Object.keys(fields).length === 0 ? [] : [{ paper_id: paper.id, field_set, fields }]
    }),
  )
  return tx.rows<Change>(sql`
    with told as (
      select * from jsonb_to_recordset(${jsonParameter(told)}) as r(paper_id text, field_set text, fields jsonb)
    ), compared as (
      select told.*, jsonb_strip_nulls(case told.field_set
          when 'title' then jsonb_build_object('title', p.title)
          when 'abstract' then jsonb_build_object('abstract', p.abstract)
          when 'links' then jsonb_build_object('repository', p.repository, 'project_page', p.project_page)
          when 'ai' then jsonb_build_object('ai_summary', p.ai_summary, 'keywords', p.keywords)
        end) as current,
        (select jsonb_agg(jsonb_build_object('fields', v.fields,
            'first_ms', extract(epoch from v.first_seen) * 1000, 'last_ms', extract(epoch from v.last_seen) * 1000))
          from paper_versions v where v.paper_id = told.paper_id and v.field_set = told.field_set) as known
      from told join papers p on p.id = told.paper_id
    )
    select c.paper_id, c.field_set, c.fields, c.current, coalesce(c.known, '[]') as known,
      extract(epoch from seen.oldest)::float8 * 1000 as oldest_ms,
      extract(epoch from seen.newest)::float8 * 1000 as newest_ms
    from compared c
    cross join lateral (
      select min(o.observed_at) as oldest, max(o.observed_at) as newest
      from appearances a join observations o on o.kind = a.kind and o.key = a.key and a.paper_id = any(o.paper_ids)
      where a.paper_id = c.paper_id
    ) seen
    where c.known is not null or (c.current <> c.fields and c.current <> '{}')
    order by c.paper_id, c.field_set`)
}

/** All versions of one field set once the value seen at an instant is taken in. */
function versionsAfter(change: Change, at: number): Version[] {
  const { known, current, fields, oldest_ms, newest_ms } = change
  const isNewest = at > newest_ms
  const before: Version[] =
    known.length > 0
      ? known.map((each) => ({ fields: each.fields, firstMs: each.first_ms, lastMs: each.last_ms }))
      : [{ fields: current, firstMs: oldest_ms, lastMs: null }]
  const told = canonical(fields)
  const others = before.filter((version) => canonical(version.fields) !== told)
  const same = before.find((version) => canonical(version.fields) === told)
  const isCurrent = isNewest || same?.lastMs === null
  return [
    ...others.map((version) => ({
      fields: version.fields,
      firstMs: version.firstMs,
      lastMs: isNewest ? (version.lastMs ?? newest_ms) : version.lastMs,
    })),
    {
      fields,
      firstMs: Math.min(at, same?.firstMs ?? at),
      lastMs: isCurrent ? null : Math.max(at, same?.lastMs ?? at),
    },
  ]
}

/** JSON with its keys in order, so that equal values are equal texts. */
function canonical(fields: unknown): string {
  return JSON.stringify(fields, Object.keys(fields as object).sort())
}

function instant(ms: number): string {
  return isoInstant(Temporal.Instant.fromEpochMilliseconds(Math.round(ms)))
}
