import { sql } from 'drizzle-orm'
import type { Listing } from '../../model/listing.ts'
import { compareSightings, compareText, type SightingKey } from '../../model/sighting-order.ts'
import { observations, paperStates } from '../warehouse/schema.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { type Executor, jsonParameter } from '../warehouse/warehouse.ts'
import { judgeReadings, type Verdict } from './judge-readings.ts'
import { type LoggedSummary, loggedSummaries, papersInLog } from './read-log.ts'
import { digestOf, type NewReading, type ReadingSummary } from './reading-log.ts'

/** A new reading, and what is made of it. */
export interface JudgedReading extends NewReading {
  readonly verdict: Verdict
}

/** A listing whose log has changed. */
export interface LoggedList {
  readonly listing: Listing
  /** Readings that the log did not have as they are, in their order. */
  readonly fresh: readonly JudgedReading[]
  /** True when all of them are later than what the log had: the history goes on. Else it is derived anew. */
  readonly goesOn: boolean
}

/** What a lot did to the log. */
export interface Logged {
  readonly lists: readonly LoggedList[]
  /** Why each reading of the lot is held back, by `readingKey`; null for a believed one. */
  readonly heldBack: ReadonlyMap<string, string | null>
  /** Papers, and keys of accounts and organizations, of readings whose place in the history has changed. */
  readonly moved: { readonly paperIds: ReadonlySet<string>; readonly parties: ReadonlySet<string> }
  /** Rows inserted or updated. */
  readonly written: number
}

/** What a reading is found by. */
export function readingKey({ kind, key, observedAt, source }: SightingKey): string {
  return [kind, key, observedAt, source].join('\n')
}

/** Writes the readings of a lot into the log, and judges them and those that they make look different. */
export async function logLists(tx: Executor, readings: readonly NewReading[]): Promise<Logged> {
  const once = new Map(readings.map((each) => [readingKey(each), each]))
  const byListing = Map.groupBy([...once.values()], nameOf)
  const known = Map.groupBy(
    await loggedSummaries(
      tx,
      [...byListing.values()].map((each) => ({
        kind: each[0]!.kind,
        key: each[0]!.key,
        from: each.map(({ observedAt }) => observedAt).sort()[0]!,
      })),
    ),
    nameOf,
  )
  const lists: LoggedList[] = []
  const heldBack = new Map<string, string | null>()
  const rejudged: { readonly before: LoggedSummary; readonly verdict: Verdict }[] = []
  const moved: ReadingSummary[] = []
  for (const [name, told] of byListing) {
    const before = new Map((known.get(name) ?? []).map((each) => [readingKey(each), each]))
    const fresh = told.filter((each) => before.get(readingKey(each))?.digest !== digestOf(each))
    const replaced = fresh.flatMap((each) => before.get(readingKey(each)) ?? [])
    const all = new Map<string, ReadingSummary>(before)
    for (const each of fresh) all.set(readingKey(each), each)
    const sorted = [...all.values()].toSorted(compareSightings)
    const verdicts = new Map(
      judgeReadings(sorted).map((verdict, index) => [readingKey(sorted[index]!), verdict]),
    )
    for (const each of told) {
      const verdict = verdicts.get(readingKey(each))
      heldBack.set(readingKey(each), verdict?.held ? verdict.reason : null)
    }
    const others = [...before.values()].filter((each) => !replaced.includes(each))
    const flipped = others.filter((each) => isJudgedAnew(each, verdicts.get(readingKey(each))))
    rejudged.push(...flipped.map((each) => ({ before: each, verdict: verdicts.get(readingKey(each))! })))
    const out = flipped.filter((each) => isMoved(each, verdicts.get(readingKey(each))!))
    moved.push(...replaced, ...out)
    if (fresh.length === 0) continue
    const latest =
      others
        .map(({ observedAt }) => observedAt)
        .sort()
        .at(-1) ?? ''
    lists.push({
      listing: { kind: told[0]!.kind, key: told[0]!.key },
      fresh: fresh
        .map((each) => ({ ...each, verdict: verdicts.get(readingKey(each))! }))
        .toSorted(compareSightings),
      goesOn: replaced.length + out.length === 0 && fresh.every(({ observedAt }) => observedAt > latest),
    })
  }
  const affected = await papersInLog(tx, moved)
  const fresh = lists.flatMap((list) => list.fresh)
  return {
    lists,
    heldBack,
    moved: affected,
    written:
      (await writeReadings(tx, fresh)) + (await writeVerdicts(tx, rejudged)) + (await writeStates(tx, fresh)),
  }
}

/**
 * Judges the readings of listings anew that have lost some of theirs.
 *
 * @returns those that count now and did not before, or the other way round
 */
export async function rejudge(
  tx: Executor,
  listings: readonly Listing[],
): Promise<readonly ReadingSummary[]> {
  const summaries = await loggedSummaries(
    tx,
    listings.map(({ kind, key }) => ({ kind, key, from: '-infinity' })),
  )
  const changed = [...Map.groupBy(summaries, nameOf).values()].flatMap((each) => {
    const sorted = each.toSorted(compareSightings)
    return judgeReadings(sorted).flatMap((verdict, index) => {
      const before = sorted[index]
      return before && isJudgedAnew(before, verdict) ? [{ before, verdict }] : []
    })
  })
  await writeVerdicts(tx, changed)
  return changed.filter(({ before, verdict }) => isMoved(before, verdict)).map(({ before }) => before)
}

function nameOf({ kind, key }: ReadingSummary): string {
  return `${kind}:${key}`
}

function isJudgedAnew(before: LoggedSummary, verdict: Verdict | undefined): boolean {
  if (!verdict) return false
  const { held, flags, reason } = judged(before, verdict)
  return (
    before.held !== held || before.reason !== reason || JSON.stringify(before.flags) !== JSON.stringify(flags)
  )
}

/** True when a reading counts now and did not before, or the other way round, or by its nulls. */
function isMoved(before: LoggedSummary, verdict: Verdict): boolean {
  const keptKnown = before.partialFields || (before.flags ?? []).some((flag) => flag.startsWith('nulls:'))
  return before.held !== verdict.held || keptKnown !== verdict.keepsKnown
}

/** The columns that a verdict fills. What a page says of itself stays. */
function judged({ layoutChanged, reason }: ReadingSummary, verdict: Verdict) {
  return {
    held: verdict.held,
    flags: verdict.flags,
    reason: layoutChanged ? reason : verdict.reason,
  }
}

async function writeReadings(tx: Executor, fresh: readonly JudgedReading[]): Promise<number> {
  return upsertChanged(tx, {
    table: observations,
    key: ['kind', 'key', 'observed_at', 'source'],
    rows: fresh
      .toSorted((a, b) => compareText(readingKey(a), readingKey(b)))
      .map((each) => ({
        kind: each.kind,
        key: each.key,
        observed_at: each.observedAt,
        source: each.source,
        complete: each.complete,
        partial_fields: each.partialFields,
        layout_changed: each.layoutChanged,
        rejected: each.rejected,
        filled: each.filled,
        previous_key: each.previousKey,
        next_key: each.nextKey,
        content_hash: each.contentHash,
        digest: digestOf(each),
        paper_ids: each.paperIds,
        ranks: each.ranks,
        upvotes: each.upvotes,
        comments: each.comments,
        stars: each.stars,
        states: each.states,
        notes: each.notes,
        ...judged(each, each.verdict),
        run_id: each.runId,
        capture_id: each.captureId,
      })),
  })
}

async function writeVerdicts(
  tx: Executor,
  rejudged: readonly { readonly before: LoggedSummary; readonly verdict: Verdict }[],
): Promise<number> {
  if (rejudged.length === 0) return 0
  const rows = rejudged.map(({ before, verdict }) => ({
    kind: before.kind,
    key: before.key,
    at: before.observedAt,
    source: before.source,
    ...judged(before, verdict),
  }))
  await tx.rows(sql`
    update observations o set held = v.held, flags = v.flags, reason = v.reason
    from jsonb_to_recordset(${jsonParameter(rows)})
      as v(kind text, key text, at timestamptz, source text, held boolean, flags text[], reason text)
    where o.kind = v.kind and o.key = v.key and o.observed_at = v.at and o.source = v.source`)
  return rows.length
}

async function writeStates(tx: Executor, fresh: readonly JudgedReading[]): Promise<number> {
  const shown = new Map(
    fresh.flatMap((each) => each.shown.map((state) => [`${state.paperId} ${state.hash}`, state])),
  )
  return upsertChanged(tx, {
    table: paperStates,
    key: ['paper_id', 'hash'],
    onlyNew: true,
    rows: [...shown.values()]
      .toSorted((a, b) => compareText(a.paperId, b.paperId) || compareText(a.hash, b.hash))
      .map(({ paperId, hash, state, parties }) => ({ paper_id: paperId, hash, state, parties })),
  })
}
