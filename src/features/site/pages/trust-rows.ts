import { sql } from '../../../base/sql.ts'
import type { Day } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'
import type { CalendarDay } from '../parts/calendar.ts'
import { isoText } from '../../../query/iso-text.ts'

/** The most rows of a table on the page. */
export const SHOWN = { gaps: 1000, spans: 60, runs: 15, rejections: 20, drift: 20, quotas: 20 } as const

/** A day that is not known to be complete. */
export interface GapRow extends Record<string, unknown> {
  readonly day: Day
  readonly state: string
  readonly reason: string | null
  readonly expected: number | null
  readonly loaded: number | null
  readonly flags: string[] | null
}

/** A past run, or one that has not ended. */
export interface RunRow extends Record<string, unknown> {
  readonly runId: string
  readonly job: string
  readonly startedAt: string
  readonly seconds: number | null
  readonly outcome: string | null
  readonly alive: boolean
  readonly exitCode: number | null
  readonly loaded: number | null
  readonly failed: number | null
}

/** An entry that could not be read. */
export interface RejectionRow extends Record<string, unknown> {
  readonly listing: string
  readonly position: number
  readonly path: string
  readonly reason: string
  readonly observedAt: string
}

/** How pages differ from their known shape. */
export interface DriftRow extends Record<string, unknown> {
  readonly era: string
  readonly path: string
  readonly change: string
  readonly count: number
  readonly firstSeen: string
  readonly lastSeen: string
  /** First day on which the pages were as known again; null while it lasts. */
  readonly endedOn: Day | null
}

/** What the site last said is left. */
export interface QuotaRow extends Record<string, unknown> {
  readonly bucket: string
  readonly withToken: boolean
  /** Tells addresses and accounts apart, and names none. */
  readonly quotaIdentity: string
  readonly remaining: number
  readonly granted: number
  readonly resetsAt: string
}

/** All that tells whether the warehouse can be trusted. */
export interface TrustRows {
  readonly days: readonly CalendarDay[]
  readonly gaps: readonly GapRow[]
  readonly gapCount: number
  readonly runs: readonly RunRow[]
  readonly lastSuccess: string | null
  readonly rejections: readonly RejectionRow[]
  readonly rejectionCount: number
  readonly drift: readonly DriftRow[]
  readonly quota: readonly QuotaRow[]
}

/** Reads all that tells whether the warehouse can be trusted. */
export async function readTrust(executor: Executor, today: Day): Promise<TrustRows> {
  const days = await executor.rows<CalendarDay & Record<string, unknown>>(sql`
    select day::text, state, loaded, still_open as "stillOpen", is_gap and not still_open as "isGap"
    from coverage_at(${today}::date) c order by c.day`)
  const gaps = await executor.rows<GapRow>(sql`
    select day::text, state, reason, expected, loaded, to_json(flags) as flags
    from coverage_at(${today}::date) c where is_gap and not still_open order by c.day desc limit ${SHOWN.gaps}`)
  const runs = await executor.rows<RunRow>(sql`
    select run_id::text as "runId", job, ${isoText(sql`started_at`)} as "startedAt",
      extract(epoch from ended_at - started_at)::float8 as seconds, outcome, alive, exit_code as "exitCode",
      (counts ->> 'loaded')::numeric::int as loaded, (counts ->> 'failed')::numeric::int as failed
    from run_log order by run_log.run_id desc limit ${SHOWN.runs}`)
  const [success] = await executor.rows<{ at: string | null; rejected: number }>(sql`
    select ${isoText(sql`(select max(ended_at) from run_log where job = 'nightly' and outcome = 'done')`)} as at,
      (select count(*)::int from quarantine_open) as rejected`)
  const rejections = await executor.rows<RejectionRow>(sql`
    select listing, position, path, reason, ${isoText(sql`observed_at`)} as "observedAt"
    from quarantine_open q order by q.observed_at desc, listing, position limit ${SHOWN.rejections}`)
  const drift = await executor.rows<DriftRow>(sql`
    select era, path, change, count::int, ${isoText(sql`first_seen`)} as "firstSeen", ${isoText(sql`last_seen`)} as "lastSeen",
      ended_on::text as "endedOn"
    from drift_log order by last_seen desc, era, path limit ${SHOWN.drift}`)
  const quota = await executor.rows<QuotaRow>(sql`
    select bucket, with_token as "withToken", quota_identity as "quotaIdentity", remaining, granted, ${isoText(sql`resets_at`)} as "resetsAt"
    from quota_left q order by q.resets_at desc, bucket, quota_identity limit ${SHOWN.quotas}`)
  return {
    days,
    gaps,
    gapCount: days.filter(({ isGap }) => isGap).length,
    runs,
    lastSuccess: success?.at ?? null,
    rejections,
    rejectionCount: success?.rejected ?? 0,
    drift,
    quota,
  }
}
