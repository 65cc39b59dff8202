import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { forgetHistory, importHistory } from '../../jobs/import/import-history.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { replay } from '../../jobs/replay/replay.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import { openQueue } from '../../src/features/workers/queue/open-queue.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

describe('a publication for all tables', () => {
  let folder: string
  let held: TestWarehouse
  let replica: Replica

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paperboy-publication-'))
    replica = await startReplica({ now: '2025-09-24T15:00:00Z', quota: false })
    held = await createWarehouse()
    await held.warehouse.rows(sql`create publication everything for all tables`)
  })
  afterAll(async () => {
    await held.warehouse.rows(sql`drop publication everything`)
    await held.drop()
    await replica.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('keeps no night, no replay and no history of others from being written, changed and taken back', async () => {
    const context = jobContext(held.warehouse, replica.url, () => replica.now())
    expect((await nightly(context, {})).exitCode).toBe(0)
    replica.setNow('2025-09-25T22:00:00Z')
    expect((await nightly(context, {})).exitCode).toBe(0)
    expect(rowsWritten((await replay(context, {})).runCounts)).toBe(0)
    const [paper] = await held.warehouse.rows<{ id: string }>(
      sql`select id from stored_papers order by id limit 1`,
    )
    const path = join(folder, 'history.ndjson')
    await writeFile(path, `{"paper_id":"${paper!.id}","observed_at":"2025-09-20T12:00:00Z","upvotes":1}\n`)
    const imported = await importHistory(context, path, 'elsewhere')
    expect(imported.runCounts.rows['outside_counts']).toBe(1)
    await forgetHistory(context, 'elsewhere')
    expect(await held.warehouse.rows(sql`select 1 from outside_counts`)).toEqual([])
  })

  test('refuses no change and no deletion, of any table and of the queues', async () => {
    await (await openQueue(held.warehouse)).close()
    const tables = await held.warehouse.rows<{ schema: string; name: string }>(
      sql`select schemaname as schema, tablename as name from pg_tables where schemaname in ('paperboy', 'pgboss') order by 1, 2`,
    )
    expect(tables.length).toBeGreaterThan(30)
    for (const { schema, name } of tables) {
      const [column] = await held.warehouse.rows<{ name: string }>(sql`
        select attname as name from pg_attribute
        where attrelid = ${`${schema}.${name}`}::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = '' limit 1`)
      const table = sql`${sql.identifier(schema)}.${sql.identifier(name)}`
      const same = sql.identifier(column!.name)
      await held.warehouse.rows(sql`update ${table} set ${same} = ${same} where false`)
      await held.warehouse.rows(sql`delete from ${table} where false`)
    }
  })
})
