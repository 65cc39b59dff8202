import { randomBytes } from 'node:crypto'
import { type SQL, sql } from '../../../base/sql.ts'
import { isoInstant } from '../../../model/day.ts'
import type { Frequency } from '../../../model/frequency.ts'
import type { Subscriber, SubscriberState, Wishes } from '../../../model/subscriber.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'

const SECRET_BYTES = 32

/** Finds the subscriber with an address, in any case; null for none. */
export async function subscriberAt(executor: Executor, address: string): Promise<Subscriber | null> {
  const [found] = await subscribersWhere(executor, sql`lower(address) = lower(${address})`)
  return found ?? null
}

/** Finds the subscriber with an id; null for none. Locked until the transaction ends, if there is one. */
export async function subscriberById(executor: Executor, id: string): Promise<Subscriber | null> {
  const [found] = await subscribersWhere(executor, sql`id = ${id}::bigint`, sql`for update`)
  return found ?? null
}

/** Lists all subscribers, or those in a state, by id. */
export async function listSubscribers(
  executor: Executor,
  state: SubscriberState | null = null,
): Promise<Subscriber[]> {
  return subscribersWhere(executor, state === null ? sql`true` : sql`state = ${state}`, sql`order by id`)
}

/**
 * Writes a subscription. A known address keeps its row, and with it the record of its mails. A new
 * subscription has a new secret, so old links stop working; one that is only changed keeps it. A subscriber who
 * asks for other papers starts afresh: those of earlier days are not late.
 */
export async function writeSubscriber(
  tx: Executor,
  address: string,
  { selection, frequency, hour, zone, language }: Wishes,
  { state, at }: { state: 'pending' | 'active'; at: Temporal.Instant },
): Promise<Subscriber> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  const instant = sql`${isoInstant(at)}::timestamptz`
  await tx.rows(sql`
    insert into subscribers (address, selection, frequency, hour, zone, language, state, secret, asked_at, active_since)
    values (${address}, ${selection}, ${frequency}, ${hour}, ${zone}, ${language}, ${state}, ${secret}, ${instant},
      ${state === 'active' ? instant : sql`null`})
    on conflict (lower(address)) do update set selection = excluded.selection, frequency = excluded.frequency,
      hour = excluded.hour, zone = excluded.zone, language = excluded.language, state = excluded.state,
      asked_at = excluded.asked_at,
      secret = case when subscribers.state in ('active', 'paused') then subscribers.secret else excluded.secret end,
      active_since = case when subscribers.state = 'active' and subscribers.selection = excluded.selection
        then subscribers.active_since else excluded.active_since end`)
  const written = await subscriberAt(tx, address)
  if (!written) throw new Error(`the subscriber ${address} was not written`)
  return written
}

/**
 * Moves a subscriber from one of these states to another.
 *
 * @returns false when it was in none of them
 */
export async function moveSubscriber(
  executor: Executor,
  id: string,
  from: readonly SubscriberState[],
  to: SubscriberState,
  at: Temporal.Instant,
): Promise<boolean> {
  const rows = await executor.rows(sql`
    update subscribers set state = ${to},
      active_since = ${to === 'active' ? sql`${isoInstant(at)}::timestamptz` : sql`null`}
    where id = ${id}::bigint and state in (${sql.join(
      from.map((state) => sql`${state}`),
      sql`, `,
    )})
    returning 1`)
  return rows.length > 0
}

/** Deletes a subscriber and the record of its mails. */
export async function removeSubscriber(executor: Executor, id: string): Promise<void> {
  await executor.rows(sql`delete from subscribers where id = ${id}::bigint`)
}

/** Deletes addresses that never confirmed: they may belong to people who never asked. */
export async function removeUnanswered(executor: Executor, before: Temporal.Instant): Promise<void> {
  await executor.rows(
    sql`delete from subscribers where state = 'pending' and asked_at < ${isoInstant(before)}::timestamptz`,
  )
}

interface Row extends Record<string, unknown> {
  readonly id: string
  readonly address: string
  readonly selection: string
  readonly frequency: Frequency
  readonly hour: number
  readonly zone: string
  readonly language: string
  readonly state: SubscriberState
  readonly secret: string
  readonly asked_at: string
  readonly active_since: string | null
}

async function subscribersWhere(
  executor: Executor,
  condition: SQL,
  ending: SQL = sql``,
): Promise<Subscriber[]> {
  const rows = await executor.rows<Row>(sql`
    select id::text as id, address, selection, frequency, hour, zone, language, state, secret, asked_at, active_since
    from subscribers where ${condition} ${ending}`)
  return rows.map(({ asked_at, active_since, ...row }) => ({
    ...row,
    askedAt: Temporal.Instant.from(asked_at),
    activeSince: active_since === null ? null : Temporal.Instant.from(active_since),
  }))
}
