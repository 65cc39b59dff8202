import type { Account, Organization } from '../../model/records.ts'
import { listingName } from '../../model/listing.ts'
import type { Executor } from '../warehouse/executor.ts'
import type { LoggedCount } from './fold-counts.ts'
import type { ListFold } from './fold-list.ts'
import { knownAppearances, knownPapers, type KnownPaper } from './known-rows.ts'
import { ACCOUNTS, findActors, type FoundActors, ORGANIZATIONS } from './load-actors.ts'
import { loggedCounts, type LoggedSummary, loggedSummaries } from './read-log.ts'
import type { NewReading } from './reading-log.ts'

/**
 * What the tables hold of all that some readings name, before anything is written. Of a reading that drops out, or is
 * not believed, there is more here than is used.
 */
export interface KnownOfBatch {
  readonly summaries: readonly LoggedSummary[]
  /** All papers that were asked for; those that are there are in `papers`. */
  readonly askedPapers: ReadonlySet<string>
  readonly papers: ReadonlyMap<string, KnownPaper>
  readonly counts: ReadonlyMap<string, readonly LoggedCount[]>
  readonly accounts: FoundActors
  readonly organizations: FoundActors
  readonly appearances: ReadonlyMap<string, ListFold>
}

/** Asks all of it at once: each question sent before the one ahead of it is answered, so that it takes one way there and back. */
export async function askKnown(tx: Executor, readings: readonly NewReading[]): Promise<KnownOfBatch> {
  const askedPapers = new Set(readings.flatMap(({ paperIds }) => paperIds))
  const states = readings.flatMap(({ shown }) => shown.map(({ state }) => state))
  const lists = listsOf(readings)
  const [summaries, papers, counts, accounts, organizations, appearances] = await Promise.all([
    askSummaries(tx, readings),
    knownPapers(tx, [...askedPapers]),
    loggedCounts(tx, [...askedPapers]),
    findActors(tx, ACCOUNTS, distinct<Account>(states.flatMap((state) => state.accounts))),
    findActors(tx, ORGANIZATIONS, distinct<Organization>(states.flatMap((state) => state.organizations))),
    knownAppearances(tx, lists),
  ])
  return { summaries, askedPapers, papers, counts, accounts, organizations, appearances }
}

/** Asks what the log has of the readings' listings: enough where it has the readings themselves. */
export async function askSummaries(
  tx: Executor,
  readings: readonly NewReading[],
): Promise<readonly LoggedSummary[]> {
  return loggedSummaries(
    tx,
    listsOf(readings).map(({ listing, from }) => ({ ...listing, from })),
  )
}

/** Listings of readings, each with its first instant and papers. */
function listsOf(readings: readonly NewReading[]) {
  const byListing = Map.groupBy(readings, (reading) => listingName(reading))
  return [...byListing.values()].flatMap((each) => {
    const [first] = each
    if (!first) return []
    const { kind, key } = first
    const from = each.reduce(
      (least, { observedAt }) => (observedAt < least ? observedAt : least),
      first.observedAt,
    )
    return [{ listing: { kind, key }, from, paperIds: each.flatMap(({ paperIds }) => paperIds) }]
  })
}

function distinct<T extends Account | Organization>(actors: readonly T[]): T[] {
  return [...new Map(actors.map((each) => [`${each.id ?? ''} ${each.handle}`, each])).values()]
}
