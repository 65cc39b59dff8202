import { sql } from '../../src/base/sql.ts'
import postgres from 'postgres'
import { describe, expect, test } from 'vitest'
import { startReplica } from '../../demo/replica.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { replay } from '../../jobs/replay/replay.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import { grantReader } from '../../src/load/warehouse/grant-reader.ts'
import { pruneCaptures } from '../../src/load/captures/prune-captures.ts'
import { jobContext } from '../support/job-context.ts'
import { contentsOf } from '../support/tables.ts'
import { createWarehouse } from '../support/warehouses.ts'

describe('upkeep of the warehouse', () => {
  test('thinning keeps the first, the last and every changed capture of a listing, and no row is lost by it', async () => {
    const held = await createWarehouse()
    const replica = await startReplica({ now: '2025-09-23T15:00:00Z', quota: false })
    try {
      const context = jobContext(held.warehouse, replica.url, () => replica.now())
      for (let hours = 0; hours < 9; hours++) {
        await nightly(context, {})
        replica.setNow(replica.now().add({ hours: 12 }))
      }
      const before = await contentsOf(held.warehouse)
      const spared = await held.warehouse.rows<{ first: string; last: string; at: string }>(sql`
        select kind, key, min(fetched_at)::text as first, max(fetched_at)::text as last from captures
        where reader is not null group by kind, key order by kind, key`)
      expect(await pruneCaptures(held.warehouse, replica.now().subtract({ hours: 24 * 30 }))).toEqual({
        captures: 0,
        bodies: 0,
        bytes: 0,
      })
      const pruned = await pruneCaptures(held.warehouse, replica.now())
      expect(pruned.captures).toBeGreaterThan(2)
      expect(pruned.bytes).toBeGreaterThan(0)
      expect(
        await held.warehouse.rows(sql`
          select kind, key, min(fetched_at)::text as first, max(fetched_at)::text as last from captures
          where reader is not null group by kind, key order by kind, key`),
      ).toEqual(spared)
      // Each list that differs in its papers from the one before is still there.
      const lost = await held.warehouse.rows(sql`
        select o.key, o.observed_at from (
          select *, lag(paper_ids) over (partition by kind, key order by observed_at) as before from stored_observations
        ) o
        where (select array_agg(p order by p) from unnest(o.paper_ids) p)
            is distinct from (select array_agg(p order by p) from unnest(o.before) p)
          and not exists (select 1 from captures c where c.kind = o.kind and c.key = o.key and c.fetched_at = o.observed_at)`)
      expect(lost).toEqual([])
      expect(await contentsOf(held.warehouse)).toEqual(before)
      expect(rowsWritten((await replay(context, {})).runCounts)).toBe(0)
    } finally {
      await replica.close()
      await held.drop()
    }
  })

  test('a reader reads every view and all tables but those of mails, and writes nothing', async () => {
    const held = await createWarehouse()
    const role = `reader_${process.pid}`
    try {
      await grantReader(held.warehouse, role)
      // Processes of a site build do so side by side.
      await Promise.all(Array.from({ length: 4 }, async () => grantReader(held.warehouse, role)))
      const rights = await held.warehouse.rows<{ reads: boolean; writes: boolean }>(sql`
        select bool_and(has_table_privilege(${role}, oid, 'select') <> (relname in ('subscribers', 'deliveries', 'delivered_papers'))) as reads,
          bool_or(has_table_privilege(${role}, oid, 'insert, update, delete')) as writes
        from pg_class where relnamespace in ('public'::regnamespace, 'paperboy'::regnamespace) and relkind in ('r', 'v')`)
      expect(rights).toEqual([{ reads: true, writes: false }])
      if (held.databaseUrl === null) return
      const url = new URL(held.databaseUrl)
      url.username = role
      const client = postgres(url.toString(), { max: 1, onnotice: () => undefined })
      await expect(client`select count(*) from paper_days`).resolves.toHaveLength(1)
      await expect(client`delete from paperboy.stored_papers`).rejects.toThrow(/permission denied|read-only/)
      await client.end()
    } finally {
      await held.warehouse.rows(sql.raw(`drop owned by ${role}`))
      await held.warehouse.rows(sql.raw(`drop role ${role}`))
      await held.drop()
    }
  })
})
