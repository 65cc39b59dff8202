import { type SQL, sql } from '../../base/sql.ts'
import type { Listing, ListingKind } from '../../model/listing.ts'
import { iso } from '../warehouse/sql-text.ts'
import { jsonParameter, textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import type { LoggedCount } from './fold-counts.ts'
import type { Sighting } from './fold-paper.ts'
import type { PaperState } from './paper-state.ts'
import type { LoggedReading, ReadingSummary } from './reading-log.ts'

/** A reading in the log, and how it was judged. */
export interface LoggedSummary extends ReadingSummary {
  readonly digest: string | null
  readonly on_hold: boolean
  readonly flags: readonly string[] | null
}

const SUMMARY = sql`${iso('o.observed_at')} as "observedAt", o.kind, o.key, o.source, o.complete,
  o.partial_fields as "partialFields", o.layout_changed as "layoutChanged", o.reason, o.rejected,
  cardinality(o.paper_ids) as count, o.filled, o.content_hash as "contentHash", o.previous_key as "previousKey",
  o.next_key as "nextKey", o.capture_id::text as "captureId", o.run_id::text as "runId"`

/**
 * The readings of some listings that are in the log, without what they held. Of days all, since each is judged by
 * those before it; of the other kinds, which may have thousands, those from an instant on, and before it those from the
 * last whole one with entries on: an empty list is judged by them.
 */
export async function loggedSummaries(
  tx: Executor,
  listings: readonly (Listing & { readonly from: string })[],
): Promise<LoggedSummary[]> {
  if (listings.length === 0) return []
  return tx.rows<LoggedSummary & Record<string, unknown>>(sql`
    select ${SUMMARY}, o.digest, o.on_hold, to_json(o.flags) as flags,
      coalesce((select sum(v)::int from unnest(o.upvotes) as v), 0) as votes
    from jsonb_to_recordset(${jsonParameter(listings)}) as a(kind text, key text, "from" timestamptz)
    join stored_observations o on o.kind = a.kind and o.key = a.key
      and (a.kind = 'day' or o.observed_at >= coalesce((
        select max(r.observed_at) from stored_observations r
        where r.kind = a.kind and r.key = a.key and r.observed_at < a.from
          and r.complete and not r.on_hold and cardinality(r.paper_ids) + r.rejected > 0), '-infinity'))`)
}

/** All believed readings of some listings, with what they held. */
export async function loggedReadings(
  tx: Executor,
  listings: readonly Listing[],
): Promise<(LoggedReading & { readonly keepsKnown: boolean })[]> {
  if (listings.length === 0) return []
  return tx.rows<LoggedReading & { keepsKnown: boolean } & Record<string, unknown>>(sql`
    select ${SUMMARY}, 0 as votes, ${KEEPS_KNOWN} as "keepsKnown", to_json(o.paper_ids) as "paperIds",
      to_json(o.ranks) as ranks, to_json(o.upvotes) as upvotes, to_json(o.comments) as comments,
      to_json(o.stars) as stars, to_json(o.states) as states, o.notes
    from jsonb_to_recordset(${jsonParameter(listings)}) as a(kind text, key text)
    join stored_observations o on o.kind = a.kind and o.key = a.key and not o.on_hold`)
}

/** Nulls say nothing by the form of the page, or since the reading was judged so. */
const KEEPS_KNOWN = sql`(o.partial_fields or exists (select from unnest(o.flags) as flag where flag like 'nulls:%'))`

/** A paper on a listing. */
export interface Target {
  readonly paper_id: string
  readonly kind: ListingKind
  readonly key: string
}

/** With so many of its papers asked for, it is quicker to take a reading apart once than to look each of them up. */
const MANY_OF_A_LISTING = 8

/** A believed sighting without the state, whose hash it names. */
interface LoggedSighting extends Omit<Sighting, 'state'> {
  readonly paperId: string
  readonly stateHash: string | null
}

/** Every believed sighting of some papers on some listings. */
export async function loggedSightings(tx: Executor, targets: readonly Target[]): Promise<LoggedSighting[]> {
  const byListing = [...Map.groupBy(targets, ({ kind, key }) => `${kind} ${key}`).values()]
  const isMany = (each: readonly Target[]) => each.length >= MANY_OF_A_LISTING
  const few = byListing.filter((each) => !isMany(each)).flat()
  const many = byListing.filter((each) => isMany(each)).flat()
  return [
    ...(await sightingsFrom(
      tx,
      few,
      sql`from jsonb_to_recordset(${jsonParameter(few)}) as t(paper_id text, kind text, key text)
      join stored_observations o on o.kind = t.kind and o.key = t.key and not o.on_hold
      cross join lateral (select array_position(o.paper_ids, t.paper_id) as place) p
      cross join lateral (select t.paper_id, o.upvotes[p.place] as upvotes, o.comments[p.place] as comments,
        o.stars[p.place] as stars, o.states[p.place] as state) s
      where p.place is not null`,
    )),
    ...(await sightingsFrom(
      tx,
      many,
      sql`from (
        select t.kind, t.key, jsonb_object_agg(t.paper_id, true) as papers
        from jsonb_to_recordset(${jsonParameter(many)}) as t(paper_id text, kind text, key text) group by 1, 2
      ) l
      join stored_observations o on o.kind = l.kind and o.key = l.key and not o.on_hold
      cross join lateral unnest(o.paper_ids, o.upvotes, o.comments, o.stars, o.states)
        as s(paper_id, upvotes, comments, stars, state)
      where l.papers ? s.paper_id`,
    )),
  ]
}

async function sightingsFrom(tx: Executor, targets: readonly Target[], from: SQL): Promise<LoggedSighting[]> {
  if (targets.length === 0) return []
  return tx.rows<LoggedSighting & Record<string, unknown>>(sql`
    select s.paper_id as "paperId", ${iso('o.observed_at')} as "observedAt", o.kind, o.key, o.source,
      s.upvotes, s.comments, s.stars, s.state as "stateHash", ${KEEPS_KNOWN} as "keepsKnown",
      o.capture_id::text as "captureId", o.run_id::text as "runId"
    ${from}`)
}

/** What outside sources told of some papers, by paper. */
export async function loggedCounts(
  tx: Executor,
  paperIds: readonly string[],
): Promise<ReadonlyMap<string, readonly LoggedCount[]>> {
  if (paperIds.length === 0) return new Map()
  const rows = await tx.rows<LoggedCount & { paperId: string } & Record<string, unknown>>(sql`
    select e.paper_id as "paperId", ${iso('e.observed_at')} as "observedAt", e.source, e.upvotes, e.comments, e.stars,
      e.run_id::text as "runId"
    from outside_counts e where e.paper_id = any(${textArray(paperIds)})`)
  return Map.groupBy(rows, ({ paperId }) => paperId)
}

/** All states of some papers, by paper and hash; see `stateKey`. */
export async function statesOfPapers(
  tx: Executor,
  paperIds: readonly string[],
): Promise<Map<string, PaperState>> {
  if (paperIds.length === 0) return new Map()
  const rows = await tx.rows<{ paper_id: string; hash: string; state: PaperState }>(sql`
    select paper_id, hash, state from paper_states where paper_id = any(${textArray(paperIds)})`)
  return new Map(rows.map(({ paper_id, hash, state }) => [stateKey(paper_id, hash), state]))
}

/** Finds what a reading showed of a paper; undefined where that is not known. */
export type StateOf = (paperId: string, hash: string | null) => PaperState | undefined

/** What a state is found by. */
export function stateKey(paperId: string, hash: string): string {
  return `${paperId} ${hash}`
}

/** Which papers some readings of the log hold, and by which states: for what they take with them when they change. */
export async function papersInLog(
  tx: Executor,
  readings: readonly ReadingSummary[],
): Promise<{ readonly paperIds: ReadonlySet<string>; readonly actors: ReadonlySet<string> }> {
  if (readings.length === 0) return { paperIds: new Set(), actors: new Set() }
  const asked = readings.map(({ kind, key, observedAt, source }) => ({ kind, key, at: observedAt, source }))
  const rows = await tx.rows<{ paper_id: string; actors: string[] | null }>(sql`
    select held.paper_id, to_json(s.actors) as actors
    from jsonb_to_recordset(${jsonParameter(asked)}) as a(kind text, key text, at timestamptz, source text)
    join stored_observations o on o.kind = a.kind and o.key = a.key and o.observed_at = a.at and o.source = a.source
    cross join lateral unnest(o.paper_ids) with ordinality as held(paper_id, place)
    left join paper_states s on s.paper_id = held.paper_id and s.hash = o.states[held.place]`)
  return {
    paperIds: new Set(rows.map(({ paper_id }) => paper_id)),
    actors: new Set(rows.flatMap(({ actors }) => actors ?? [])),
  }
}
