import { sql } from '../../base/sql.ts'
import { distinctListings, type Listing } from '../../model/listing.ts'
import { deriveListings } from '../ledger/listing-facts.ts'
import { lockLoads } from '../ledger/lock-loads.ts'
import { CAPTURE_SOURCE, iso } from '../warehouse/sql-text.ts'
import { jsonParameter, textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import type { Drift } from '../../model/records.ts'
import { deriveHistory } from './derive-history.ts'
import { loadDrift } from './load-drift.ts'
import { rejudge } from './log-lists.ts'
import { papersInLog } from './read-log.ts'
import type { ReadingSummary } from './reading-log.ts'

/** A capture whose readings are to go. */
export interface ForgottenCapture extends Listing {
  readonly id: string
}

/**
 * Takes out what was read from some captures and derives the history anew without it: the tables end up as if they had
 * never been loaded.
 *
 * @param takeOut takes out the captures themselves, in the same transaction
 */
export async function forgetReadings(
  tx: Executor,
  captures: readonly ForgottenCapture[],
  runId: string,
  takeOut: () => Promise<void>,
): Promise<void> {
  await lockLoads(tx)
  const ids = sql`${textArray(captures.map(({ id }) => id))}::bigint[]`
  const listings = distinctListings(captures)
  const drifted = await tx.rows<{ era: string; drift: readonly Drift[] }>(sql`
    select era, coalesce(drift, '[]') as drift from captures where id = any(${ids}) and era is not null`)
  const forgotten = await tx.rows<ReadingSummary & Record<string, unknown>>(sql`
    select o.kind, o.key, ${iso('o.observed_at')} as "observedAt", o.source
    from captures c join stored_observations o on o.kind = c.kind and o.key = c.key and o.observed_at = c.fetched_at
      and o.source = ${CAPTURE_SOURCE}
    where c.id = any(${ids})`)
  const gone = await papersInLog(tx, forgotten)
  await tx.rows(sql`
    delete from stored_observations o using captures c
    where c.id = any(${ids}) and o.kind = c.kind and o.key = c.key and o.observed_at = c.fetched_at
      and o.source = ${CAPTURE_SOURCE}`)
  await tx.rows(sql`
    delete from unidentified_entries e using captures c
    where c.id = any(${ids}) and e.kind = c.kind and e.key = c.key and e.observed_at = c.fetched_at
      and e.source = ${CAPTURE_SOURCE}`)
  await tx.rows(sql`delete from quarantine where capture_id = any(${ids})`)
  const judgedAnew = await papersInLog(tx, await rejudge(tx, listings))
  const moved = {
    paperIds: gone.paperIds.union(judgedAnew.paperIds),
    actors: gone.actors.union(judgedAnew.actors),
  }
  const { rows } = await deriveHistory(tx, {
    lists: listings.map((listing) => ({ listing, fresh: [], goesOn: false })),
    moved,
  })
  await rows
  await tx.rows(sql`
    delete from paper_states s where s.paper_id = any(${textArray([...moved.paperIds])})
      and not exists (select from stored_observations o where s.paper_id = any(o.paper_ids) and s.hash = any(o.states))`)
  await takeOut()
  await loadDrift(tx, drifted, runId)
  await tx.rows(sql`
    delete from stored_listings l using jsonb_to_recordset(${jsonParameter(listings)}) as a(kind text, key text)
    where l.kind = a.kind and l.key = a.key and l.failure is null
      and not exists (select from captures c where c.kind = l.kind and c.key = l.key)
      and not exists (select from stored_observations o where o.kind = l.kind and o.key = l.key)`)
  await deriveListings(tx, listings, runId)
}
