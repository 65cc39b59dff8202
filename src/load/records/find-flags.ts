import { sql } from 'drizzle-orm'
import { type Day, dayOf, isWeekday } from '../../model/day.ts'
import type { ListingReading } from '../../model/reading.ts'
import type { Flags } from '../ledger/ledger.ts'
import type { Paper } from '../../model/records.ts'
import { type Executor, textArray } from '../warehouse/warehouse.ts'

/** A list with less than this share of its last reading is not believed at once. */
const BELIEVED_SHARE = 0.7
/** Lists shorter than this say nothing by their length. */
const FEW_ENTRIES = 5
/** A share of nulls that rises by more than this is odd. */
const NULL_JUMP = 0.5

const NONE: Flags = { flags: [], reason: null, hold: false, partialFields: false }

/** Fields of a paper whose nulls are watched, with their columns. */
const WATCHED: Readonly<Record<string, (paper: Paper) => unknown>> = {
  abstract: ({ abstract }) => abstract,
  organization_id: ({ organization }) => organization,
  repository: ({ repository }) => repository,
  stars: ({ stars }) => stars,
  keywords: ({ keywords }) => keywords,
  submitted_at: ({ submittedAt }) => submittedAt,
}

/**
 * Compares a reading of a day's list with what is known of the day.
 *
 * @param at when it was read; only earlier readings count
 */
export async function findFlags(tx: Executor, read: ListingReading, at: string): Promise<Flags> {
  const { kind, key } = read.listing
  if (kind !== 'day' || read.layoutChange !== null) return NONE
  const count = read.entries.length
  const [before] = await tx.rows<{ count: number; votes: number }>(sql`
    select cardinality(paper_ids) as count, coalesce((select sum(v)::int from unnest(upvotes) as v), 0) as votes
    from observations
    where kind = ${kind} and key = ${key} and complete and observed_at < ${at}::timestamptz
    order by observations.observed_at desc limit 1`)
  if (before && before.count >= FEW_ENTRIES && count < before.count * BELIEVED_SHARE) {
    return held('fewer-entries', `${count} entries where there were ${before.count}`)
  }
  if (count === 0)
    return isLateWeekday(key, at) ? odd('weekday-without-papers', 'a weekday without papers') : NONE
  const votes = read.papers.reduce((sum, { upvotes }) => sum + (upvotes ?? 0), 0)
  if (count >= FEW_ENTRIES && votes === 0 && (before?.votes ?? 0) > 0) {
    return held('no-votes', `no votes at all where there were ${before?.votes}`)
  }
  const nulls = await findNullJumps(tx, read.papers)
  if (nulls.length === 0) return NONE
  return {
    flags: nulls.map((field) => `nulls:${field}`),
    reason: `suddenly without ${nulls.join(', ')}; the known values stay`,
    hold: false,
    partialFields: true,
  }
}

function held(flag: string, reason: string): Flags {
  return { flags: [flag], reason: `${reason}; the last good version stays`, hold: true, partialFields: false }
}

function odd(flag: string, reason: string): Flags {
  return { flags: [flag], reason, hold: false, partialFields: false }
}

/** A day that is over; during it an empty list is only early. */
function isLateWeekday(day: Day, at: string): boolean {
  return isWeekday(day) && dayOf(at) > day
}

/** The watched fields that many papers of the list have in the warehouse and hardly any has on the page. */
async function findNullJumps(tx: Executor, papers: readonly Paper[]): Promise<string[]> {
  const columns = Object.keys(WATCHED)
  const shares = sql.raw(columns.map((name) => `count(p.${name})::int as ${name}`).join(', '))
  const [known] = await tx.rows<Record<string, number>>(sql`
    select count(*)::int as papers, ${shares} from papers p
    where p.id = any(${textArray(papers.map(({ id }) => id))})`)
  const total = known?.['papers'] ?? 0
  if (!known || total < FEW_ENTRIES) return []
  return Object.entries(WATCHED).flatMap(([name, valueOf]) => {
    const had = (known[name] ?? 0) / total
    const has = papers.filter((paper) => valueOf(paper) !== null).length / papers.length
    return had - has > NULL_JUMP ? [name.replace(/_id$/, '')] : []
  })
}
