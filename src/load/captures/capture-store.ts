import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import { type SQL, sql } from '../../base/sql.ts'
import { BodyMissing, CaptureDamaged } from '../../base/errors.ts'
import type { Capture, CaptureForm, StoredCapture } from '../../model/capture.ts'
import { isoInstant } from '../../model/day.ts'
import { type Listing, type ListingKind, listingName } from '../../model/listing.ts'
import { CAPTURE_SOURCE } from '../warehouse/sql-text.ts'
import { jsonParameter, textArray, type Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import { type BodyRow, packedBody, unpackBody } from './read-body.ts'
import { writeBodies } from './write-bodies.ts'

const compress = promisify(zstdCompress)

/** Stores one response; see `storeCaptures`. */
export async function storeCapture(
  warehouse: Warehouse,
  capture: Capture,
  runId: string,
): Promise<StoredCapture> {
  const [stored] = await storeCaptures(warehouse, [capture], runId)
  if (!stored) throw new Error(`${capture.url} was not stored`)
  return stored
}

/**
 * Stores responses before anything looks inside them. The same response stored twice is one row, and an identical body
 * of another response is stored once. Bodies go where the warehouse's body stores say, before the rows that refer to them.
 *
 * @throws {BodiesUnavailable} when the body store can't take them now; no row is written then
 */
export async function storeCaptures(
  warehouse: Warehouse,
  captures: readonly Capture[],
  runId: string,
): Promise<StoredCapture[]> {
  const hashed = captures.map((capture) => ({ capture, sha256: hash('sha256', capture.body) }))
  const bodies = await Promise.all(
    [...new Map(hashed.map((each) => [each.sha256, each.capture.body]))].map(async ([sha256, body]) => ({
      sha256,
      bytes: body.byteLength,
      zstd: await compress(body),
    })),
  )
  const rows = hashed.map(({ capture, sha256 }, place) => ({
    place,
    kind: capture.listing.kind,
    key: capture.listing.key,
    form: capture.form,
    at: isoInstant(capture.fetchedAt),
    sha256,
    url: capture.url,
    final_url: capture.finalUrl,
    status: capture.status,
    headers: capture.headers,
    fetched_with: capture.fetchedWith,
  }))
  const bodyStore = warehouse.bodyStores.current()
  const stored =
    bodyStore === null
      ? await insertCaptures(
          warehouse,
          bodies.map(({ zstd, ...body }) => ({
            ...body,
            zstd: zstd.toString('base64'),
            body_store_id: null,
          })),
          rows,
          runId,
        )
      : await writeBodies(warehouse, bodyStore, bodies, async (tx, body_store_id) =>
          insertCaptures(
            tx,
            bodies.map(({ sha256, bytes }) => ({ sha256, bytes, zstd: null, body_store_id })),
            rows,
            runId,
          ),
        )
  const ids = new Map(stored.map(({ place, id }) => [place, id]))
  const kept = hashed.map(({ capture, sha256 }, place) => {
    const id = ids.get(place)
    if (id === undefined) throw new Error(`${listingName(capture.listing)} of ${capture.url} was not stored`)
    return { ...capture, id, sha256 }
  })
  warehouse.written.note(runId, kept, false)
  return kept
}

interface NewBody {
  readonly sha256: string
  readonly bytes: number
  /** In base64; null where it lies in the body store of the number. */
  readonly zstd: string | null
  readonly body_store_id: number | null
}

/** Writes bodies and captures that are not there yet, in one statement; gives the numbers of all, by their place. */
async function insertCaptures(
  executor: Executor,
  bodies: readonly NewBody[],
  rows: readonly object[],
  runId: string,
): Promise<{ place: number; id: string }[]> {
  const told = sql`jsonb_to_recordset(${jsonParameter(rows)}) as t(place int, kind text, key text, form text,
    at timestamptz, sha256 text, url text, final_url text, status smallint, headers jsonb, fetched_with text)`
  return executor.rows<{ place: number; id: string }>(sql`
    with body as (
      insert into capture_bodies (sha256, bytes, zstd, body_store_id)
      select sha256, bytes, decode(zstd, 'base64'), body_store_id
      from jsonb_to_recordset(${jsonParameter(bodies)}) as b(sha256 text, bytes int, zstd text, body_store_id int)
      on conflict do nothing
    ), new as (
      insert into captures (kind, key, form, fetched_at, sha256, url, final_url, status, headers, fetched_with, run_id)
      select kind, key, form, at, sha256, url, final_url, status, headers, fetched_with, ${runId}::bigint
      from ${told} order by place
      on conflict do nothing returning id, kind, key, form, fetched_at, sha256
    )
    select t.place, c.id::text as id from ${told} join (
      select * from new
      union all
      select k.id, k.kind, k.key, k.form, k.fetched_at, k.sha256 from captures k
    ) c on c.kind = t.kind and c.key = t.key and c.form = t.form and c.fetched_at = t.at and c.sha256 = t.sha256`)
}

/** How a capture stood after it was read last. */
export interface CaptureStanding {
  /** It was read, and gave no list. */
  readonly wasUnread: boolean
  /** It was read, and its list was so odd that it was not loaded. */
  readonly wasOnHold: boolean
  readonly reader: string | null
  readonly era: string | null
  /** How many of its entries are in quarantine. */
  readonly quarantined: number
}

/** How stored captures stand before they are read again, by their numbers. */
export async function readOutcomes(
  executor: Executor,
  captureIds: readonly string[],
): Promise<ReadonlyMap<string, CaptureStanding>> {
  const rows = await executor.rows<CaptureStanding & { id: string } & Record<string, unknown>>(sql`
    select c.id::text as id, c.reader, c.era, c.loaded and c.reader is null as "wasUnread",
      exists (
        select from stored_observations o where o.kind = c.kind and o.key = c.key and o.observed_at = c.fetched_at
          and o.source = ${CAPTURE_SOURCE} and o.on_hold
      ) as "wasOnHold",
      (select count(*) from quarantine q where q.capture_id = c.id and q.resolved_at is null)::int as quarantined
    from captures c where c.id = any(${textArray(captureIds)}::bigint[])`)
  return new Map(rows.map(({ id, ...standing }) => [id, standing]))
}

/** Which stored captures `eachCapture` gives. */
export interface CaptureFilter {
  /** Only those of one listing. */
  readonly listing?: Listing
  /** First and last day of `day:` listings, both included. */
  readonly from?: string
  readonly to?: string
  /** Only those with entries in quarantine. */
  readonly quarantined?: boolean
  /** Only those that were stored, but not loaded: their run ended in between. */
  readonly unloaded?: boolean
  /** Only those of some listings. */
  readonly listings?: readonly Listing[]
  /** Only those with numbers from the first to the last, both included. */
  readonly ids?: { readonly first: string; readonly last: string }
}

/** The condition on captures `c` that a filter stands for. */
export function matches(filter: CaptureFilter): SQL {
  const {
    listing,
    from = null,
    to = null,
    quarantined = false,
    unloaded = false,
    listings = null,
    ids = null,
  } = filter
  return sql`(${listing?.kind ?? null}::text is null or c.kind = ${listing?.kind ?? null} and c.key = ${listing?.key ?? null})
    and (${from}::text is null or c.kind = 'day' and c.key >= ${from})
    and (${to}::text is null or c.kind = 'day' and c.key <= ${to})
    and (not ${quarantined}::boolean or exists (
      select 1 from quarantine q where q.capture_id = c.id and q.resolved_at is null))
    and (not ${unloaded}::boolean or not c.loaded)
    ${listings === null ? sql`` : sql`and (c.kind, c.key) in (select * from jsonb_to_recordset(${jsonParameter(listings)}) as l(kind text, key text))`}
    and (${ids?.first ?? null}::bigint is null or c.id between ${ids?.first ?? null}::bigint and ${ids?.last ?? null}::bigint)`
}

interface CaptureRow extends BodyRow, Record<string, unknown> {
  readonly id: string
  readonly kind: ListingKind
  readonly key: string
  readonly form: CaptureForm
  readonly fetched_at: string
  readonly url: string
  readonly final_url: string
  readonly status: number
  readonly headers: Record<string, string>
  readonly fetched_with: Capture['fetchedWith']
}

/** Captures that are read from the store at once: as many as a batch takes. */
export const CAPTURE_PAGE = 24

/**
 * Stored captures in the order in which they were fetched, with their bodies; a few are in memory at a time.
 *
 * @param lost gets each capture whose body is damaged or not where it should lie, without its body, and the reading goes
 *   on; without it the error is thrown
 */
export async function* eachCapture(
  warehouse: Warehouse,
  filter: CaptureFilter = {},
  lost?: (capture: StoredCapture, error: BodyMissing | CaptureDamaged) => Promise<void>,
): AsyncGenerator<StoredCapture> {
  let after = { fetched_at: '-infinity', id: '0' }
  for (;;) {
    const rows = await warehouse.rows<CaptureRow>(sql`
      select c.id::text as id, c.kind, c.key, c.form, to_json(c.fetched_at) #>> '{}' as fetched_at, c.sha256, c.url, c.final_url,
        c.status, c.headers, c.fetched_with, encode(b.zstd, 'base64') as body, d.address as "bodyStore"
      from captures c join capture_bodies b using (sha256) left join body_stores d on d.id = b.body_store_id
      where (c.fetched_at, c.id) > (${after.fetched_at}::timestamptz, ${after.id}::bigint)
        and ${matches(filter)}
      order by c.fetched_at, c.id limit ${CAPTURE_PAGE}`)
    // Together, since a body store may be far away; one that can't be had stands in the way of none before it.
    const packed = await Promise.allSettled(rows.map(async (row) => packedBody(warehouse.bodyStores, row)))
    for (const [index, row] of rows.entries()) {
      let body: Uint8Array
      try {
        const found = packed[index]
        if (found?.status !== 'fulfilled') throw found?.reason
        // Forgotten since the rows were read.
        if (found.value === null && !(await isStored(warehouse, row.id))) continue
        body = await unpackBody(found.value, warehouse.bodyStores, row, `capture ${row.id}`)
      } catch (error) {
        if (!lost || !(error instanceof BodyMissing || error instanceof CaptureDamaged)) throw error
        await lost(captureOf(row, new Uint8Array()), error)
        continue
      }
      yield captureOf(row, body)
    }
    const last = rows.at(-1)
    if (!last || rows.length < CAPTURE_PAGE) return
    after = last
  }
}

/** The last answer of a listing that named its version. */
export interface KnownVersion {
  readonly captureId: string
  readonly etag: string | null
  readonly lastModified: string | null
}

/** What the newest stored answers of some listings said of their version, by listing name; only those that did. */
export async function knownVersions(
  executor: Executor,
  listings: readonly Listing[],
  form: CaptureForm,
): Promise<ReadonlyMap<string, KnownVersion>> {
  const rows = await executor.rows<{
    kind: ListingKind
    key: string
    id: string
    etag: string | null
    last_modified: string | null
  }>(sql`
    select asked.kind, asked.key, newest.id::text as id, newest.headers ->> 'etag' as etag,
      newest.headers ->> 'last-modified' as last_modified
    from jsonb_to_recordset(${jsonParameter(listings)}) as asked(kind text, key text)
    cross join lateral (
      select c.id, c.headers from captures c
      where c.kind = asked.kind and c.key = asked.key and c.form = ${form} and c.fetched_with = 'http'
        and c.reader is not null
      order by c.fetched_at desc limit 1
    ) newest
    where newest.headers ?| array['etag', 'last-modified']`)
  return new Map(
    rows.map(({ kind, key, id, etag, last_modified }) => [
      listingName({ kind, key }),
      { captureId: id, etag, lastModified: last_modified },
    ]),
  )
}

/** The body of a stored capture; null when it is not there. */
export async function readBody(warehouse: Warehouse, captureId: string): Promise<Uint8Array | null> {
  const [row] = await warehouse.rows<BodyRow & Record<string, unknown>>(sql`
    select sha256, encode(b.zstd, 'base64') as body, d.address as "bodyStore"
    from captures c join capture_bodies b using (sha256) left join body_stores d on d.id = b.body_store_id
    where c.id = ${captureId}::bigint`)
  if (!row) return null
  const packed = await packedBody(warehouse.bodyStores, row)
  return unpackBody(packed, warehouse.bodyStores, row, `capture ${captureId}`)
}

async function isStored(executor: Executor, captureId: string): Promise<boolean> {
  const [row] = await executor.rows(sql`select 1 from captures where id = ${captureId}::bigint`)
  return row !== undefined
}

function captureOf(row: CaptureRow, body: Uint8Array): StoredCapture {
  return {
    id: row.id,
    listing: { kind: row.kind, key: row.key },
    form: row.form,
    fetchedAt: Temporal.Instant.from(row.fetched_at),
    sha256: row.sha256,
    url: row.url,
    finalUrl: row.final_url,
    status: row.status,
    fetchedWith: row.fetched_with,
    headers: row.headers,
    body,
  }
}

/** How many captures a filter names. */
export async function countCaptures(executor: Executor, filter: CaptureFilter = {}): Promise<number> {
  const [row] = await executor.rows<{ count: number }>(sql`
    select count(*)::int as count from captures c
    where ${matches(filter)}`)
  return row?.count ?? 0
}

/** How many stored responses were not loaded, and are in no living run's hands. */
export async function countLeftBehind(executor: Executor): Promise<number> {
  const [row] = await executor.rows<{ count: number }>(sql`
    select count(*)::int as count from captures c
    where not c.loaded and not exists (
      select from runs r where r.id = c.run_id and r.ended_at is null and r.alive_until >= clock_timestamp())`)
  return row?.count ?? 0
}

/** The numbers of the captures that a filter names, in ranges with some of them each, in their order. */
export async function captureRanges(
  executor: Executor,
  filter: CaptureFilter,
  most: number,
): Promise<{ first: string; last: string; count: number }[]> {
  return executor.rows<{ first: string; last: string; count: number }>(sql`
    select min(id)::text as first, max(id)::text as last, count(*)::int as count
    from (
      select c.id, (row_number() over (order by c.id) - 1) / ${most}::int as batch from captures c
      where ${matches(filter)}
    ) numbered
    group by batch order by batch`)
}
