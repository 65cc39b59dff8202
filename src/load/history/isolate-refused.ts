import { PaperboyError } from '../../base/errors.ts'
import type { ListingReading, Reading, TextReading } from '../../model/reading.ts'
import type { Rejection } from '../../model/records.ts'
import { retryConflicts } from '../warehouse/retry-conflicts.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { loadInto, loadBatch, type BatchItem, type BatchLoaded, type BatchOptions } from './load-batch.ts'

/** Classes of SQLSTATE that say nothing of a value: the connection, the transaction, the schema, the server's means. */
const NOT_OF_VALUES = /^(?:08|25|26|28|40|42|53|55|57|58|F0|HV)/
const SQLSTATE = /^[0-9A-Z]{5}$/
const LONGEST_REASON = 500

class RollBack extends Error {}

/** True when a load failed for what was to be loaded, so that it would fail the next time too. */
export function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof PaperboyError || error.name === 'AbortError') return false
  const code = sqlStateOf(error)
  return code === null || !NOT_OF_VALUES.test(code)
}

/** What was loaded of a capture, and how. */
export interface LoadedAlone extends BatchLoaded {
  /** What was read, with what the warehouse refused as rejections. */
  readonly reading: Reading
}

/**
 * Loads one capture. What the warehouse refuses of it is left out: its entries that can't be loaded become rejections,
 * and one of which nothing can be loaded is noted as unreadable, so that no later load comes upon it.
 *
 * @param told hears of the first refusal, before parts of the capture are tried
 */
export async function loadAlone(
  warehouse: Warehouse,
  item: BatchItem,
  options: BatchOptions,
  told: (refusal: Error) => void,
): Promise<LoadedAlone> {
  const load = async (reading: Reading): Promise<LoadedAlone> => ({
    ...(await retryConflicts(async () =>
      loadBatch(warehouse, [{ ...item, reading, logged: null }], options),
    )),
    reading,
  })
  try {
    return await load(item.reading)
  } catch (error) {
    if (!isRefusal(error)) throw error
    told(error)
  }
  try {
    return await load(await withoutRefused(warehouse, item, options))
  } catch (error) {
    if (!isRefusal(error)) throw error
    return load(unloadable(item.reading, error))
  }
}

/** Finds the entries for which the warehouse refuses a capture, by loading parts of it and rolling that back. */
async function withoutRefused(
  warehouse: Warehouse,
  item: BatchItem,
  options: BatchOptions,
): Promise<Reading> {
  const { reading } = item
  const parts = partsOf(reading)
  const tryLoad = async (kept: readonly number[]): Promise<Error | null> => {
    try {
      await retryConflicts(async () =>
        warehouse.transaction(async (tx) => {
          await loadInto(tx, [{ ...item, reading: keepParts(reading, new Set(kept)), logged: null }], options)
          throw new RollBack()
        }),
      )
      return null
    } catch (error) {
      if (error instanceof RollBack) return null
      if (isRefusal(error)) return error
      throw error
    }
  }
  const refused = new Map<number, Error>()
  /** Adds as many of the parts as the warehouse takes together with those that it took before. */
  const take = async (taken: readonly number[], more: readonly number[]): Promise<readonly number[]> => {
    if (more.length === 0) return taken
    const all = [...taken, ...more]
    const refusal = await tryLoad(all)
    if (refusal === null) return all
    const [only] = more
    if (more.length === 1 && only !== undefined) {
      refused.set(only, refusal)
      return taken
    }
    const half = Math.ceil(more.length / 2)
    return take(await take(taken, more.slice(0, half)), more.slice(half))
  }
  const withoutAny = await tryLoad([])
  if (withoutAny !== null) return unloadable(reading, withoutAny)
  const taken = await take(
    [],
    Array.from({ length: parts }, (_, part) => part),
  )
  const kept = keepParts(reading, new Set(taken))
  if (kept.outcome !== 'listing' && kept.outcome !== 'text') return reading
  const rejections = [...refused].map(([part, error]) => rejectionOf(reading, part, error))
  return { ...kept, rejections: [...kept.rejections, ...rejections] }
}

function unloadable({ listing }: Reading, error: Error): Reading {
  return { outcome: 'unreadable', listing, reason: `the warehouse refuses what it says: ${reasonOf(error)}` }
}

/** Entries, and what a paper's own page tells beside its entry. */
function partsOf(reading: Reading): number {
  if (reading.outcome === 'text') return reading.unidentified.length
  return reading.outcome === 'listing' ? reading.entries.length + (reading.paperPage === null ? 0 : 1) : 0
}

function keepParts(reading: Reading, kept: ReadonlySet<number>): Reading {
  if (reading.outcome === 'text')
    return { ...reading, unidentified: reading.unidentified.filter((_, part) => kept.has(part)) }
  if (reading.outcome !== 'listing') return reading
  const entries = reading.entries.filter((_, part) => kept.has(part))
  const ids = new Set(entries.map(({ paperId }) => paperId))
  return {
    ...reading,
    entries,
    papers: reading.papers.filter(({ id }) => ids.has(id)),
    paperPage: kept.has(reading.entries.length) ? reading.paperPage : null,
  }
}

function rejectionOf(reading: Reading, part: number, error: Error): Rejection {
  const [position, raw] = reading.outcome === 'text' ? textPart(reading, part) : listPart(reading, part)
  // As text: what a column refused jsonb may refuse too.
  return { position, path: '', reason: reasonOf(error), raw: JSON.stringify(raw ?? null) }
}

function textPart({ unidentified }: TextReading, part: number): [number, unknown] {
  return [unidentified[part]?.position ?? 0, unidentified[part]]
}

function listPart(reading: Reading, part: number): [number, unknown] {
  const { entries, papers, paperPage } = reading as ListingReading
  const entry = entries[part]
  return entry ? [entry.rank, papers.find(({ id }) => id === entry.paperId)] : [0, paperPage]
}

/** `54000: index row size 3600 exceeds btree version 4 maximum 2704 for index "papers_title_key"` */
function reasonOf(error: Error): string {
  const parts: string[] = [`${sqlStateOf(error) ?? error.name}: ${causeOf(error).message}`]
  for (const name of ['table_name', 'column_name', 'constraint_name'] as const) {
    const value: unknown = Reflect.get(causeOf(error), name)
    if (typeof value === 'string' && value !== '') parts.push(`${name.replace('_name', '')} ${value}`)
  }
  return parts.join(', ').replaceAll('\0', '').slice(0, LONGEST_REASON).toWellFormed()
}

/** The error of the database within those that were made of it; without one the error itself. */
function causeOf(error: Error): Error {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if ('code' in at && typeof at.code === 'string' && SQLSTATE.test(at.code)) return at
  return error
}

function sqlStateOf(error: Error): string | null {
  const cause = causeOf(error)
  return 'code' in cause && typeof cause.code === 'string' && SQLSTATE.test(cause.code) ? cause.code : null
}
