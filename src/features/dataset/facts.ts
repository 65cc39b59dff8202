import { sql } from '../../base/sql.ts'
import type { Executor } from '../../query/executor.ts'
import type { Format } from './formats.ts'
import type { WrittenTable } from './write-tables.ts'

/** Facts in the documents beside the tables. None comes from the clock: the same warehouse gives the same bytes. */
export interface DatasetFacts {
  readonly tables: readonly WrittenTable[]
  /** Of several formats, queries and catalogs use the first. */
  readonly formats: readonly [Format, ...Format[]]
  readonly papers: number
  /** First and last day in the ledger; null when it is empty. */
  readonly firstDay: string | null
  readonly lastDay: string | null
  /** Last reading of a list, as ISO 8601; null for never. */
  readonly readAt: string | null
}

/** Reads the span of the warehouse's lists. */
export async function readSpan(
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

/** Path of a table's file in a format, or a pattern for files by month. */
export function patternOf({ name, files }: WrittenTable, format: Format): string {
  const isWhole = files.get(format)?.[0]?.path === `${name}/part.${format}`
  return isWhole ? `${name}/part.${format}` : `${name}/month=*/part.${format}`
}
