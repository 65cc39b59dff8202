import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from '../base/sql.ts'
import type { PlannedListing } from '../../jobs/nightly/plan-follow.ts'
import { type NightlyOptions, NIGHTLY_REQUESTS, requestsLeft } from '../../jobs/nightly/nightly.ts'
import { type Night, planOfNight } from '../../jobs/nightly/plan-of-night.ts'
import { papersOfNight, planPapers } from '../../jobs/nightly/plan-papers.ts'
import type { Config } from '../base/config.ts'
import { ownMigrations, requireMigrated } from '../load/warehouse/require-migrated.ts'
import { openWarehouse } from '../load/warehouse/open-warehouse.ts'
import { listingName } from '../model/listing.ts'
import type { NightPlan } from '../outputs/runs.ts'
import type { App } from './command.ts'
import { isoText } from './json.ts'
import { textTable } from './terminal.ts'

/** The requested night, with its limits of requests and papers' pages. */
interface Asked extends Pick<Night, 'follow'>, Pick<NightlyOptions, 'maxRequests'> {
  readonly day: string
  readonly paperPages: number
}

/** Everything that is due, from the ledger. */
interface Due {
  readonly lists: readonly PlannedListing[]
  readonly papers: readonly PlannedListing[]
}

/** Prints what a nightly run would fetch and why. Writes nothing, and creates no warehouse. */
export async function printNight(
  { terminal }: App,
  config: Config,
  { day, maxRequests, follow, paperPages }: Asked,
  json: boolean,
): Promise<void> {
  const due = await planWithoutWriting(config, { today: day, now: config.clock.now(), follow })
  const lists = due.lists.slice(0, maxRequests ?? NIGHTLY_REQUESTS)
  const waiting = due.lists.length - lists.length
  const most = Math.min(paperPages, requestsLeft(maxRequests, lists.length))
  const papersDue = paperPages === 0 ? [] : due.papers
  const papers = papersDue.slice(0, most)
  if (json) {
    terminal.out(
      JSON.stringify({
        lists: lists.map((each) => asJson(each)),
        requests: lists.length,
        waiting,
        papers: papers.map((each) => asJson(each)),
        papers_waiting: papersDue.length - papers.length,
      } satisfies NightPlan),
    )
    return
  }
  if (lists.length > 0)
    terminal.out(
      textTable(
        ['list', 'why'],
        lists.map(({ listing, why }) => [listingName(listing), why]),
        terminal.width,
      ),
    )
  const rest = waiting > 0 ? `; ${waiting} more are due in the next run` : ''
  terminal.out(
    `${lists.length} requests for lists${rest}. Also robots.txt, and the API for two of the days, to compare.`,
  )
  if (paperPages > 0)
    terminal.out(
      `Then at most ${most} papers' own pages: ${papersDue.length} are due now, and those of papers that the lists ` +
        'bring ("npx paperboy fetch papers --missing --stale --dry-run" lists them).',
    )
}

function asJson({ listing, why, fetchedAt }: PlannedListing) {
  return { listing: listingName(listing), why, fetched_at: isoText(fetchedAt) }
}

async function planWithoutWriting(config: Config, night: Night): Promise<Due> {
  const ofNothing = async () => ({ lists: await planOfNight(null, night), papers: [] })
  // Opening an embedded warehouse would create it.
  if (config.databaseUrl === null && !existsSync(join(config.home, 'warehouse'))) return ofNothing()
  const warehouse = await openWarehouse(config)
  try {
    const [ledger] = await warehouse.rows(
      sql`select 1 where ${sql.raw(ownMigrations(warehouse))} is not null`,
    )
    if (!ledger) return await ofNothing()
    await requireMigrated(warehouse)
    return {
      lists: await planOfNight(warehouse, night),
      papers: await planPapers(warehouse, papersOfNight(night.today, night.now)),
    }
  } finally {
    await warehouse.close()
  }
}
