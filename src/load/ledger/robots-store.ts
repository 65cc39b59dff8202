import { sql } from '../../base/sql.ts'
import { isoInstant } from '../../model/day.ts'
import type { Robots } from '../../model/robots.ts'
import type { Executor } from '../warehouse/executor.ts'

interface Row extends Record<string, unknown> {
  readonly verdict: Robots['verdict']
  readonly reason: string
  readonly rules: string | null
  readonly checked_at: string
}

/** Reads the last verdict on a site; null for none. */
export async function knownRobots(executor: Executor, site: string): Promise<Robots | null> {
  const [row] = await executor.rows<Row>(sql`
    select verdict, reason, rules, to_json(checked_at) #>> '{}' as checked_at from robots where site = ${site}`)
  if (!row) return null
  const { verdict, reason, rules } = row
  return { site, verdict, reason, rules, checkedAt: Temporal.Instant.from(row.checked_at) }
}

/** Records a verdict. */
export async function recordRobots(executor: Executor, robots: Robots): Promise<void> {
  const { site, verdict, reason, rules, checkedAt } = robots
  await executor.rows(sql`
    insert into robots (site, verdict, reason, rules, checked_at)
    values (${site}, ${verdict}, ${reason}, ${rules}, ${isoInstant(checkedAt)}::timestamptz)
    on conflict (site) do update set
      verdict = excluded.verdict, reason = excluded.reason, rules = excluded.rules, checked_at = excluded.checked_at`)
}
