import { hostname } from 'node:os'
import { chooseQuotaIdentity } from '../../src/crawl/quota-identity.ts'
import { createHttpClient, type HttpClient } from '../../src/crawl/http-client.ts'
import { fetchRobots, ROBOTS_VALID_HOURS } from '../../src/crawl/robots.ts'
import { type BudgetOwner, sharedBudgets } from '../../src/load/ledger/budget-store.ts'
import { knownRobots, recordRobots } from '../../src/load/ledger/robots-store.ts'
import type { Robots } from '../../src/model/robots.ts'
import type { JobContext } from '../run/job-context.ts'
import { userAgent } from '../../src/base/version.ts'

/** The client for the site of the settings. Close it. */
export function openSite(context: JobContext, maxRequests: number | null = null): HttpClient {
  const { config, clock, warehouse, retryPolicy } = context
  return createHttpClient({
    site: config.site,
    userAgent: userAgent(config.contact),
    token: config.token,
    clock,
    maxRequests,
    ...(retryPolicy?.deadlineMs === undefined ? {} : { deadlineMs: retryPolicy.deadlineMs }),
    // PGlite has one process at a time, and taking turns with its loader would slow the crawl.
    ...(warehouse.shared ? { budgets: sharedBudgets(warehouse, budgetOwner(config)) } : {}),
  })
}

/** Whose budget the requests of these settings are counted in. */
export function budgetOwner({ site, token, quotaIdentity }: JobContext['config']): BudgetOwner {
  return { site, quotaIdentity: chooseQuotaIdentity({ token, quotaIdentity, hostname: hostname() }) }
}

/** What the site's robots.txt says: as it was read in the last 24 hours, or read now. */
export async function askRobots(context: JobContext, client: HttpClient): Promise<Robots> {
  const { config, clock, warehouse, signal } = context
  const known = await knownRobots(warehouse, config.site)
  if (known && known.verdict !== 'unreachable') {
    const age = clock.now().since(known.checkedAt).total('hours')
    if (age >= 0 && age < ROBOTS_VALID_HOURS) return known
  }
  const robots = await fetchRobots(config.site, client, clock.now, signal)
  if (!signal.aborted) await recordRobots(warehouse, robots)
  return robots
}
