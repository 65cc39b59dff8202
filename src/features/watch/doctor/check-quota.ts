import { wallMs } from '../../../base/clock.ts'
import { type KnownWindow, knownWindows } from '../../../load/ledger/budget-store.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'
import { isoInstant } from '../../../model/day.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'
import { budgetOwner } from '../../../../jobs/collect/open-site.ts'
import { type Finding, warning, well } from '../../../base/finding.ts'

/** Rest of the site's quota, and the time until which the site wants no requests. */
export interface Quota {
  readonly finding: Finding
  /** Null when requests are allowed. */
  readonly quietUntil: string | null
}

/** Reads the rest of the site's quota from the ledger; asks the site nothing. */
export async function checkQuota(warehouse: Warehouse, config: JobContext['config']): Promise<Quota> {
  return quotaOf(await knownWindows(warehouse, budgetOwner(config)), wallMs())
}

/**
 * Sums up the known windows at a given time.
 *
 * @param nowMs milliseconds since 1970
 */
export function quotaOf(windows: readonly KnownWindow[], nowMs: number): Quota {
  const current = windows.filter(({ endsMs }) => endsMs > nowMs)
  if (current.length === 0)
    return {
      finding: well('quota', "whole, as far as is known: no window of the site's is under way"),
      quietUntil: null,
    }
  const told = current.map(
    ({ bucket, left, limit, endsMs }) =>
      `${bucket}: ${Math.floor(left)} of ${limit} left until ${instant(endsMs)}`,
  )
  const spent = current.filter(({ left }) => left < 1)
  const found = told.join('; ')
  if (spent.length === 0) return { finding: well('quota', found), quietUntil: null }
  const quietUntil = instant(Math.max(...spent.map(({ endsMs }) => endsMs)))
  return {
    finding: warning('quota', found, `wait until ${quietUntil}; runs wait by themselves`),
    quietUntil,
  }
}

function instant(ms: number): string {
  return isoInstant(Temporal.Instant.fromEpochMilliseconds(Math.ceil(ms)))
}
