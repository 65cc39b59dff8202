import { sql } from '../../src/base/sql.ts'
import { type Clock, systemClock } from '../../src/base/clock.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'

const MINUTE_SECONDS = 60

/**
 * Checks whether this machine's clock and the database's differ by more than a minute.
 *
 * @returns a sentence for a person; null when they agree, or when there is only one clock: on the embedded warehouse
 *   and in rehearsals, whose clock is on another day
 */
export async function clockSkew(
  { kind, rows }: Pick<Warehouse, 'kind' | 'rows'>,
  clock: Clock,
): Promise<string | null> {
  if (kind !== 'server' || clock !== systemClock) return null
  const before = clock.now()
  const [row] = await rows<{ at: number }>(sql`select extract(epoch from clock_timestamp())::float8 as at`)
  return row ? skewText(row.at, secondsOf(before), secondsOf(clock.now())) : null
}

/**
 * Describes the difference between the database's time and this machine's before and after the query. All are seconds since
 * 1970. The duration of the query does not count.
 *
 * @example skewText(1000, 700, 701) // "this machine's clock is 299 seconds behind the database's: ..."
 */
export function skewText(database: number, before: number, after: number): string | null {
  const seconds = database > after ? database - after : Math.min(0, database - before)
  if (Math.abs(seconds) <= MINUTE_SECONDS) return null
  return (
    `this machine's clock is ${Math.round(Math.abs(seconds))} seconds ${seconds > 0 ? 'behind' : 'ahead of'} the ` +
    'database\'s: days and due times may be wrong by it; synchronize both with a time server, such as with "timedatectl set-ntp true"'
  )
}

function secondsOf(instant: Temporal.Instant): number {
  return instant.epochMilliseconds / 1000
}
