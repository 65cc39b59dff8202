import { sql } from '../../base/sql.ts'
import type { Account, Organization, Reference } from '../../model/records.ts'
import { compareSightings, type SightingKey } from '../../model/sighting-order.ts'
import { CAPTURE_SOURCE, iso } from '../warehouse/sql-text.ts'
import { sent } from '../warehouse/transaction-scope.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import type { Resolve, Source } from './fold-paper.ts'
import { promote } from './promote-placeholder.ts'

/** One reading's word on an account or organization. */
export interface Mention<T> {
  readonly actor: T
  readonly key: SightingKey
  readonly source: Source
}

type Actor = Account | Organization

/** What accounts and organizations differ in, for those who treat them alike. */
export interface ActorKind {
  readonly letter: 'a' | 'o'
  readonly table: 'stored_accounts' | 'stored_organizations'
  /** Where the log's states have them. */
  readonly list: 'accounts' | 'organizations'
  /** Columns, with the field of the record that fills each. */
  readonly fields: Readonly<Record<string, string>>
}

export const ACCOUNTS: ActorKind = {
  letter: 'a',
  table: 'stored_accounts',
  list: 'accounts',
  fields: {
    handle: 'handle',
    fullname: 'fullname',
    avatar_url: 'avatarUrl',
    kind: 'kind',
    is_pro: 'isPro',
  },
}

export const ORGANIZATIONS: ActorKind = {
  letter: 'o',
  table: 'stored_organizations',
  list: 'organizations',
  fields: { handle: 'handle', name: 'name', avatar_url: 'avatarUrl' },
}

/** What became of the mentions of a batch. */
export interface ActorsLoaded {
  /** Rows inserted or updated; the statement is sent. */
  readonly written: Promise<number>
  readonly resolve: Resolve
  /** Ids with a field of which readings tell several values: to be derived from the log once that is written. */
  readonly contested: ReadonlySet<string>
  /** Ids of rows that were there and were written, or took the place of a placeholder. */
  readonly renamed: ReadonlySet<string>
  /** True when an account took the place of a placeholder, and other rows went along. */
  readonly hasPromoted: boolean
}

interface KnownActor extends Record<string, unknown> {
  readonly id: string
  readonly handle: string
  readonly capture_id: string
  readonly at: SightingKey
}

interface FormerValue extends Record<string, unknown> {
  readonly id: string
  readonly field: string
  readonly value: string
  readonly last_seen: string
}

/**
 * Loads what readings say of accounts or organizations. A row is known by the site's id; it says when the account was
 * first seen, and of each field the value that was seen last. A mention with only a handle means the account that was
 * seen with the handle (of several the one with the smallest id), else a placeholder with the id `@handle`, whose
 * place the account takes once a reading tells its id.
 *
 * @param mentions in the order of `compareSightings`
 * @param others references of readings before: they are looked up, and one that is not there gets a row for now
 * @param found what is known of them, where that was asked before
 */
export async function loadActors<T extends Actor>(
  tx: Executor,
  kind: ActorKind,
  mentions: readonly Mention<T>[],
  others: readonly Reference[] = [],
  found: FoundActors | null = null,
): Promise<ActorsLoaded> {
  const references = [...mentions.map(({ actor }) => actor), ...others]
  if (references.length === 0)
    return {
      written: Promise.resolve(0),
      resolve: () => null,
      contested: new Set(),
      renamed: new Set(),
      hasPromoted: false,
    }
  const { known, former } =
    found && references.every((each) => isAsked(found, each)) ? found : await findActors(tx, kind, references)
  const byHandle = idsByHandle(references, known, former)
  const resolve: Resolve = (reference) =>
    reference && (reference.id ?? byHandle.get(reference.handle) ?? `@${reference.handle}`)

  const rows = new Map<string, { fields: Record<string, unknown>; first: Mention<T>; changed: boolean }>()
  const contested = new Set<string>()
  for (const mention of mentions) {
    const id = resolve(mention.actor)
    // What has only a handle adds nothing to an account that is known by its id.
    if (id === null || (mention.actor.id === null && !id.startsWith('@'))) continue
    const before = known.get(id)
    const row = rows.get(id) ?? {
      fields: before ? { ...before } : {},
      first: mention,
      changed: !before || compareSightings(mention.key, before.at) < 0,
    }
    rows.set(id, row)
    for (const [column, field] of Object.entries(kind.fields)) {
      const told = (mention.actor as unknown as Record<string, unknown>)[field] ?? null
      const now = row.fields[column] ?? null
      if (told === null || told === now) continue
      if (now === null) {
        row.fields[column] = told
        row.changed = true
      } else if (!isFormer(former.get(id), column, told, mention.key.observedAt)) contested.add(id)
    }
  }
  await addStubs(tx, kind, others, { resolve, known, rows, contested })
  const written = sent(
    upsertChanged(tx, {
      table: kind.table,
      key: ['id'],
      withLineage: true,
      rows: [...rows].flatMap(([id, { fields, first, changed }]) => {
        if (!changed) return []
        const before = known.get(id)
        const isFirst = !before || compareSightings(first.key, before.at) < 0
        const { captureId, runId, observedAt } = isFirst
          ? first.source
          : { captureId: before.capture_id, runId: first.source.runId, observedAt: before.at.observedAt }
        return [
          {
            id,
            ...Object.fromEntries(Object.keys(kind.fields).map((name) => [name, fields[name] ?? null])),
            observed_at: observedAt,
            capture_id: captureId,
            run_id: runId,
          },
        ]
      }),
    }),
  )
  const renamed = new Set([...rows].flatMap(([id, { changed }]) => (changed && known.has(id) ? [id] : [])))
  let hasPromoted = false
  for (const placeholder of known.keys()) {
    const id = placeholder.startsWith('@') ? byHandle.get(placeholder.slice(1)) : undefined
    if (id === undefined) continue
    await promote(tx, kind.table, placeholder, id)
    renamed.add(id)
    hasPromoted = true
  }
  return { written, resolve, contested, renamed, hasPromoted }
}

/** Rows for those whose readings count only now; what they say follows once the log is written. */
async function addStubs(
  tx: Executor,
  kind: ActorKind,
  others: readonly Reference[],
  context: {
    readonly resolve: Resolve
    readonly known: ReadonlyMap<string, KnownActor>
    readonly rows: ReadonlyMap<string, unknown>
    readonly contested: Set<string>
  },
): Promise<void> {
  const stubs = new Map<string, Record<string, unknown>>()
  for (const other of others) {
    const id = context.resolve(other)
    if (id === null || context.known.has(id) || context.rows.has(id)) continue
    const lineage = { observed_at: '1970-01-01T00:00:00.000Z', capture_id: 0, run_id: 0 }
    stubs.set(id, { id, handle: other.handle, ...lineage })
    context.contested.add(id)
  }
  await upsertChanged(tx, { table: kind.table, key: ['id'], rows: [...stubs.values()], onlyNew: true })
}

/** True for a value that is known to have been followed by another one since. */
function isFormer(
  values: readonly FormerValue[] | undefined,
  column: string,
  told: unknown,
  at: string,
): boolean {
  return (
    values?.some(
      ({ field, value, last_seen }) => field === column && value === String(told) && at <= last_seen,
    ) ?? false
  )
}

/** What the tables hold of some accounts or organizations, and which were asked for. */
export interface FoundActors {
  readonly asked: ReadonlySet<string>
  readonly known: ReadonlyMap<string, KnownActor>
  readonly former: ReadonlyMap<string, readonly FormerValue[]>
}

function isAsked({ asked }: FoundActors, { id, handle }: Reference): boolean {
  return asked.has(`@${handle}`) && (id === null || asked.has(id))
}

/** Looks up accounts or organizations by their ids and their handles. */
export async function findActors(
  tx: Executor,
  { table, letter }: ActorKind,
  references: readonly Reference[],
): Promise<FoundActors> {
  if (references.length === 0) return { asked: new Set(), known: new Map(), former: new Map() }
  const handles = [...new Set(references.map(({ handle }) => handle))]
  const ids = [
    ...new Set(references.flatMap(({ id }) => (id === null ? [] : [id]))),
    ...handles.map((handle) => `@${handle}`),
  ]
  const [rows, former] = await Promise.all([
    tx.rows<KnownActor & Record<'c_kind' | 'c_key' | 'c_source', string | null>>(sql`
    select t.*, t.capture_id::text as capture_id, ${iso('t.observed_at')} as seen, c.kind as c_kind, c.key as c_key,
      ${CAPTURE_SOURCE} as c_source
    from ${sql.identifier(table)} t left join captures c on c.id = t.capture_id
    where t.id = any(${textArray(ids)}) or t.handle = any(${textArray(handles)})`),
    tx.rows<FormerValue>(sql`
    select id, field, value, ${iso('last_seen')} as last_seen from former_values
    where kind = ${letter}
      and (id = any(${textArray(ids)}) or field = 'handle' and value = any(${textArray(handles)}))`),
  ])
  return {
    asked: new Set(ids),
    known: new Map(
      rows.map((row) => [
        row.id,
        {
          ...row,
          at: {
            observedAt: String(row['seen']),
            // A capture that was pruned out counts as the first of its instant.
            kind: (row.c_kind ?? '') as SightingKey['kind'],
            key: row.c_key ?? '',
            source: row.c_source ?? '',
          },
        },
      ]),
    ),
    former: Map.groupBy(former, ({ id }) => id),
  }
}

/** The account that a handle alone means; handles that no account with an id was seen with are not there. */
function idsByHandle(
  references: readonly Reference[],
  known: ReadonlyMap<string, KnownActor>,
  former: ReadonlyMap<string, readonly FormerValue[]>,
): ReadonlyMap<string, string> {
  const seen: (readonly [handle: string, id: string])[] = [
    ...references.flatMap(({ id, handle }) => (id === null ? [] : [[handle, id] as const])),
    ...[...known.values()].map(({ id, handle }) => [handle, id] as const),
    ...[...former.values()]
      .flat()
      .flatMap(({ id, field, value }) => (field === 'handle' ? [[value, id] as const] : [])),
  ]
  const ids = new Map<string, string>()
  for (const [handle, id] of seen) {
    if (id.startsWith('@')) continue
    const other = ids.get(handle)
    if (other === undefined || id < other) ids.set(handle, id)
  }
  return ids
}
