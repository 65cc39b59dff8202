import { sql } from '../../../base/sql.ts'
import { isoInstant } from '../../../model/day.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'

/** Reads the clock of the database, which all machines share. */
export async function databaseTime(executor: Executor): Promise<Temporal.Instant> {
  const [row] = await executor.rows<{ now: string }>(sql`select to_json(clock_timestamp()) #>> '{}' as now`)
  return Temporal.Instant.from(row?.now ?? '')
}

/**
 * Finds when a schedule was last due and enqueued, up to an instant; null for never. Runs that a fast clock enqueued after
 * that are not counted: they are skipped when they come due.
 */
export async function lastScheduledRun(
  executor: Executor,
  schedule: string,
  now: Temporal.Instant,
): Promise<Temporal.Instant | null> {
  const [row] = await executor.rows<{ due: string | null }>(sql`
    select to_json(max(due_at)) #>> '{}' as due from scheduled_runs
    where schedule = ${schedule} and due_at <= ${isoInstant(now)}::timestamptz`)
  return row?.due ? Temporal.Instant.from(row.due) : null
}

/** Records a scheduled run, in the transaction that enqueues its job; false when another worker has recorded it. */
export async function recordScheduledRun(
  tx: Executor,
  schedule: string,
  dueAt: Temporal.Instant,
): Promise<boolean> {
  const rows = await tx.rows(sql`
    insert into scheduled_runs (schedule, due_at, enqueued_at)
    values (${schedule}, ${isoInstant(dueAt)}::timestamptz, clock_timestamp())
    on conflict do nothing returning 1`)
  return rows.length > 0
}
