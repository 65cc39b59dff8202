import { restOfHistory } from '../../jobs/run/rest-of-history.ts'
import type { Executor } from '../load/warehouse/executor.ts'
import type { Day } from '../model/day.ts'
import type { App } from './command.ts'
import { timeAtQuota } from './time-at-quota.ts'

/** Tells a person after the first run how to get all other days; prints nothing when none is missing. */
export async function reportRest({ terminal }: App, executor: Executor, today: Day): Promise<void> {
  const rest = await restOfHistory(executor, today)
  if (rest === null) return
  terminal.out(
    `This is the first run. For the other ${rest.days} days: npx paperboy backfill --from ${rest.from} --to ${rest.to} ` +
      `(${rest.days} requests, ${timeAtQuota(rest.days)}).`,
  )
}
