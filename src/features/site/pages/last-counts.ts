import { type SQL, sql } from '../../../base/sql.ts'
import { isoInstant } from '../../../model/day.ts'

/** Hours in which votes make momentum. */
const HOURS = 72

/**
 * When the counts of papers last changed, for those that may be rising. A paper's page tells its momentum for that
 * instant, not for now: so it stays the same until the paper is counted anew, or rises no longer.
 *
 * @param which condition on the columns of `snapshots`
 * @returns query of `paper_id` and `last`
 */
export function lastCounts(now: Temporal.Instant, which: SQL = sql`true`): SQL {
  const at = sql`${isoInstant(now)}::timestamptz`
  return sql`
    select paper_id, max(observed_at) as last from snapshots
    where observed_at > ${at} - ${HOURS}::int * interval '1 hour' and observed_at <= ${at} and ${which}
    group by paper_id`
}
