import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import { type SQL, sql } from 'drizzle-orm'
import type { Capture, CaptureForm, StoredCapture } from '../model/capture.ts'
import { isoInstant } from '../model/day.ts'
import type { ListingKind } from '../model/listing.ts'
import type { Way } from '../model/reading.ts'
import { type Executor, jsonParameter, type Warehouse } from './warehouse.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/**
 * Stores a response before anything looks inside it. The same response stored twice is one row, and an identical
 * body of another response is stored once.
 */
export async function storeCapture(
  warehouse: Warehouse,
  capture: Capture,
  runId: string,
): Promise<StoredCapture> {
  const sha256 = createHash('sha256').update(capture.body).digest('hex')
  const { kind, key } = capture.listing
  const fetchedAt = isoInstant(capture.fetchedAt)
  const known = sql`select id::text as id from captures where kind = ${kind} and key = ${key} and form = ${capture.form}
    and fetched_at = ${fetchedAt}::timestamptz and sha256 = ${sha256}`
  const [before] = await warehouse.rows<{ id: string }>(known)
  if (before) return { ...capture, id: before.id, sha256 }

  const zstd = Buffer.from(await compress(capture.body)).toString('base64')
  const id = await warehouse.transaction(async (tx) => {
    await tx.rows(sql`insert into capture_bodies (sha256, bytes, zstd)
      values (${sha256}, ${capture.body.byteLength}, decode(${zstd}, 'base64')) on conflict do nothing`)
    await tx.rows(sql`insert into captures
        (kind, key, form, fetched_at, sha256, url, final_url, status, headers, fetched_with, run_id)
      values (${kind}, ${key}, ${capture.form}, ${fetchedAt}::timestamptz, ${sha256}, ${capture.url},
        ${capture.finalUrl}, ${capture.status}, ${jsonParameter(capture.headers)}, ${capture.fetchedWith}, ${runId}::bigint)
      on conflict do nothing`)
    const [row] = await tx.rows<{ id: string }>(known)
    return row?.id
  })
  if (id === undefined) throw new Error(`capture of ${kind}:${key} at ${fetchedAt} was not stored`)
  return { ...capture, id, sha256 }
}

/** Notes on a capture how it was read, and by which era's parser. */
export async function recordWay(
  tx: Executor,
  captureId: string,
  { way, name }: { readonly way: Way; readonly name: string },
): Promise<void> {
  await tx.rows(sql`update captures set way = ${way}, era = ${name}
    where id = ${captureId}::bigint and (way, era) is distinct from (${way}, ${name})`)
}

/** Which stored captures `eachCapture` gives. */
export interface CaptureFilter {
  /** First and last day of `day:` listings, both included. */
  readonly from?: string
  readonly to?: string
  /** Only those with entries in quarantine. */
  readonly quarantined?: boolean
}

/** The condition on captures `c` that a filter stands for. */
function matches(filter: CaptureFilter): SQL {
  const { from = null, to = null, quarantined = false } = filter
  return sql`(${from}::text is null or c.kind = 'day' and c.key >= ${from})
    and (${to}::text is null or c.kind = 'day' and c.key <= ${to})
    and (not ${quarantined}::boolean or exists (
      select 1 from quarantine q where q.capture_id = c.id and q.resolved_at is null))`
}

interface CaptureRow extends Record<string, unknown> {
  readonly id: string
  readonly kind: ListingKind
  readonly key: string
  readonly form: CaptureForm
  readonly fetched_at: string
  readonly sha256: string
  readonly url: string
  readonly final_url: string
  readonly status: number
  readonly headers: Record<string, string>
  readonly fetched_with: Capture['fetchedWith']
  readonly body: string
}

const CAPTURE_PAGE = 20

/** Stored captures in the order in which they were fetched, with their bodies; a few are in memory at a time. */
export async function* eachCapture(
  executor: Executor,
  filter: CaptureFilter = {},
): AsyncGenerator<StoredCapture> {
  let after = { fetched_at: '-infinity', id: '0' }
  for (;;) {
    const rows = await executor.rows<CaptureRow>(sql`
      select c.id::text as id, c.kind, c.key, c.form, to_json(c.fetched_at) #>> '{}' as fetched_at, c.sha256, c.url, c.final_url,
        c.status, c.headers, c.fetched_with, encode(b.zstd, 'base64') as body
      from captures c join capture_bodies b using (sha256)
      where (c.fetched_at, c.id) > (${after.fetched_at}::timestamptz, ${after.id}::bigint)
        and ${matches(filter)}
      order by c.fetched_at, c.id limit ${CAPTURE_PAGE}`)
    for (const row of rows) yield await captureOf(row)
    const last = rows.at(-1)
    if (!last) return
    after = last
  }
}

async function captureOf(row: CaptureRow): Promise<StoredCapture> {
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
    body: await decompress(Buffer.from(row.body, 'base64')),
  }
}

/** How many captures a filter names. */
export async function countCaptures(executor: Executor, filter: CaptureFilter = {}): Promise<number> {
  const [row] = await executor.rows<{ count: number }>(sql`
    select count(*)::int as count from captures c
    where ${matches(filter)}`)
  return row?.count ?? 0
}
