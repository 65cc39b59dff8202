import { sql } from '../../base/sql.ts'
import type { Executor } from '../../query/executor.ts'
import type { Format } from './formats.ts'
import type { WrittenTable } from './write-tables.ts'

/** What the documents beside the tables say of them. Nothing of it is of the clock: the same warehouse, the same bytes. */
export interface DatasetFacts {
  readonly tables: readonly WrittenTable[]
  /** The first is the one that queries and catalogs name where there are several. */
  readonly formats: readonly [Format, ...Format[]]
  readonly papers: number
  /** First and last day that the ledger knows; null when it knows none. */
  readonly firstDay: string | null
  readonly lastDay: string | null
  /** When a list was last read, as ISO 8601; null when none ever was. */
  readonly readAt: string | null
}

/** Asks the warehouse what its lists span. */
export async function spanOf(
  executor: Executor,
): Promise<Pick<DatasetFacts, 'firstDay' | 'lastDay' | 'readAt'>> {
  const [span] = await executor.rows<{
    first_day: string | null
    last_day: string | null
    read_ms: number | null
  }>(sql`
    select min(day)::text as first_day, max(day)::text as last_day,
      (extract(epoch from greatest(max(fetched_at), (select max(observed_at) from observations))) * 1000)::float8
        as read_ms
    from coverage`)
  const readMs = span?.read_ms ?? null
  return {
    firstDay: span?.first_day ?? null,
    lastDay: span?.last_day ?? null,
    readAt: readMs === null ? null : new Date(readMs).toISOString(),
  }
}

/** Where a table's files of a format lie: a path, or a pattern for those of months. */
export function patternOf({ name, files }: WrittenTable, format: Format): string {
  const isWhole = files.get(format)?.[0]?.path === `${name}/part.${format}`
  return isWhole ? `${name}/part.${format}` : `${name}/month=*/part.${format}`
}
