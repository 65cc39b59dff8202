import { sql } from '../../base/sql.ts'
import { listingName } from '../../model/listing.ts'
import type { Account, Organization, Reference } from '../../model/records.ts'
import { compareSightings, type SightingKey } from '../../model/sighting-order.ts'
import { textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import { derivePages } from './derive-pages.ts'
import { dropPapersWithoutSightings } from './drop-papers.ts'
import { foldList, type ListFold, UNREAD } from './fold-list.ts'
import type { KnownOfBatch } from './known-batch.ts'
import { sent } from '../warehouse/transaction-scope.ts'
import { type FoldedPaper, foldPaper, type PaperRow, type Sighting } from './fold-paper.ts'
import { knownAppearances, knownPapers, type KnownPaper } from './known-rows.ts'
import { ACCOUNTS, loadActors, type Mention, ORGANIZATIONS } from './load-actors.ts'
import type { Resolve } from './fold-paper.ts'
import type { JudgedReading, Logged } from './log-lists.ts'
import type { PaperState } from './paper-state.ts'
import {
  loggedCounts,
  loggedReadings,
  loggedSightings,
  type StateOf,
  stateKey,
  statesOfPapers,
  type Target,
} from './read-log.ts'
import type { LoggedReading } from './reading-log.ts'
import { rebuildActors } from './rebuild-actors.ts'
import { type ListToWrite, writeAppearances, writePapers } from './write-history.ts'
import { indexTexts } from './index-texts.ts'

/** Rows inserted, updated or taken out, by table. */
export type RowCounts = Readonly<Record<string, number>>

/** What became of the history. */
export interface Derived {
  /** Their statements are sent, and need not be answered for the next ones to be. */
  readonly rows: Promise<RowCounts>
  /** New papers whose full text is still to be built, where that was asked for. */
  readonly withoutText: readonly string[]
}

const NOBODY = { account: () => null, organization: () => null }

/**
 * Brings papers, appearances, snapshots, versions, accounts and organizations up to date with the log. What is later
 * than all before it goes on from the rows that are there; what is not is derived anew from the log, with the same
 * folds, so that the order of loading makes no difference.
 *
 * @param asked what was known before anything was written; asked for where it is left out
 * @param textsLater true to leave out the full text of new papers
 */
export async function deriveHistory(
  tx: Executor,
  { lists, moved }: Pick<Logged, 'lists' | 'moved'>,
  { asked = null, textsLater = false }: { asked?: KnownOfBatch | null; textsLater?: boolean } = {},
): Promise<Derived> {
  const believed = lists.flatMap(({ fresh }) => fresh.filter(({ verdict }) => !verdict.onHold))
  const states = new Map<string, PaperState>()
  for (const { paperId, hash, state } of believed.flatMap(({ shown }) => shown))
    states.set(stateKey(paperId, hash), state)
  const stateOf = (paperId: string, hash: string | null) =>
    hash === null ? undefined : states.get(stateKey(paperId, hash))

  const sightings = Map.groupBy(
    believed.flatMap((each) => sightingsOf(each, stateOf)),
    ({ paperId }) => paperId,
  )
  const known = await knownOf(tx, [...sightings.keys(), ...moved.paperIds], asked)
  const anew = new Set([...moved.paperIds, ...papersToDeriveAnew(sightings, known)])
  const again = lists.filter(({ goesOn }) => !goesOn).map(({ listing }) => listing)
  const listLogs = Map.groupBy(await loggedReadings(tx, again), listingOf)

  const targets = await findTargets(tx, anew, believed, [...listLogs.values()].flat())
  const logged = Map.groupBy(await loggedSightings(tx, targets), ({ paperId }) => paperId)
  const begun = [...sightings.keys()].filter((paperId) => !known.has(paperId))
  const outside = await countsOf(tx, [...anew, ...begun], asked)
  const listed = [...listLogs.values()].flat().flatMap(({ paperIds }) => paperIds)
  for (const [key, state] of await statesOfPapers(tx, [...new Set([...anew, ...listed])]))
    states.set(key, state)

  const used = [
    ...[...sightings.values()].flat().flatMap(({ state }) => state ?? []),
    ...[...logged.values()].flat().flatMap(({ paperId, stateHash }) => stateOf(paperId, stateHash) ?? []),
    ...[...listLogs.values()]
      .flat()
      .flatMap(({ paperIds, states: hashes }) =>
        paperIds.flatMap((paperId, place) => stateOf(paperId, hashes?.[place] ?? null) ?? []),
      ),
  ]
  const [accounts, organizations] = await Promise.all([
    loadActors<Account>(
      tx,
      ACCOUNTS,
      mentionsOf(believed, stateOf, ({ accounts: people }) => people),
      referencesOf(used, ({ accounts: people }) => people),
      asked?.accounts,
    ),
    loadActors<Organization>(
      tx,
      ORGANIZATIONS,
      mentionsOf(believed, stateOf, ({ organizations: houses }) => houses),
      referencesOf(used, ({ organizations: houses }) => houses),
      asked?.organizations,
    ),
  ])
  const resolve = { account: accounts.resolve, organization: organizations.resolve }

  const folded = new Map<string, FoldedPaper | null>()
  const withState = (
    each: { paperId: string; stateHash: string | null } & Omit<Sighting, 'state'>,
  ): Sighting => ({
    ...each,
    state: stateOf(each.paperId, each.stateHash),
  })
  for (const paperId of anew) {
    const all = (logged.get(paperId) ?? []).map(withState).toSorted(compareSightings)
    folded.set(paperId, foldPaper(null, all, resolve, outside.get(paperId)))
  }
  for (const [paperId, each] of sightings) {
    if (anew.has(paperId)) continue
    const sorted = each.toSorted(compareSightings)
    folded.set(paperId, foldPaper(known.get(paperId) ?? null, sorted, resolve, outside.get(paperId)))
  }
  const lastRead = await foldLists(tx, {
    lists,
    listLogs,
    stateOf,
    account: resolve.account,
    // A placeholder that became an account took its appearances along.
    starts: accounts.hasPromoted ? null : (asked?.appearances ?? null),
  })

  // The papers go first: the others refer to them.
  const papers = sent(writePapers(tx, folded, known, anew, resolve.account))
  const appearances = sent(writeAppearances(tx, lastRead))
  const gone = await dropPapersWithoutSightings(tx, folded)
  const pages = await derivePages(tx, believed, moved.paperIds, stateOf, resolve.account)
  const contested = actorsToDeriveAnew(moved.actors, accounts.contested, organizations.contested)
  const rebuilt = {
    accounts: await rebuildActors(tx, ACCOUNTS, contested.accounts),
    organizations: await rebuildActors(tx, ORGANIZATIONS, contested.organizations),
  }
  const withoutText = textsLater
    ? [...folded].flatMap(([id, paper]) => (paper && !known.has(id) ? [id] : []))
    : []
  const later = new Set(withoutText)
  const named = await findPapers(tx, [...organizations.renamed, ...contested.organizations])
  const indexed = indexTexts(tx, [
    ...[...folded].flatMap(([id, paper]) => (!later.has(id) && isTextNew(known.get(id), paper) ? [id] : [])),
    ...named,
  ])
  const all = Promise.all([papers, appearances, accounts.written, organizations.written, indexed])
  const rows = all.then(([written, onLists, people, houses]) => ({
    accounts: people + rebuilt.accounts,
    organizations: houses + rebuilt.organizations,
    ...written,
    papers: written.papers + gone,
    appearances: onLists,
    ...pages,
  }))
  return { rows: sent(rows), withoutText }
}

/** Known papers: those that were asked for already, and others. */
async function knownOf(
  tx: Executor,
  paperIds: readonly string[],
  asked: KnownOfBatch | null,
): Promise<ReadonlyMap<string, KnownPaper>> {
  if (!asked) return knownPapers(tx, paperIds)
  const others = await knownPapers(
    tx,
    paperIds.filter((id) => !asked.askedPapers.has(id)),
  )
  return new Map([...asked.papers, ...others])
}

/** What outside sources told of some papers, and of no others: what goes on has had it. */
async function countsOf(tx: Executor, paperIds: readonly string[], asked: KnownOfBatch | null) {
  if (!asked) return loggedCounts(tx, paperIds)
  const others = await loggedCounts(
    tx,
    paperIds.filter((id) => !asked.askedPapers.has(id)),
  )
  return new Map(
    paperIds.flatMap((id) => {
      const counts = asked.counts.get(id) ?? others.get(id)
      return counts ? [[id, counts] as const] : []
    }),
  )
}

type FoundSighting = Sighting & { readonly paperId: string }

/** What a reading says of each of its papers. */
function sightingsOf(reading: JudgedReading, stateOf: StateOf): FoundSighting[] {
  const { observedAt, kind, key, source, captureId, runId, verdict } = reading
  return reading.paperIds.map((paperId, place) => ({
    paperId,
    observedAt,
    kind,
    key,
    source,
    captureId,
    runId,
    keepsKnown: verdict.keepsKnown,
    upvotes: reading.upvotes[place] ?? null,
    comments: reading.comments[place] ?? null,
    stars: reading.stars[place] ?? null,
    state: stateOf(paperId, reading.states?.[place] ?? null),
  }))
}

/** Papers that a reading as late as the new ones has seen already, or whose edited fields change. */
function papersToDeriveAnew(
  sightings: ReadonlyMap<string, readonly FoundSighting[]>,
  known: ReadonlyMap<string, KnownPaper>,
): string[] {
  return [...sightings].flatMap(([paperId, each]) => {
    const before = known.get(paperId)
    if (!before) return []
    const isLate = each.some(({ observedAt }) => observedAt <= before.lastSeen)
    const isEdited = () => foldPaper(before, each.toSorted(compareSightings), NOBODY)?.edited === true
    return isLate || isEdited() ? [paperId] : []
  })
}

function listingOf({ kind, key }: SightingKey): string {
  return listingName({ kind, key })
}

/** On which listings papers stand or stood: as the appearances say, and by the readings of this batch. */
async function findTargets(
  tx: Executor,
  paperIds: ReadonlySet<string>,
  believed: readonly LoggedReading[],
  logged: readonly LoggedReading[],
): Promise<Target[]> {
  if (paperIds.size === 0) return []
  const known = await tx.rows<Target & Record<string, unknown>>(sql`
    select paper_id, kind, key from stored_appearances where paper_id = any(${textArray([...paperIds])})`)
  const targets = new Map(known.map((each) => [`${each.paper_id} ${each.kind} ${each.key}`, each as Target]))
  for (const reading of [...believed, ...logged]) {
    const { kind, key } = reading
    for (const paper_id of reading.paperIds) {
      if (paperIds.has(paper_id)) targets.set(`${paper_id} ${kind} ${key}`, { paper_id, kind, key })
    }
  }
  return [...targets.values()]
}

function mentionsOf<T extends Account | Organization>(
  believed: readonly JudgedReading[],
  stateOf: StateOf,
  namedIn: (state: PaperState) => readonly T[],
): Mention<T>[] {
  return believed.toSorted(compareSightings).flatMap((reading) => {
    const { captureId, runId, observedAt } = reading
    const named = new Set(
      reading.shown.flatMap(({ paperId, hash }) => {
        const state = stateOf(paperId, hash)
        return state ? namedIn(state) : []
      }),
    )
    return [...named].map((actor) => ({ actor, key: reading, source: { captureId, runId, observedAt } }))
  })
}

function referencesOf(
  states: readonly PaperState[],
  namedIn: (state: PaperState) => readonly Reference[],
): Reference[] {
  const references = new Map<string, Reference>()
  for (const state of new Set(states))
    for (const { id, handle } of namedIn(state)) references.set(`${id ?? ''} ${handle}`, { id, handle })
  return [...references.values()]
}

interface ListsToFold {
  readonly lists: Logged['lists']
  readonly listLogs: ReadonlyMap<string, readonly LoggedReading[]>
  readonly stateOf: StateOf
  readonly account: Resolve
  /** How the lists stood; asked for where it is null. */
  readonly starts: ReadonlyMap<string, ListFold> | null
}

async function foldLists(
  tx: Executor,
  { lists, listLogs, stateOf, account, starts: asked }: ListsToFold,
): Promise<ListToWrite[]> {
  // Once accounts are loaded: a placeholder that becomes one takes its appearances along.
  const goingOn = lists
    .filter(({ goesOn }) => goesOn)
    .map(({ listing, fresh }) => ({ listing, paperIds: fresh.flatMap(({ paperIds }) => paperIds) }))
  const starts = asked ?? (await knownAppearances(tx, goingOn))
  return lists.map(({ listing, fresh, goesOn }) => {
    const name = listingName(listing)
    const start: ListFold = goesOn ? (starts.get(name) ?? UNREAD) : UNREAD
    const readings = goesOn
      ? fresh.filter(({ verdict }) => !verdict.onHold)
      : (listLogs.get(name) ?? []).toSorted(compareSightings)
    return { listing, anew: !goesOn, folded: foldList(start, readings, account, stateOf) }
  })
}

function actorsToDeriveAnew(
  moved: ReadonlySet<string>,
  accounts: ReadonlySet<string>,
  organizations: ReadonlySet<string>,
) {
  const movedIds = (letter: string) =>
    [...moved].flatMap((key) =>
      key.startsWith(`${letter}:`) ? [key.slice(2)] : key.startsWith(`${letter}@`) ? [key.slice(1)] : [],
    )
  return {
    accounts: new Set([...accounts, ...movedIds('a')]),
    organizations: new Set([...organizations, ...movedIds('o')]),
  }
}

/** True when the full text of a paper is another than it was. */
function isTextNew(known: KnownPaper | undefined, paper: FoldedPaper | null): boolean {
  if (!paper) return false
  if (!known) return true
  const { row } = paper
  const before: PaperRow = known.row
  return (
    before.title !== row.title ||
    before.abstract !== row.abstract ||
    before.organization_id !== row.organization_id ||
    before.authors_hash !== row.authors_hash ||
    JSON.stringify(before.keywords) !== JSON.stringify(row.keywords)
  )
}

/** The papers of organizations, whose names are a part of the full text. */
async function findPapers(tx: Executor, organizations: readonly string[]): Promise<string[]> {
  if (organizations.length === 0) return []
  const rows = await tx.rows<{ id: string }>(
    sql`select id from stored_papers where organization_id = any(${textArray(organizations)})`,
  )
  return rows.map(({ id }) => id)
}
