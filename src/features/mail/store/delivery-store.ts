import { type SQL, sql } from '../../../base/sql.ts'
import { isoInstant } from '../../../model/day.ts'
import type { DaySpan } from '../../../model/frequency.ts'
import type { Mail, ToldPaper } from '../../../model/subscriber.ts'
import { iso } from '../../../load/warehouse/sql-text.ts'
import { jsonParameter, textArray } from '../../../load/warehouse/warehouse.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'

/** Route of a mail: a server, or a file. */
export type DeliveryRoute = 'smtp' | 'outbox'

/** A mail whose content is decided. */
export interface Prepared {
  readonly subscriberId: string
  readonly kind: 'digest' | 'confirmation'
  readonly days: DaySpan
  /** Slot of a mail: a subscriber gets one of each kind for it. */
  readonly slot: string
  readonly mail: Mail
  readonly considered: readonly string[]
  readonly told: readonly ToldPaper[]
  readonly runId: string
  readonly at: Temporal.Instant
}

/** A mail that this run has claimed. */
export interface Claimed {
  readonly mail: Mail
  readonly subscriberId: string
  readonly preparedAt: Temporal.Instant
  readonly attempts: number
}

/**
 * Stores a mail with its message-id and its papers, before anything is sent.
 *
 * @returns false when the slot already has its mail
 */
export async function prepareDelivery(tx: Executor, prepared: Prepared): Promise<boolean> {
  const { subscriberId, kind, days, slot, mail, considered, told, runId, at } = prepared
  const made = await tx.rows(sql`
    insert into deliveries
      (message_id, subscriber_id, kind, first_day, last_day, slot, state, mail, considered, prepared_at, attempts, run_id)
    values (${mail.messageId}, ${subscriberId}::bigint, ${kind}, ${days.first}::date, ${days.last}::date, ${slot}, 'prepared',
      ${jsonParameter(mail)}, ${textArray(considered)}, ${isoInstant(at)}::timestamptz, 0, ${runId}::bigint)
    on conflict on constraint deliveries_once do nothing returning 1`)
  if (made.length === 0) return false
  await tx.rows(sql`
    insert into delivered_papers (subscriber_id, paper_id, reason, message_id, upvotes)
    select ${subscriberId}::bigint, t."paperId", t.reason, ${mail.messageId}, t.upvotes
    from jsonb_to_recordset(${jsonParameter(told)}) as t("paperId" text, reason text, upvotes int)`)
  return true
}

/** Withdraws the unsent mails to a subscriber: their content or links are no longer valid. */
export async function withdrawWaiting(tx: Executor, subscriberId: string): Promise<void> {
  const withdrawn = await tx.rows<{ id: string }>(sql`
    update deliveries set state = 'given-up', mail = null, reason = 'the subscription was changed'
    where subscriber_id = ${subscriberId}::bigint and state in ('prepared', 'deferred') returning message_id as id`)
  await tx.rows(
    sql`delete from delivered_papers where message_id = any(${textArray(withdrawn.map(({ id }) => id))})`,
  )
}

/** Lists the message-ids of mails that may be sent now, oldest first, without those that are no longer wanted. */
export async function waitingDeliveries(executor: Executor, now: Temporal.Instant): Promise<string[]> {
  const rows = await executor.rows<{ id: string }>(sql`
    select d.message_id as id from deliveries d join subscribers s on s.id = d.subscriber_id
    where ${isWaiting(now)} and ${isWanted} order by d.prepared_at, d.subscriber_id, d.kind`)
  return rows.map(({ id }) => id)
}

/** Counts the wanted mails that are not sent yet, with the time at which the oldest was ready; null for none. */
export async function mailsLeft(
  executor: Executor,
): Promise<{ readonly waiting: number; readonly oldest: string | null }> {
  const [row] = await executor.rows<{ waiting: number; oldest: string | null }>(sql`
    select count(*)::int as waiting, ${iso('min(d.prepared_at)')} as oldest
    from deliveries d join subscribers s on s.id = d.subscriber_id
    where d.state in ('prepared', 'claimed', 'sending', 'deferred') and ${isWanted}`)
  return row ?? { waiting: 0, oldest: null }
}

const isWaiting = (now: Temporal.Instant) =>
  sql`(d.state = 'prepared' or d.state = 'deferred' and d.next_try_at <= ${isoInstant(now)}::timestamptz)`

const isWanted = sql`(d.kind = 'digest' and s.state = 'active' or d.kind = 'confirmation' and s.state = 'pending')`

/**
 * Claims a mail. Each goes to one run, and may be claimed again by the same one (a lost connection repeats the
 * statement).
 *
 * @returns null when another run has it, or it must no longer be sent
 */
export async function claimDelivery(
  executor: Executor,
  messageId: string,
  { runId, via, now }: { runId: string; via: DeliveryRoute; now: Temporal.Instant },
): Promise<Claimed | null> {
  const [row] = await executor.rows<{
    mail: Mail | string
    subscriber_id: string
    prepared_at: string
    attempts: number
  }>(sql`
    update deliveries d set state = 'claimed', via = ${via}, run_id = ${runId}::bigint
    from subscribers s
    where d.message_id = ${messageId} and s.id = d.subscriber_id and ${isWanted}
      and (${isWaiting(now)} or d.state = 'claimed' and d.run_id = ${runId}::bigint)
    returning d.mail, d.subscriber_id::text as subscriber_id, d.prepared_at, d.attempts`)
  if (!row) return null
  return {
    mail: typeof row.mail === 'string' ? (JSON.parse(row.mail) as Mail) : row.mail,
    subscriberId: row.subscriber_id,
    preparedAt: Temporal.Instant.from(row.prepared_at),
    attempts: row.attempts,
  }
}

/**
 * Records that the text of a mail is being sent: until the server's answer is recorded, the warehouse alone can't
 * tell whether it was accepted.
 *
 * @returns false when the run was declared lost in the meantime: then nothing may be sent
 */
export async function beginDelivery(executor: Executor, messageId: string, runId: string): Promise<boolean> {
  const rows = await executor.rows(sql`
    update deliveries set state = 'sending'
    where message_id = ${messageId} and run_id = ${runId}::bigint and state in ('claimed', 'sending') returning 1`)
  return rows.length > 0
}

/** Result of a mail that a run had claimed. */
export type DeliveryEnd =
  | { readonly state: 'sent'; readonly at: Temporal.Instant; readonly answer: string | null }
  /** Deferred by the server: retried at the instant. */
  | { readonly state: 'deferred'; readonly nextTryAt: Temporal.Instant; readonly reason: string }
  /** Not started: as before. */
  | { readonly state: 'prepared' }
  /** `bounced` when the address was refused. */
  | { readonly state: 'bounced' | 'refused' | 'given-up' | 'unknown'; readonly reason: string }

/**
 * Records the result of a mail. The papers of one that certainly did not arrive are released, so that a later mail
 * has them.
 */
export async function endDelivery(
  tx: Executor,
  messageId: string,
  runId: string,
  end: DeliveryEnd,
): Promise<void> {
  const isOver = end.state !== 'deferred' && end.state !== 'prepared'
  const when = (instant: Temporal.Instant | null) =>
    instant === null ? sql`null` : sql`${isoInstant(instant)}::timestamptz`
  await tx.rows(sql`
    update deliveries set state = ${end.state},
      mail = ${isOver ? sql`null` : sql`mail`},
      attempts = attempts + ${end.state === 'deferred' ? 1 : 0}::smallint,
      next_try_at = ${when(end.state === 'deferred' ? end.nextTryAt : null)},
      sent_at = ${when(end.state === 'sent' ? end.at : null)},
      reason = ${end.state === 'sent' ? end.answer : end.state === 'prepared' ? null : end.reason}
    where message_id = ${messageId} and run_id = ${runId}::bigint and state in ('claimed', 'sending')`)
  if (end.state === 'bounced' || end.state === 'refused' || end.state === 'given-up')
    await takeBackTold(tx, messageId)
  if (end.state === 'bounced') await stopAfterBounces(tx, messageId)
}

/** Bounces in a row after which no more mails are sent to an address. */
const MOST_BOUNCES = 2

async function takeBackTold(tx: Executor, messageId: string): Promise<void> {
  await tx.rows(sql`delete from delivered_papers where message_id = ${messageId}`)
}

async function stopAfterBounces(tx: Executor, messageId: string): Promise<void> {
  await tx.rows(sql`
    update subscribers s set state = 'bounced', active_since = null
    where s.id = (select subscriber_id from deliveries where message_id = ${messageId})
      and s.state in ('active', 'pending', 'paused')
      and (
        select count(*) filter (where last.state = 'bounced') from (
          select d.state from deliveries d
          where d.subscriber_id = s.id and d.prepared_at > coalesce(s.active_since, '-infinity')
            and d.state in ('sent', 'unknown', 'bounced')
          order by d.prepared_at desc limit ${MOST_BOUNCES}
        ) last
      ) >= ${MOST_BOUNCES}`)
}

/**
 * Records that a sent mail bounced; a second notice of the same one changes nothing.
 *
 * @param messageIdStart the part before the @
 * @returns false for an unknown mail
 */
export async function returnDelivery(tx: Executor, messageIdStart: string): Promise<boolean> {
  const [mail] = await tx.rows<{ id: string; state: string }>(
    sql`select message_id as id, state from deliveries where starts_with(message_id, ${`${messageIdStart}@`}) for update`,
  )
  if (!mail) return false
  if (mail.state !== 'sent' && mail.state !== 'unknown') return true
  await tx.rows(
    sql`update deliveries set state = 'bounced', reason = 'it came back' where message_id = ${mail.id}`,
  )
  await takeBackTold(tx, mail.id)
  await stopAfterBounces(tx, mail.id)
  return true
}

/** A mail that may or may not have arrived. */
export interface UnknownDelivery {
  readonly messageId: string
  readonly address: string
}

/**
 * Settles the claimed mails of lost runs. Those that were not started wait again, and a
 * file is written again, which changes nothing; what was being sent to a server becomes unknown, and is not
 * sent again.
 */
export async function settleAbandoned(executor: Executor): Promise<UnknownDelivery[]> {
  const isAbandoned = sql`exists (select from runs r where r.id = d.run_id and r.ended_at is not null)`
  await executor.rows(sql`
    update deliveries d set state = 'prepared'
    where (d.state = 'claimed' or d.state = 'sending' and d.via = 'outbox') and ${isAbandoned}`)
  const rows = await executor.rows<{ message_id: string; address: string }>(sql`
    update deliveries d set state = 'unknown', mail = null,
      reason = 'the run ended before the server''s answer was noted'
    from subscribers s where s.id = d.subscriber_id and d.state = 'sending' and ${isAbandoned}
    returning d.message_id, s.address`)
  return rows.map(({ message_id, address }) => ({ messageId: message_id, address }))
}

/** Forgets the candidates of old digests: that far back nothing counts as late. */
export async function forgetConsidered(executor: Executor, before: string): Promise<void> {
  await executor.rows(
    sql`update deliveries set considered = null where considered is not null and last_day < ${before}::date`,
  )
}

/** Counts mails by subscriber and state, with the time of the last one; for the list of subscribers. */
export async function deliveryCounts(
  executor: Executor,
): Promise<
  ReadonlyMap<
    string,
    { readonly lastSent: string | null; readonly waiting: number; readonly unknown: number }
  >
> {
  const count = (condition: SQL) => sql`count(*) filter (where ${condition})::int`
  const rows = await executor.rows<{ id: string; last: string | null; waiting: number; unknown: number }>(sql`
    select subscriber_id::text as id, max(sent_at) as last,
      ${count(sql`state in ('prepared', 'claimed', 'sending', 'deferred')`)} as waiting, ${count(sql`state = 'unknown'`)} as unknown
    from deliveries group by 1`)
  return new Map(rows.map(({ id, last, waiting, unknown }) => [id, { lastSent: last, waiting, unknown }]))
}
