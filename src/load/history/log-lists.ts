import { sql } from '../../base/sql.ts'
import type { Listing } from '../../model/listing.ts'
import { compareSightings, compareText, type SightingKey } from '../../model/sighting-order.ts'
import { JsonText } from '../warehouse/row-columns.ts'
import { sent, sumOf } from '../warehouse/transaction-scope.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { jsonParameter } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
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

/** What a batch did to the log. */
export interface Logged {
  readonly lists: readonly LoggedList[]
  /** Why each reading of the batch is on hold, by `readingKey`; null for a believed one. */
  readonly onHold: ReadonlyMap<string, string | null>
  /** Papers, and keys of accounts and organizations, of readings whose place in the history has changed. */
  readonly moved: { readonly paperIds: ReadonlySet<string>; readonly actors: ReadonlySet<string> }
  /** Rows inserted or updated; their statements are sent, and need not be answered for the next ones to be. */
  readonly written: Promise<number>
}

/** What a reading is found by. */
export function readingKey({ kind, key, observedAt, source }: SightingKey): string {
  return [kind, key, observedAt, source].join('\n')
}

/**
 * Writes the readings of a batch into the log, and judges them and those that they make look different.
 *
 * @param summaries what the log has of their listings, from the first of them on, as `loggedSummaries` gives it
 */
export async function logLists(
  tx: Executor,
  readings: readonly NewReading[],
  summaries: readonly LoggedSummary[],
): Promise<Logged> {
  const once = new Map(readings.map((each) => [readingKey(each), each]))
  const byListing = Map.groupBy([...once.values()], nameOf)
  const known = Map.groupBy(summaries, nameOf)
  const judged = [...byListing].map(([name, told]) => judgeList(told, known.get(name) ?? []))
  const affected = await papersInLog(
    tx,
    judged.flatMap(({ moved }) => moved),
  )
  const lists = judged.flatMap(({ list }) => list ?? [])
  const fresh = lists.flatMap((list) => list.fresh)
  // Together: while the server works on one the next is made.
  const written = sent(
    sumOf([
      writeReadings(tx, fresh),
      writeVerdicts(
        tx,
        judged.flatMap((each) => each.rejudged),
      ),
      writeStates(tx, fresh),
    ]),
  )
  return {
    lists,
    onHold: new Map(judged.flatMap(({ onHold }) => onHold)),
    moved: affected,
    written,
  }
}

interface Rejudged {
  readonly before: LoggedSummary
  readonly verdict: Verdict
}

/** What new readings of one listing do to its log. */
interface JudgedList {
  /** Undefined when the log has all of them as they are. */
  readonly list: LoggedList | undefined
  readonly onHold: readonly (readonly [string, string | null])[]
  readonly rejudged: readonly Rejudged[]
  /** Readings whose place in the history changes. */
  readonly moved: readonly ReadingSummary[]
}

function judgeList(told: readonly NewReading[], known: readonly LoggedSummary[]): JudgedList {
  const before = new Map(known.map((each) => [readingKey(each), each]))
  const fresh = told.filter((each) => before.get(readingKey(each))?.digest !== digestOf(each))
  const all = new Map<string, ReadingSummary>([
    ...before,
    ...fresh.map((each) => [readingKey(each), each] as const),
  ])
  const sorted = [...all.values()].toSorted(compareSightings)
  const verdicts = judgeReadings(sorted)
  const judged = sorted.flatMap((each, index) => {
    const verdict = verdicts[index]
    return verdict ? [[readingKey(each), verdict] as const] : []
  })
  const verdictOf = new Map(judged)
  const freshKeys = new Set(fresh.map((each) => readingKey(each)))
  const replaced = known.filter((each) => freshKeys.has(readingKey(each)))
  const others = known.filter((each) => !freshKeys.has(readingKey(each)))
  const rejudged = others.flatMap((each): Rejudged[] => {
    const verdict = verdictOf.get(readingKey(each))
    return verdict && isJudgedAnew(each, verdict) ? [{ before: each, verdict }] : []
  })
  const out = rejudged.filter((each) => isMoved(each.before, each.verdict)).map((each) => each.before)
  const latest = others.reduce((last, { observedAt }) => (observedAt > last ? observedAt : last), '')
  const onHold = told.map((each) => {
    const verdict = verdictOf.get(readingKey(each))
    return [readingKey(each), verdict?.onHold === true ? verdict.reason : null] as const
  })
  const [first] = fresh
  return {
    onHold,
    rejudged,
    moved: [...replaced, ...out],
    list: first && {
      listing: { kind: first.kind, key: first.key },
      fresh: fresh
        .flatMap((each) => {
          const verdict = verdictOf.get(readingKey(each))
          return verdict ? [{ ...each, verdict }] : []
        })
        .toSorted(compareSightings),
      goesOn: replaced.length + out.length === 0 && fresh.every(({ observedAt }) => observedAt > latest),
    },
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

function isJudgedAnew(before: LoggedSummary, verdict: Verdict): boolean {
  const { on_hold: onHold, flags, reason } = judged(before, verdict)
  return (
    before.on_hold !== onHold ||
    before.reason !== reason ||
    JSON.stringify(before.flags) !== JSON.stringify(flags)
  )
}

/** True when a reading counts now and did not before, or the other way round, or by its nulls. */
function isMoved(before: LoggedSummary, verdict: Verdict): boolean {
  const keptKnown = before.partialFields || (before.flags ?? []).some((flag) => flag.startsWith('nulls:'))
  return before.on_hold !== verdict.onHold || keptKnown !== verdict.keepsKnown
}

/** The columns that a verdict fills. What a page says of itself stays. */
function judged({ layoutChanged, reason }: ReadingSummary, verdict: Verdict) {
  return {
    on_hold: verdict.onHold,
    flags: verdict.flags,
    reason: layoutChanged ? reason : verdict.reason,
  }
}

async function writeReadings(tx: Executor, fresh: readonly JudgedReading[]): Promise<number> {
  return upsertChanged(tx, {
    table: 'stored_observations',
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

async function writeVerdicts(tx: Executor, rejudged: readonly Rejudged[]): Promise<number> {
  if (rejudged.length === 0) return 0
  const rows = rejudged.map(({ before, verdict }) => ({
    kind: before.kind,
    key: before.key,
    at: before.observedAt,
    source: before.source,
    ...judged(before, verdict),
  }))
  await tx.rows(sql`
    update stored_observations o set on_hold = v.on_hold, flags = v.flags, reason = v.reason
    from jsonb_to_recordset(${jsonParameter(rows)})
      as v(kind text, key text, at timestamptz, source text, on_hold boolean, flags text[], reason text)
    where o.kind = v.kind and o.key = v.key and o.observed_at = v.at and o.source = v.source`)
  return rows.length
}

async function writeStates(tx: Executor, fresh: readonly JudgedReading[]): Promise<number> {
  const shown = new Map(
    fresh.flatMap((each) => each.shown.map((state) => [`${state.paperId} ${state.hash}`, state])),
  )
  return upsertChanged(tx, {
    table: 'paper_states',
    key: ['paper_id', 'hash'],
    onlyNew: true,
    rows: [...shown.values()]
      .toSorted((a, b) => compareText(a.paperId, b.paperId) || compareText(a.hash, b.hash))
      .map(({ paperId, hash, json, actors }) => ({
        paper_id: paperId,
        hash,
        state: new JsonText(json),
        actors,
      })),
  })
}
