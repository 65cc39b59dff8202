import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { previewReplay } from '../../jobs/replay/replay.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

describe('what a replay would change', () => {
  let held: TestWarehouse
  let replica: Replica
  /** As another parser would have left the log; what is logged the same is not derived again. */
  const readByAnother = async () =>
    held.warehouse.rows(sql`update stored_observations set digest = 'another'`)
  const context = () => jobContext(held.warehouse, replica.url, () => replica.now())

  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ now: '2025-09-26T22:00:00Z', quota: false })
    await fetchListings(context(), [{ kind: 'day', key: '2025-09-25' }])
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  test('nothing, when the parser is the same', async () => {
    expect(await previewReplay(context(), {})).toEqual({ captures: 1, changes: [] })
  })

  test('a changed row shows its old and its new values, though other columns of it are null', async () => {
    const [paper] = await held.warehouse.rows<{ id: string; title: string }>(sql`
      select id, title from stored_papers where repository is null order by id limit 1`)
    await held.warehouse.rows(sql`update stored_papers set title = 'another' where id = ${paper?.id}`)
    await readByAnother()
    const { changes } = await previewReplay(context(), {})
    expect(changes.filter(({ table }) => table === 'papers')).toEqual([
      {
        table: 'papers',
        key: paper?.id,
        change: 'changed',
        before: expect.objectContaining({ title: 'another' }),
        after: expect.objectContaining({ title: paper?.title }),
      },
    ])
    await held.warehouse.rows(sql`update stored_papers set title = ${paper?.title} where id = ${paper?.id}`)
  })

  test('an added row has no old values, and its instants end with milliseconds and Z', async () => {
    await held.warehouse.rows(sql`
      delete from stored_snapshots where paper_id = (select min(paper_id) from stored_snapshots)`)
    await readByAnother()
    const { changes } = await previewReplay(context(), {})
    expect(changes.filter(({ table }) => table === 'snapshots')).toEqual([
      expect.objectContaining({
        table: 'snapshots',
        key: expect.stringMatching(/^\d{4}\.\d{5} 2025-09-26T22:\d\d:\d\d\.\d{3}Z$/),
        change: 'added',
        before: null,
        after: expect.objectContaining({ upvotes: expect.any(Number) }),
      }),
    ])
  })
})
