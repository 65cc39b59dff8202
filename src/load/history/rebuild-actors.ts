import { sql } from '../../base/sql.ts'
import { compareSightings, type SightingKey } from '../../model/sighting-order.ts'
import { iso } from '../warehouse/sql-text.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import { textArray } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'
import type { ActorKind } from './load-actors.ts'

/** How one state of a paper names an actor, and when that state was first and last seen. */
interface LoggedMention extends Record<string, unknown> {
  readonly id: string
  readonly actor: Readonly<Record<string, unknown>>
  readonly first: SightingKey & { readonly captureId: string; readonly runId: string }
  readonly last: SightingKey
}

interface Value {
  readonly value: unknown
  readonly last: SightingKey
}

/**
 * Derives accounts or organizations anew from the log: of each field the value that was seen last, the values before
 * it, and when they were first seen. One that no believed reading names is taken out.
 *
 * @param ids site ids, or `@handle` of placeholders
 * @returns how many rows were written or taken out
 */
export async function rebuildActors(
  tx: Executor,
  kind: ActorKind,
  ids: ReadonlySet<string>,
): Promise<number> {
  if (ids.size === 0) return 0
  const mentions = Map.groupBy(await findMentions(tx, kind, [...ids]), ({ id }) => id)
  const rows: Record<string, unknown>[] = []
  const former: Record<string, unknown>[] = []
  for (const [id, each] of mentions) {
    const earliest = each.map(({ first }) => first).sort(compareSightings)[0]
    if (!earliest) continue
    const fields: Record<string, unknown> = {}
    for (const [column, field] of Object.entries(kind.fields)) {
      const values = valuesOf(each, field)
      const [current, ...older] = values.toSorted((a, b) => compareSightings(b.last, a.last))
      fields[column] = current?.value ?? null
      for (const { value, last } of older) {
        former.push({
          kind: kind.letter,
          id,
          field: column,
          value: String(value),
          last_seen: last.observedAt,
        })
      }
    }
    const { captureId, runId, observedAt } = earliest
    rows.push({ id, ...fields, observed_at: observedAt, capture_id: captureId, run_id: runId })
  }
  const written = await upsertChanged(tx, { table: kind.table, key: ['id'], rows, withLineage: true })
  const keep = former.map(({ id, field, value }) => JSON.stringify([id, field, value]))
  const dropped = await tx.rows(sql`
    delete from former_values where kind = ${kind.letter} and id = any(${textArray([...ids])})
      and not (json_build_array(id, field, value)::jsonb = any(${textArray(keep)}::jsonb[])) returning 1`)
  const older = await upsertChanged(tx, {
    table: 'former_values',
    key: ['kind', 'id', 'field', 'value'],
    rows: former,
  })
  const gone = [...ids].filter((id) => !mentions.has(id))
  const taken =
    gone.length === 0
      ? []
      : await tx.rows(
          sql`delete from ${sql.identifier(kind.table)} where id = any(${textArray(gone)}) returning 1`,
        )
  return written + dropped.length + older + taken.length
}

/** Each value of a field that a mention told, with its last sighting. */
function valuesOf(mentions: readonly LoggedMention[], field: string): Value[] {
  const values = new Map<unknown, SightingKey>()
  for (const { actor, last } of mentions) {
    const value = actor[field] ?? null
    const known = values.get(value)
    if (value !== null && (!known || compareSightings(known, last) < 0)) values.set(value, last)
  }
  return [...values].map(([value, last]) => ({ value, last }))
}

async function findMentions(
  tx: Executor,
  { letter, list }: ActorKind,
  ids: readonly string[],
): Promise<LoggedMention[]> {
  const keys = ids.map((id) => (id.startsWith('@') ? `${letter}${id}` : `${letter}:${id}`))
  const sighting = sql`jsonb_build_object('observedAt', ${iso('o.observed_at')}, 'kind', o.kind, 'key', o.key,
    'source', o.source, 'captureId', o.capture_id::text, 'runId', o.run_id::text)`
  return tx.rows<LoggedMention>(sql`
    select coalesce(m.actor ->> 'id', '@' || (m.actor ->> 'handle')) as id, m.actor, seen.first, seen.last
    from paper_states s
    cross join lateral jsonb_array_elements(s.state -> ${list}) as m(actor)
    cross join lateral (
      select (array_agg(${sighting} order by o.observed_at, o.kind collate "C", o.key collate "C", o.source collate "C"))[1] as first,
        (array_agg(${sighting} order by o.observed_at desc, o.kind collate "C" desc, o.key collate "C" desc,
          o.source collate "C" desc))[1] as last
      from stored_appearances a join stored_observations o on o.kind = a.kind and o.key = a.key and not o.on_hold
      where a.paper_id = s.paper_id and o.states[array_position(o.paper_ids, s.paper_id)] = s.hash
    ) seen
    where s.actors && ${textArray(keys)} and seen.last is not null
      and coalesce(m.actor ->> 'id', '@' || (m.actor ->> 'handle')) = any(${textArray(ids)})`)
}
