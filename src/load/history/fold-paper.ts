import { hash } from 'node:crypto'
import type { Author, Reference } from '../../model/records.ts'
import type { SightingKey } from '../../model/sighting-order.ts'
import { snakeName } from '../../model/snake-name.ts'
import { titleKey } from '../../model/title-key.ts'
import type { Counts } from '../../model/outside-count.ts'
import { foldCounts, type LoggedCount, NO_COUNTS, type Snapshot } from './fold-counts.ts'
import { authorsHash, type PaperState } from './paper-state.ts'

/** Finds the row that an account or organization has in the warehouse. */
export type Resolve = (reference: Reference | null) => string | null

/** One reading's word on one paper. */
export interface Sighting extends SightingKey, Counts {
  /** Undefined where only the counts are known. */
  readonly state: PaperState | undefined
  /** True when nulls of the state say nothing. */
  readonly keepsKnown: boolean
  readonly captureId: string
  readonly runId: string
}

/** A row of the table `papers`, by its columns, without the lineage. */
export type PaperRow = Readonly<Record<(typeof COLUMNS)[number], unknown>>

/** What a record says that a column of `papers` of the same name holds. */
const TOLD = [
  'version',
  'title',
  'abstract',
  'publishedAt',
  'submittedAt',
  'repository',
  'repositoryName',
  'repositoryAddedBy',
  'projectPage',
  'discussionId',
  'thumbnailUrl',
  'mediaUrls',
  'keywords',
  'aiSummary',
  'aiSummaryModel',
  'authorParticipating',
  'withdrawnAt',
  'authorCount',
  'extra',
] as const satisfies readonly (keyof PaperState['paper'])[]
const TOLD_COLUMNS = TOLD.map((property) => [snakeName(property), property] as const)

/** The columns of `papers` that readings fill. */
export const COLUMNS = [
  ...TOLD_COLUMNS.map(([column]) => column),
  'title_key',
  'submitted_by_id',
  'organization_id',
  'upvotes',
  'comments',
  'stars',
  'authors_hash',
  'daily_rank',
  'linked_models',
  'linked_datasets',
  'linked_spaces',
] as const

/** Columns in which a null never takes a value away: not every reading tells them. */
const KEPT: ReadonlySet<string> = new Set([
  'version',
  'upvotes',
  'comments',
  'stars',
  'author_count',
  'authors_hash',
  'daily_rank',
  'linked_models',
  'linked_datasets',
  'linked_spaces',
])

/** What of a paper is edited by people and models, in the sets in which it changes. */
const FIELD_SETS = {
  title: ['title'],
  abstract: ['abstract'],
  links: ['repository', 'project_page'],
  ai: ['ai_summary', 'keywords'],
} as const

/** Lineage of a row: which reading made it what it is. */
export interface Source {
  readonly captureId: string
  readonly runId: string
  readonly observedAt: string
}

/** One value that a field set had. */
export interface Version extends Source {
  readonly fieldSet: string
  readonly hash: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly firstSeen: string
  /** Null for the value of the newest sighting. */
  readonly lastSeen: string | null
}

/** An author, and the reading that first showed it at this place as it is. */
export interface PlacedAuthor extends Author {
  readonly source: Source
}

/** A paper as the sightings before left it. */
export interface PaperStart {
  readonly row: PaperRow
  /** Those of its last snapshot: what an outside source told is among them, and not in the row. */
  readonly counts: Counts
}

/** What was made of a paper. */
export interface FoldedPaper {
  readonly row: PaperRow
  /** Null when no reading changed the row that the fold began with. */
  readonly source: Source | null
  /** Those that differ from the count before. */
  readonly snapshots: readonly Snapshot[]
  /** All authors when they are others than at the beginning, else null. */
  readonly authors: readonly PlacedAuthor[] | null
  /** Field sets whose value is another one than before a reading; none for a paper that begins here. */
  readonly edited: boolean
  /** The values of field sets that had more than one. Whole only when the fold began with nothing. */
  readonly versions: readonly Version[]
}

/**
 * Goes on through the sightings of a paper, in the order of `compareSightings`.
 *
 * @param start null for a paper that was never seen
 * @param outside its counts in the log of outside counts; none when all sightings are later than these
 * @returns null for a paper of which no sighting told anything but counts
 */
export function foldPaper(
  start: PaperStart | null,
  sightings: readonly Sighting[],
  resolve: { readonly account: Resolve; readonly organization: Resolve },
  outside: readonly LoggedCount[] = [],
): FoldedPaper | null {
  let row = start?.row ?? null
  let source: Source | null = null
  let authors: readonly PlacedAuthor[] | null = null
  let edited = false
  const history = new ValueHistory()
  const seen = start ? sightings : fromFirstState(sightings)
  for (const sighting of seen) {
    const { captureId, runId, observedAt } = sighting
    const at: Source = { captureId, runId, observedAt }
    const told = toldBy(sighting, resolve)
    const next = merged(row, told, sighting)
    if (sighting.state?.paper.authors && next.authors_hash !== row?.authors_hash) {
      authors = placed(sighting.state.paper.authors, authors, at)
    }
    if (row && Object.keys(FIELD_SETS).some((set) => valueOf(row as PaperRow, set) !== valueOf(next, set)))
      edited = true
    if (differs(row, next)) source = at
    history.add(next, at)
    row = next
  }
  if (!row) return null
  const snapshots = foldCounts(start?.counts ?? NO_COUNTS, seen, outside)
  return { row, source, snapshots, authors, edited: start !== null && edited, versions: history.versions() }
}

/** The sightings from the first on that told more than counts: before it there is no paper. */
export function fromFirstState<Each extends { readonly state: unknown }>(sightings: readonly Each[]): Each[] {
  const first = sightings.findIndex(({ state }) => state !== undefined)
  return first === -1 ? [] : sightings.slice(first)
}

/** The columns that a sighting tells; those that it knows nothing of are not there. */
function toldBy(
  { state, upvotes, comments, stars }: Sighting,
  { account, organization }: { readonly account: Resolve; readonly organization: Resolve },
): Partial<PaperRow> {
  const counts = { upvotes, comments, stars }
  if (!state) return counts
  const { paper, page } = state
  const told: Partial<Record<(typeof COLUMNS)[number], unknown>> = {
    ...counts,
    title_key: titleKey(paper.title),
    submitted_by_id: account(paper.submittedBy ?? null),
    organization_id: organization(paper.organization ?? null),
    authors_hash: paper.authors ? authorsHash(paper.authors) : null,
    daily_rank: page?.dailyRank ?? null,
    linked_models: page?.linkedModels ?? null,
    linked_datasets: page?.linkedDatasets ?? null,
    linked_spaces: page?.linkedSpaces ?? null,
  }
  for (const [column, property] of TOLD_COLUMNS) told[column] = paper[property] ?? null
  return told
}

function merged(row: PaperRow | null, told: Partial<PaperRow>, { keepsKnown, state }: Sighting): PaperRow {
  const entries = COLUMNS.map((name) => {
    const known = row?.[name] ?? null
    const value = told[name] ?? null
    const keeps = value === null && (keepsKnown || KEPT.has(name) || !state)
    return [name, keeps ? known : value]
  })
  return Object.fromEntries(entries) as PaperRow
}

function differs(a: PaperRow | null, b: PaperRow): boolean {
  return a === null || COLUMNS.some((name) => !isSame(a[name], b[name]))
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && canonical(a) === canonical(b))
}

/** Authors of a new list; those that stand where they stood keep their source. */
function placed(
  authors: readonly Author[],
  before: readonly PlacedAuthor[] | null,
  source: Source,
): PlacedAuthor[] {
  return authors.map((author, index) => {
    const known = before?.[index]
    return {
      ...author,
      source: known && authorsHash([known]) === authorsHash([author]) ? known.source : source,
    }
  })
}

/** JSON with its keys in order, so that equal values are equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(inOrder(value))
}

function inOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((each) => inOrder(each))
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, each]) => [name, inOrder(each)]))
}

/** The value of a field set, as text; empty when none of its fields has one. */
function valueOf(row: PaperRow, set: string): string {
  const names = FIELD_SETS[set as keyof typeof FIELD_SETS]
  const fields = names.flatMap((name) => (row[name] === null ? [] : [[name, row[name]] as const]))
  return fields.length === 0 ? '' : canonical(Object.fromEntries(fields))
}

/** Which values each field set had, and when. */
class ValueHistory {
  readonly #sets = new Map<string, Map<string, { first: Source; last: string; isCurrent: boolean }>>()

  add(row: PaperRow, at: Source): void {
    for (const set of Object.keys(FIELD_SETS)) {
      const values =
        this.#sets.get(set) ?? new Map<string, { first: Source; last: string; isCurrent: boolean }>()
      this.#sets.set(set, values)
      const now = valueOf(row, set)
      for (const [value, each] of values) if (value !== now) each.isCurrent = false
      if (now === '') continue
      const known = values.get(now)
      if (known) {
        known.last = at.observedAt
        known.isCurrent = true
      } else values.set(now, { first: at, last: at.observedAt, isCurrent: true })
    }
  }

  versions(): Version[] {
    return [...this.#sets].flatMap(([fieldSet, values]) =>
      values.size < 2
        ? []
        : [...values].map(([value, { first, last, isCurrent }]) => ({
            fieldSet,
            hash: hash('md5', value),
            fields: JSON.parse(value) as Record<string, unknown>,
            firstSeen: first.observedAt,
            lastSeen: isCurrent ? null : last,
            ...first,
          })),
    )
  }
}
