import { retryRefused } from '../../model/due.ts'
import { sql } from '../../base/sql.ts'
import { addDays, firstWeekdayOf, isoInstant, startOfDay } from '../../model/day.ts'
import { LeaseLost } from '../../base/errors.ts'
import type { StoredCapture } from '../../model/capture.ts'
import { distinctListings, listingName } from '../../model/listing.ts'
import type { ListingReading, Reading, TextReading } from '../../model/reading.ts'
import type { Drift } from '../../model/records.ts'
import {
  changedAnswers,
  recordAnswers,
  type Recorded,
  type RecordedAnswer,
} from '../captures/record-answers.ts'
import { ownLeases } from '../ledger/leases.ts'
import { enterListings } from '../ledger/ledger.ts'
import { deriveListings } from '../ledger/listing-facts.ts'
import { lockLoads } from '../ledger/lock-loads.ts'
import { sent } from '../warehouse/transaction-scope.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { jsonParameter, type Warehouse } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import { deriveHistory, type RowCounts } from './derive-history.ts'
import { driftKey, type EndedDrift, loadDrift } from './load-drift.ts'
import { askKnown, askSummaries, type KnownOfBatch } from './known-batch.ts'
import { loadTexts } from './load-texts.ts'
import { logLists, readingKey } from './log-lists.ts'
import type { TextIndexer } from './text-indexer.ts'
import type { LoggedSummary } from './read-log.ts'
import { newReading, type NewReading, sightingOf } from './reading-log.ts'

/** One capture with what it says. */
export interface BatchItem {
  readonly reading: Reading
  /** Its body is not looked at. */
  readonly capture: StoredCapture
  /** The fencing token of the run's lease on the listing; unset where no lease is needed, as in a replay. */
  readonly lease?: string | undefined
  /** What `readingForLog` gives of it, where that was made already. */
  readonly logged?: NewReading | null | undefined
}

/** What came of one item. */
export type Loaded =
  | {
      /** Why the list takes no part in the history although it could be read; null when it does. */
      readonly onHold: string | null
      /** Differences in the page's shape that were never recorded before, or had ended. */
      readonly newDrift: readonly Drift[]
      /** Differences that ended with this response: three days' lists are as known. */
      readonly endedDrift: readonly EndedDrift[]
      /** False when this very answer was in the tables already. */
      readonly isNew: boolean
      /** True for a week or month that the site does not have, when this is no news: it is young, or was told already. */
      readonly isAwaited: boolean
      /** True when a newer parser has read the response: what it read stays, and nothing was written. */
      readonly readByNewer: boolean
    }
  /** Another run has taken over the listing; nothing of this item was written. */
  | LeaseLost

/** What came of a batch: of each item in turn, and rows inserted, updated or taken out, by table. */
export interface BatchLoaded {
  readonly items: readonly Loaded[]
  readonly rows: RowCounts
  /** New papers whose full text is still to be built. */
  readonly withoutText: readonly string[]
}

/** For whom a batch is loaded. */
export interface BatchOptions {
  readonly runId: string
  readonly parserVersion: number
  /**
   * Is told which new papers are committed, and builds their full text. Without it that is a part of the load, and what
   * the tables hold is asked only where something is new: a replay finds nothing most of the time.
   */
  readonly indexer?: Pick<TextIndexer, 'add'> | undefined
}

/**
 * Loads what a lot of captures says, in one transaction with one statement per table: all of it or nothing, except
 * for items whose lease is lost or that a newer parser has read, which drop out. Loading a capture again writes no row.
 * However captures are split into batches, and in which order, the tables end up the same.
 */
export async function loadBatch(
  warehouse: Warehouse,
  items: readonly BatchItem[],
  options: BatchOptions,
): Promise<BatchLoaded> {
  // What needs no look at the tables is made before the turn: others wait meanwhile.
  const prepared = items.map((item) => prepareItem(item, options.runId))
  const batch = await warehouse.transaction(async (tx) => loadPrepared(tx, prepared, options))
  const loaded = items.filter((_item, index) => !(batch.items[index] instanceof LeaseLost))
  warehouse.written.note(
    options.runId,
    loaded.map(({ capture }) => capture),
    true,
  )
  options.indexer?.add(batch.withoutText)
  return batch
}

/** The same in a transaction that the caller began. */
export async function loadInto(
  tx: Executor,
  items: readonly BatchItem[],
  options: BatchOptions,
): Promise<BatchLoaded> {
  return loadPrepared(
    tx,
    items.map((item) => prepareItem(item, options.runId)),
    options,
  )
}

async function loadPrepared(
  tx: Executor,
  prepared: readonly Prepared[],
  options: BatchOptions,
): Promise<BatchLoaded> {
  const readings = prepared.flatMap(({ logged }) => logged ?? [])
  // One way there and back for all that is asked: what follows the lock sees all that was written before it was had.
  const [, held, recorded, known, summaries] = await Promise.all([
    lockLoads(tx),
    ownLeases(tx, prepared),
    changedAnswers(
      tx,
      prepared.map((item) => answerOf(item, options.parserVersion)),
    ),
    options.indexer ? askKnown(tx, readings) : null,
    options.indexer ? null : askSummaries(tx, readings),
  ])
  const kept = prepared.filter(({ lease }) => lease === undefined || held.has(lease))
  const loaded = await loadKept(tx, kept, {
    ...options,
    recorded,
    known,
    summaries: known?.summaries ?? summaries ?? [],
  })
  const results = new Map(kept.map((item, index) => [item, loaded.items[index]]))
  return {
    rows: loaded.rows,
    withoutText: loaded.withoutText,
    items: prepared.map(
      (item) =>
        results.get(item) ??
        new LeaseLost(`${listingName(item.reading.listing)} was taken over by another run`),
    ),
  }
}

/** An item of which all is made that needs no look at the tables. */
interface Prepared extends BatchItem {
  readonly logged: NewReading | null
}

/** Makes what the log is to hold of an item, unless that was made before. */
function prepareItem(item: BatchItem, runId: string): Prepared {
  return { ...item, logged: item.logged ?? readingForLog(item, runId) }
}

/** What the log is to hold of a list; null for anything else. May be made while other batches are loaded. */
export function readingForLog(
  { reading, capture }: Pick<BatchItem, 'reading' | 'capture'>,
  runId: string,
): NewReading | null {
  return reading.outcome === 'listing' ? newReading(reading, capture, runId) : null
}

/** What the tables hold before anything of a batch is written. */
interface Asked {
  readonly recorded: Recorded
  /** Null where it is asked when it is needed. */
  readonly known: KnownOfBatch | null
  readonly summaries: readonly LoggedSummary[]
}

async function loadKept(
  tx: Executor,
  kept: readonly Prepared[],
  { runId, parserVersion, indexer, recorded: answers, known, summaries }: BatchOptions & Asked,
): Promise<BatchLoaded> {
  if (kept.length === 0) return { items: [], rows: {}, withoutText: [] }
  const listings = distinctListings(kept.map(({ reading }) => reading.listing))
  const changed = new Map(answers.changed.map((answer) => [answer.captureId, answer]))
  // From here on statements are sent in the order in which their rows refer to each other, and none is waited for
  // that nothing is asked of: while the server works on one the next is made.
  const entered = sent(enterListings(tx, listings))
  const noted = sent(
    recordAnswers(
      tx,
      kept.flatMap((item) => (changed.has(item.capture.id) ? [answerOf(item, parserVersion)] : [])),
    ),
  )
  const own = kept.filter(({ capture }) => !answers.readByNewer.has(capture.id))

  const lists = own.flatMap(({ reading, capture }) =>
    reading.outcome === 'listing' ? [{ reading, capture }] : [],
  )
  const texts = own.flatMap(({ reading, capture }) =>
    reading.outcome === 'text' ? [{ reading, capture }] : [],
  )
  const logged = await logLists(
    tx,
    own.flatMap(({ logged: entry }) => entry ?? []),
    summaries,
  )
  const history = await deriveHistory(tx, logged, { asked: known, textsLater: indexer !== undefined })
  const [derived, observations, unidentified, rejected, awaited, drift, ledger] = await Promise.all([
    history.rows,
    logged.written,
    loadTexts(tx, texts, runId),
    loadRejections(tx, [...lists, ...texts], changed, runId),
    awaitedPeriods(tx, own),
    loadDrift(
      tx,
      own.flatMap(({ reading, capture }) => {
        const answer = changed.get(capture.id)
        if (!answer || !('era' in reading)) return []
        return [{ era: reading.era, drift: [...driftOf(reading), ...answer.driftBefore] }]
      }),
      runId,
    ),
    deriveListings(tx, listings, runId),
    entered,
    noted,
  ])
  const rows = {
    ...derived,
    observations,
    unidentified_entries: unidentified,
    quarantine: rejected,
    drift: drift.written,
    listings: ledger,
  }
  const fresh = new Set(drift.fresh)
  const ended = new Set(drift.ended)
  /** Each is told once, with the first response of its era. */
  const endedIn = (era: string) => {
    const here = [...ended].filter((each) => each.era === era)
    for (const each of here) ended.delete(each)
    return here
  }
  return {
    rows,
    withoutText: history.withoutText,
    items: kept.map(({ reading, capture }) => ({
      onHold:
        reading.outcome === 'listing' ? (logged.onHold.get(readingKey(sightingOf(capture))) ?? null) : null,
      newDrift:
        reading.outcome === 'listing'
          ? reading.drift.filter((each) => fresh.delete(driftKey(reading.era, each)))
          : [],
      endedDrift: changed.has(capture.id) && 'era' in reading ? endedIn(reading.era) : [],
      isNew: changed.has(capture.id),
      isAwaited: awaited.has(capture.id),
      readByNewer: answers.readByNewer.has(capture.id),
    })),
  }
}

/**
 * Of answers that a week or month is not there, those that are no news: before its first weekday is over, and when the
 * answer before it was the same.
 */
async function awaitedPeriods(tx: Executor, items: readonly Prepared[]): Promise<ReadonlySet<string>> {
  const absent = items.flatMap(({ reading, capture }) => {
    const { kind, key } = reading.listing
    const isAbsent =
      reading.outcome === 'redirected' || (reading.outcome === 'refused' && reading.refusal === 'not-yet')
    if (!isAbsent || (kind !== 'week' && kind !== 'month')) return []
    const from = isoInstant(startOfDay(addDays(firstWeekdayOf(kind, key), 1)))
    return [{ id: capture.id, from, isEarly: isoInstant(capture.fetchedAt) < from }]
  })
  if (absent.length === 0) return new Set()
  const told = await tx.rows<{ id: string }>(sql`
    select c.id::text as id
    from jsonb_to_recordset(${jsonParameter(absent)}) as a(id bigint, "from" timestamptz)
    join captures c on c.id = a.id
    join lateral (
      select b.outcome, b.found from captures b
      where b.kind = c.kind and b.key = c.key and b.outcome is not null and b.fetched_at >= a."from"
        and (b.fetched_at, b.id) < (c.fetched_at, c.id)
      order by b.fetched_at desc, b.id desc limit 1
    ) before on before.outcome = c.outcome and before.found is not distinct from c.found`)
  return new Set([...told.map(({ id }) => id), ...absent.flatMap(({ id, isEarly }) => (isEarly ? [id] : []))])
}

function driftOf(reading: ListingReading | TextReading): readonly Drift[] {
  return reading.outcome === 'listing' ? reading.drift : []
}

function answerOf({ reading, capture, lease }: BatchItem, parserVersion: number): RecordedAnswer {
  const isRead = 'era' in reading
  const refusal = reading.outcome === 'refused' ? reading.refusal : null
  const missing = refusal === 'not-found' || refusal === 'not-yet' ? refusal : null
  return {
    captureId: capture.id,
    outcome: missing ?? reading.outcome,
    reason: 'reason' in reading ? reading.reason : null,
    found: reading.outcome === 'redirected' ? reading.found : null,
    retryAt: reading.outcome === 'refused' && missing === null ? retryRefused(capture.fetchedAt) : null,
    reader: isRead ? reading.reader : null,
    era: isRead ? reading.era : null,
    parserVersion,
    token: lease ?? null,
    drift: isRead ? driftOf(reading) : [],
  }
}

/** Entries that could not be read; those of an earlier reading of the same response that can be now are resolved. */
async function loadRejections(
  tx: Executor,
  lists: readonly { readonly reading: ListingReading | TextReading; readonly capture: StoredCapture }[],
  changed: ReadonlyMap<string, { readonly again: boolean }>,
  runId: string,
): Promise<number> {
  const again = lists.filter(({ capture }) => changed.get(capture.id)?.again ?? true)
  if (again.length > 0) {
    const rejected = again.map(({ reading, capture }) => ({
      id: capture.id,
      at: isoInstant(capture.fetchedAt),
      positions: reading.rejections.map(({ position }) => position),
    }))
    await tx.rows(sql`
      update quarantine q set resolved_at = r.at
      from jsonb_to_recordset(${jsonParameter(rejected)}) as r(id bigint, at timestamptz, positions jsonb)
      where q.capture_id = r.id and q.resolved_at is null and not r.positions @> to_jsonb(q.position)`)
  }
  return upsertChanged(tx, {
    table: 'quarantine',
    key: ['capture_id', 'position'],
    rows: lists.flatMap(({ reading, capture }) =>
      reading.rejections.map(({ position, path, reason, raw }) => ({
        capture_id: capture.id,
        run_id: runId,
        observed_at: isoInstant(capture.fetchedAt),
        position,
        kind: reading.listing.kind,
        key: reading.listing.key,
        path,
        reason,
        raw,
      })),
    ),
  })
}
