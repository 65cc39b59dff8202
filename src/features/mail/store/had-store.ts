import { sql } from '../../../base/sql.ts'
import type { Day } from '../../../model/day.ts'
import type { Had, LastDigest, Subscriber, TellingReason } from '../../../model/subscriber.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'

/** A digest that never arrived does not count. */
const isHad = sql`kind = 'digest' and state not in ('bounced', 'refused', 'given-up')`

/** Finds the last digests of all subscribers, or of one, by subscriber; those without one are left out. */
export async function lastDigests(
  executor: Executor,
  subscriberId: string | null = null,
): Promise<ReadonlyMap<string, LastDigest>> {
  const rows = await executor.rows<{ id: string; last: string; had: string | null }>(sql`
    select subscriber_id::text as id, max(last_day)::text as last, max(last_day) filter (where ${isHad})::text as had
    from deliveries
    where kind = 'digest' ${subscriberId === null ? sql`` : sql`and subscriber_id = ${subscriberId}::bigint`} group by 1`)
  return new Map(rows.map(({ id, last, had }) => [id, { lastDay: last, lastDayHad: had }]))
}

/**
 * Reads the mails and papers that a subscriber got.
 *
 * @param since earlier days are left out of `spans` and `considered`, as are mails from before the subscription was
 *   as it is
 */
export async function hadBy(
  executor: Executor,
  { id: subscriberId, activeSince }: Pick<Subscriber, 'id' | 'activeSince'>,
  since: Day,
): Promise<Had> {
  const mails = await executor.rows<{ first: Day; last: Day; at: string; considered: string[] | null }>(sql`
    select first_day::text as first, last_day::text as last, prepared_at as at, considered
    from deliveries
    where subscriber_id = ${subscriberId}::bigint and ${isHad} and last_day >= ${since}::date
    order by last_day`)
  const told = await executor.rows<{ paper_id: string; reason: TellingReason }>(
    sql`select paper_id, reason from delivered_papers where subscriber_id = ${subscriberId}::bigint`,
  )
  const toldFor = (reason: TellingReason) =>
    new Set(told.filter((each) => each.reason === reason).map(({ paper_id }) => paper_id))
  const last = mails.at(-1)
  const present = mails.filter(
    ({ at }) => activeSince === null || Temporal.Instant.compare(Temporal.Instant.from(at), activeSince) > 0,
  )
  return {
    asOf: last === undefined ? null : Temporal.Instant.from(last.at),
    spans: present.map(({ first, last }) => ({ first, last })),
    considered: new Set(present.flatMap(({ considered }) => considered ?? [])),
    told: { top: toldFor('top'), late: toldFor('late'), risen: toldFor('risen') },
  }
}
