import { getTableName, sql } from 'drizzle-orm'
import type { Account, Organization, Reference } from '../../model/records.ts'
import type { Lineage } from '../warehouse/lineage.ts'
import { accounts, organizations } from '../warehouse/schema.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { type Executor, textArray } from '../warehouse/warehouse.ts'

/** Finds the row that an account or organization of this batch has in the warehouse. */
export type Resolve = (reference: Reference | null) => string | null

/** What became of a batch of accounts or organizations. */
export interface PartiesLoaded {
  readonly written: number
  readonly resolve: Resolve
}

/** One key for all loads of a database that give ids to placeholders; the number is arbitrary. */
const PROMOTION_LOCK = 7_239_801_457

interface Known extends Record<string, unknown> {
  readonly id: string
  readonly handle: string
}

/** Loads the accounts of a batch. See `loadParties`. */
export async function loadAccounts(
  tx: Executor,
  batch: readonly Account[],
  lineage: Lineage,
): Promise<PartiesLoaded> {
  return loadParties(tx, accounts, batch, ({ handle, fullname, avatarUrl, kind, isPro }) => {
    return { handle, fullname, avatar_url: avatarUrl, kind, is_pro: isPro, ...lineage }
  })
}

/** Loads the organizations of a batch. See `loadParties`. */
export async function loadOrganizations(
  tx: Executor,
  batch: readonly Organization[],
  lineage: Lineage,
): Promise<PartiesLoaded> {
  return loadParties(tx, organizations, batch, ({ handle, name, avatarUrl }) => {
    return { handle, name, avatar_url: avatarUrl, ...lineage }
  })
}

/**
 * Upserts accounts or organizations by the site's id. Old pages give only a handle: then the row that has the handle
 * is meant, or a new one is made with `@handle` for an id, which takes the site's id once a page tells it.
 */
async function loadParties<T extends Account | Organization>(
  tx: Executor,
  table: typeof accounts | typeof organizations,
  batch: readonly T[],
  columnsOf: (record: T) => Record<string, unknown>,
): Promise<PartiesLoaded> {
  if (batch.length === 0) return { written: 0, resolve: () => null }
  let known = await findKnown(tx, table, batch)
  const isTold = ({ id, handle }: Reference) => id !== null && known.some((row) => row.id === `@${handle}`)
  if (batch.some(isTold)) {
    // Loads that give ids to the same placeholders would wait for each other's rows in a circle.
    await tx.rows(sql`select pg_advisory_xact_lock(${PROMOTION_LOCK}::bigint)`)
    known = await findKnown(tx, table, batch)
  }
  const knownIds = new Set(known.map(({ id }) => id))
  const idByHandle = new Map(known.map(({ id, handle }) => [handle, id]))

  for (const { id, handle } of batch) {
    const placeholder = `@${handle}`
    if (id === null || !knownIds.has(placeholder)) continue
    await promote(tx, table, placeholder, id, knownIds.has(id))
    knownIds.delete(placeholder)
    knownIds.add(id)
  }
  for (const { id, handle } of batch) if (id !== null) idByHandle.set(handle, id)

  const resolve: Resolve = (reference) =>
    reference && (reference.id ?? idByHandle.get(reference.handle) ?? `@${reference.handle}`)
  const rows = new Map<string, Record<string, unknown>>()
  for (const record of batch) {
    const id = resolve(record)
    // What has only a handle adds nothing to a row that is there.
    if (id === null || (record.id === null && (knownIds.has(id) || rows.has(id)))) continue
    rows.set(id, { id, ...columnsOf(record) })
  }
  const written = await upsertChanged(tx, {
    table,
    key: ['id'],
    rows: [...rows.values()].sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)),
    keepKnown: true,
    updateWhere: sql`excluded.observed_at >= ${table}.observed_at`,
  })
  return { written, resolve }
}

/** Rows that a batch may mean, by id or handle; of several with one handle the one seen last comes last. */
async function findKnown(
  tx: Executor,
  table: typeof accounts | typeof organizations,
  batch: readonly Reference[],
): Promise<readonly Known[]> {
  const ids = textArray(batch.flatMap(({ id }) => (id === null ? [] : [id])))
  const handles = textArray(batch.map(({ handle }) => handle))
  return tx.rows<Known>(sql`
    select t.id, t.handle from ${table} t
    where t.id = any(${ids}) or t.handle = any(${handles})
    order by t.observed_at, t.id`)
}

const REFERENCES: Readonly<Record<string, readonly (readonly [table: string, column: string])[]>> = {
  accounts: [
    ['papers', 'submitted_by_id'],
    ['paper_authors', 'account_id'],
    ['appearances', 'submitted_by_id'],
    ['comments', 'account_id'],
  ],
  organizations: [['papers', 'organization_id']],
}

/** Gives a placeholder the site's id; the rows that point at it follow. */
async function promote(
  tx: Executor,
  table: typeof accounts | typeof organizations,
  placeholder: string,
  id: string,
  idIsKnown: boolean,
): Promise<void> {
  if (!idIsKnown) {
    await tx.rows(sql`update ${table} set id = ${id} where id = ${placeholder}`)
    return
  }
  for (const [child, column] of REFERENCES[getTableName(table)] ?? []) {
    const name = sql.identifier(column)
    await tx.rows(sql`update ${sql.identifier(child)} set ${name} = ${id} where ${name} = ${placeholder}`)
  }
  if (table === accounts) await moveUpvotes(tx, placeholder, id)
  await tx.rows(sql`delete from ${table} where id = ${placeholder}`)
}

/** The account is a part of the key here, and may have upvoted the same papers under its id already. */
async function moveUpvotes(tx: Executor, placeholder: string, id: string): Promise<void> {
  await tx.rows(sql`
    insert into paper_upvoters (paper_id, account_id, first_seen, run_id, capture_id)
    select paper_id, ${id}, first_seen, run_id, capture_id from paper_upvoters where account_id = ${placeholder}
    on conflict (paper_id, account_id) do update set first_seen = excluded.first_seen
    where excluded.first_seen < paper_upvoters.first_seen`)
  await tx.rows(sql`delete from paper_upvoters where account_id = ${placeholder}`)
}
