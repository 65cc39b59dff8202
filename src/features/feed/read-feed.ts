import { dayOf } from '../../model/day.ts'
import type { Executor } from '../../query/executor.ts'
import { readPeriodCoverage } from '../../query/read-period-coverage.ts'
import type { Selection } from '../../query/selection.ts'
import type { Feed } from './feed.ts'
import { type FeedAddresses, feedFrom } from './feed-from.ts'
import { lastChanges } from './last-changes.ts'
import { selectForFeed } from './select-for-feed.ts'

/**
 * Reads a selection's feed from the warehouse.
 *
 * @param options.now the reference instant of moving periods and momentum; it affects nothing else
 */
export async function readFeed(
  executor: Executor,
  selection: Selection,
  { now, ...addresses }: FeedAddresses & { readonly now: Temporal.Instant },
): Promise<Feed> {
  const selected = await selectForFeed(executor, selection, now)
  const coverage =
    selection.at === null ? await readPeriodCoverage(executor, selected.period, dayOf(now)) : null
  const changes = await lastChanges(executor, selection, selected)
  return feedFrom({ selection, ...selected, coverage, changes }, addresses)
}
