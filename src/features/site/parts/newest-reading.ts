import { html } from 'hono/html'
import type { Day } from '../../../model/day.ts'
import { sql } from '../../../base/sql.ts'
import type { Executor } from '../../../query/executor.ts'
import { isoText } from '../../../query/iso-text.ts'
import type { Markup } from './page.ts'
import { agoWords, instantWords } from './wording.ts'

/** How old the newest thing is that the warehouse knows of the lists of days. */
export interface NewestReading {
  /** When the site last told a day's list, or that there is none; null when it never did. */
  readonly readAt: string | null
  /** Days until yesterday, the last ones, that were never asked for. */
  readonly daysBehind: number
}

/** Reads how far behind the warehouse is on a day. */
export async function newestReading(executor: Executor, today: Day): Promise<NewestReading> {
  const [row] = await executor.rows<NewestReading & Record<string, unknown>>(sql`
    select ${isoText(sql`
        greatest(max(last_read_at), max(fetched_at) filter (where last_answer in ('text', 'redirected')))`)} as "readAt",
      greatest(${today}::date - 1 - max(day) filter (where state <> 'missing'), 0)::int as "daysBehind"
    from coverage_at(${today}::date)`)
  return { readAt: row?.readAt ?? null, daysBehind: row?.daysBehind ?? 0 }
}

/** `14 minutes ago`; in files, which grow old themselves, the instant. Null when nothing was ever read. */
export function readWords(
  { readAt }: NewestReading,
  { now, isStatic }: { readonly now: Temporal.Instant; readonly isStatic: boolean },
): Markup | Promise<Markup> | null {
  if (readAt === null) return null
  const at = `${instantWords(readAt)} UTC`
  return html`<time datetime="${readAt}" title="${at}">${isStatic ? at : agoWords(readAt, now)}</time>`
}
