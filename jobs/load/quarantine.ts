import { sql } from '../../src/base/sql.ts'
import { countCaptures, eachCapture } from '../../src/load/captures/capture-store.ts'
import type { Executor } from '../../src/load/warehouse/executor.ts'
import { loadStored } from './ingest.ts'
import type { JobContext } from '../run/job-context.ts'
import { type RunResult, withRun } from '../run/with-run.ts'

/** A rejected entry that waits for a fix. */
export interface QuarantineRow extends Record<string, unknown> {
  /** `day:2026-06-03` */
  readonly listing: string
  /** Place on the page, from 1. */
  readonly position: number
  /** Where in the entry: `paper.upvotes`. */
  readonly path: string
  readonly reason: string
  /** What stood there, as JSON; null where nothing did. */
  readonly value: unknown
  /** When the page was captured. */
  readonly observed_at: string
  readonly capture_id: string
}

/** The rejected entries that no retry has loaded yet, oldest first. */
export async function listQuarantine(executor: Executor): Promise<readonly QuarantineRow[]> {
  return executor.rows<QuarantineRow>(sql`
    select case when kind = 'trending' then kind else kind || ':' || key end as listing, position, path, reason,
      raw #> string_to_array(path, '.') as value, to_json(observed_at) #>> '{}' as observed_at,
      capture_id::text as capture_id
    from quarantine where resolved_at is null
    order by quarantine.observed_at, quarantine.capture_id, position`)
}

/** Reads the captures of all rejected entries again: what this version can read now is loaded and resolved. */
export async function retryQuarantine(context: JobContext): Promise<RunResult> {
  return withRun(context, 'quarantine retry', {}, async (runId, runCounts) => {
    const { warehouse, progress, signal } = context
    const filter = { quarantined: true }
    progress.start(await countCaptures(warehouse, filter), 'captures')
    for await (const capture of eachCapture(warehouse, filter)) {
      if (signal.aborted) break
      await loadStored(context, { runId, runCounts }, capture)
      progress.advance(`capture ${capture.id}`)
    }
    progress.stop(`${runCounts.captures} read`)
  })
}
