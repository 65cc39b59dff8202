import { join } from 'node:path'
import { sql } from '../../base/sql.ts'
import { describeError } from '../../base/errors.ts'
import { budgetsLeft } from '../../load/ledger/budget-store.ts'
import { mergedStanding, readStandings } from '../../commands/standings.ts'
import type { StandingGauge } from '../../feature.ts'
import type { Executor } from '../../load/warehouse/executor.ts'
import { makePrivateFolder } from '../../base/private-folder.ts'
import { writeWhole } from '../../base/write-whole.ts'
import { isoInstant } from '../../model/day.ts'
import type { Health } from './documents.ts'
import type { JobContext } from '../../../jobs/run/job-context.ts'
import { budgetOwner } from '../../../jobs/collect/open-site.ts'
import { readStatus } from '../../../jobs/run/status.ts'

/** Health files, beside the embedded warehouse's folder. */
export const HEALTH_FILES = { health: 'health.json', metrics: 'metrics.prom' } as const

interface JobHealth extends Record<string, unknown> {
  readonly job: string
  /** Seconds since 1970. */
  readonly last_end: number
  readonly last_success: number | null
  readonly seconds: number
  readonly outcome: Health['jobs'][number]['outcome']
}

/**
 * Writes the state after a run, for monitoring of the machine: `health.json` for a health check, and
 * `metrics.prom` as OpenMetrics text for a collector of text files. Each is replaced atomically. A failure to
 * write is logged, and does not fail the run.
 */
export async function writeHealth(
  context: Pick<JobContext, 'config' | 'home' | 'warehouse' | 'clock' | 'logger'>,
): Promise<void> {
  const { config, home, warehouse, clock, logger } = context
  if (home === null) return
  try {
    const now = clock.now()
    const jobs = await jobHealth(warehouse)
    const status = await readStatus(warehouse, now)
    const states = Map.groupBy(status.calendar, ({ state }) => state)
    const days = Object.fromEntries([...states].map(([state, rows]) => [state, rows.length]))
    const quota = await budgetsLeft(warehouse, budgetOwner(config))
    const standings = await readStandings(warehouse)
    const health: Health = {
      written_at: isoInstant(now),
      jobs: jobs.map(({ job, last_end, last_success, seconds, outcome }) => ({
        job,
        outcome,
        seconds,
        last_end: instantOf(last_end),
        last_success: last_success === null ? null : instantOf(last_success),
      })),
      days,
      due: status.due.length,
      quarantined: status.quarantined,
      drifted: status.drifted,
      quota,
    }
    await makePrivateFolder(home)
    const document = { ...health, ...mergedStanding(standings, 'health') }
    await writeText(join(home, HEALTH_FILES.health), `${JSON.stringify(document, null, 2)}\n`)
    const metrics = await renderMetrics(jobs, {
      days,
      due: status.due.length,
      quarantined: status.quarantined,
      drifted: status.drifted,
      quota,
      gauges: standings.flatMap(({ gauges }) => gauges),
    })
    await writeText(join(home, HEALTH_FILES.metrics), metrics)
  } catch (error) {
    logger.warn({ error: describeError(error) }, `the health files in ${home} could not be written`)
  }
}

async function jobHealth(executor: Executor): Promise<readonly JobHealth[]> {
  return executor.rows<JobHealth>(sql`
    select distinct on (job) job, extract(epoch from ended_at)::float8 as last_end, outcome,
      extract(epoch from ended_at - started_at)::float8 as seconds,
      (select extract(epoch from max(ended_at))::float8 from runs s where s.job = runs.job and s.outcome = 'done')
        as last_success
    from runs where ended_at is not null order by job, id desc`)
}

function instantOf(seconds: number): string {
  return isoInstant(Temporal.Instant.fromEpochMilliseconds(Math.round(seconds * 1000)))
}

interface Counts {
  readonly days: Readonly<Record<string, number>>
  readonly due: number
  readonly quarantined: number
  readonly drifted: number
  readonly quota: Readonly<Record<string, number>>
  readonly gauges: readonly StandingGauge[]
}

async function renderMetrics(jobs: readonly JobHealth[], counts: Counts): Promise<string> {
  const { Gauge, Registry } = await import('prom-client')
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({
      name: `paperboy_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [registry],
    })
  const success = gauge('last_success_timestamp_seconds', 'End of the last complete run of the job.', ['job'])
  const end = gauge('last_run_timestamp_seconds', 'End of the last run of the job.', ['job'])
  const seconds = gauge('last_run_duration_seconds', 'Duration of the last run of the job.', ['job'])
  const done = gauge('last_run_done', 'Result of the last run of the job: 1 for complete, otherwise 0.', [
    'job',
  ])
  for (const { job, last_end, last_success, seconds: took, outcome } of jobs) {
    if (last_success !== null) success.set({ job }, last_success)
    end.set({ job }, last_end)
    seconds.set({ job }, took)
    done.set({ job }, outcome === 'done' ? 1 : 0)
  }
  const days = gauge('days', 'Days in the ledger, by state.', ['state'])
  for (const [state, count] of Object.entries(counts.days)) days.set({ state }, count)
  gauge('due_days', 'Days that the next nightly run would fetch.').set(counts.due)
  gauge('quarantined_entries', 'Entries in quarantine.').set(counts.quarantined)
  gauge('drifted_keys', 'Differences of pages from their known shape that persist.').set(counts.drifted)
  const quota = gauge('quota_remaining_requests', 'Requests left in the current window, by bucket.', [
    'bucket',
  ])
  for (const [bucket, left] of Object.entries(counts.quota)) quota.set({ bucket }, left)
  for (const { name, help, values } of counts.gauges) {
    const made = gauge(name, help, [...new Set(values.flatMap(({ labels = {} }) => Object.keys(labels)))])
    // A gauge without labels begins as 0, which for an instant would be 1970.
    if (values.length === 0) made.remove()
    for (const { labels = {}, value } of values) made.set(labels, value)
  }
  return registry.metrics()
}

async function writeText(path: string, text: string): Promise<void> {
  await writeWhole(path, async (file) => file.writeFile(text))
}
