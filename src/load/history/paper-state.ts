import { hash } from 'node:crypto'
import type { ListingReading } from '../../model/reading.ts'
import type { Account, Author, Organization, Paper, PaperPage, Reference } from '../../model/records.ts'

/** Fields of a paper whose values are counts: they change by the hour and stand in the observations. */
type Counts = 'upvotes' | 'comments' | 'stars'

/** All that one reading shows of a paper but its counts. What is null there is left out. */
export interface PaperState {
  readonly paper: Partial<Omit<Paper, 'id' | Counts>> & Pick<Paper, 'title'>
  readonly accounts: readonly Account[]
  readonly organizations: readonly Organization[]
  /** What the paper's own page tells; absent for lists. */
  readonly page?: PaperPage
}

/** A state with what it is stored under. */
export interface KnownState {
  readonly paperId: string
  readonly hash: string
  readonly state: PaperState
  /** The state as JSON text. */
  readonly json: string
  /** What it can be found by: `a:ID`, `a@handle`, `o:ID`, `o@handle`. */
  readonly actors: readonly string[]
}

/** The states of a reading's papers, in the order of its papers. */
export function statesOf(read: ListingReading): KnownState[] {
  const accounts = new Map(read.accounts.map((each) => [each.id ?? `@${each.handle}`, each]))
  const organizations = new Map(read.organizations.map((each) => [each.id ?? `@${each.handle}`, each]))
  return read.papers.map((paper) => {
    const { id, upvotes: _votes, comments: _comments, stars: _stars, ...rest } = paper
    const page = read.paperPage
    const people = [
      paper.submittedBy,
      ...(paper.authors ?? []).map(({ account }) => account),
      ...(page?.comments ?? []).map(({ author }) => author),
      ...(page?.upvoters ?? []),
    ]
    const state: PaperState = {
      paper: withoutNulls(rest) as PaperState['paper'],
      accounts: named(people, accounts),
      organizations: named([paper.organization], organizations),
      ...(page && { page }),
    }
    const json = JSON.stringify(state)
    return {
      paperId: id,
      hash: hash('md5', json),
      state,
      json,
      actors: [...actorKeys('a', state.accounts), ...actorKeys('o', state.organizations)],
    }
  })
}

function named<T extends Account | Organization>(
  references: readonly (Reference | null)[],
  known: ReadonlyMap<string, T>,
): T[] {
  const keys = new Set(references.flatMap((each) => (each ? [each.id ?? `@${each.handle}`] : [])))
  return [...keys].flatMap((key) => known.get(key) ?? [])
}

function actorKeys(letter: 'a' | 'o', actors: readonly (Account | Organization)[]): string[] {
  const keys = new Set<string>()
  for (const { id, handle } of actors) {
    if (id !== null) keys.add(`${letter}:${id}`)
    keys.add(`${letter}@${handle}`)
  }
  return [...keys]
}

function withoutNulls(fields: object): object {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) if (value !== null) kept[name] = value
  return kept
}

/** A digest of a paper's authors; the same for the same authors however their record was written. */
export function authorsHash(authors: readonly Author[]): string {
  const values = authors.map(({ position, name, hidden, account, claim, claimChangedAt }) => [
    position,
    name,
    hidden,
    account?.id ?? null,
    account?.handle ?? null,
    claim,
    claimChangedAt,
  ])
  return hash('md5', JSON.stringify(values))
}
