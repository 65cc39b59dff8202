import { pino } from 'pino'
import { startReplica } from '../demo/replica.ts'
import type { JobContext } from '../jobs/run/job-context.ts'
import { nightly } from '../jobs/nightly/nightly.ts'
import { papers } from '../jobs/collect/papers.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'

/** A paper whose title is changed in the sample. */
const RENAMED = { id: '2509.16198', title: 'RPG: a Repository Planning Graph for Codebase Generation' }

/** The days of September at whose end some of papers' own pages are read, and how many. */
const PAPER_DAYS: ReadonlySet<number> = new Set([23, 27])
const PAPER_PAGES = 15

/**
 * Fills an empty warehouse with the replica's week of 2025-09-22, read twice a day as cron would, and with the own pages
 * of some of its papers, those of the first day up to ten days later: what the outputs in the documents come from.
 * Always the same, whatever the engine.
 */
export async function fillSample(warehouse: Warehouse): Promise<void> {
  const replica = await startReplica({ now: '2025-09-22T15:00:00Z', quota: false })
  const context: JobContext = {
    config: { site: replica.url, token: null, quotaIdentity: null, contact: null, browser: null },
    home: null,
    warehouse,
    clock: { now: () => replica.now() },
    logger: pino({ level: 'silent' }),
    progress: { start: () => undefined, advance: () => undefined, stop: () => undefined },
    signal: new AbortController().signal,
  }
  try {
    for (const day of [22, 23, 24, 25, 26, 27, 28]) {
      for (const hour of ['15:00', '23:00']) {
        replica.setNow(`2025-09-${day}T${hour}:00Z`)
        if (day === 24) replica.setFault({ kind: 'changed-title', ...RENAMED })
        await nightly(context, { paperPages: hour === '23:00' && PAPER_DAYS.has(day) ? PAPER_PAGES : 0 })
      }
    }
    replica.setNow('2025-10-02T15:00:00Z')
    const ofFirstDay = { from: '2025-09-22', to: '2025-09-22', missing: true, stale: true }
    await papers(context, { ...ofFirstDay, maxRequests: null })
  } finally {
    await replica.close()
  }
}
