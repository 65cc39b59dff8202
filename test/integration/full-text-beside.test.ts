import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { indexPapersWithoutText, indexTexts, mergeTextIndexes } from '../../src/load/history/index-texts.ts'
import { TextIndexer } from '../../src/load/history/text-indexer.ts'
import { lockTexts } from '../../src/load/ledger/lock-loads.ts'
import { upsertChanged } from '../../src/load/warehouse/upsert-changed.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

describe('full text beside the loads', () => {
  let held: TestWarehouse
  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterAll(async () => held.drop())

  const addPapers = async (papers: Readonly<Record<string, string>>) =>
    upsertChanged(held.warehouse, {
      table: 'stored_papers',
      key: ['id'],
      rows: Object.entries(papers).map(([id, title]) => ({
        id,
        title,
        title_key: title,
        observed_at: '2026-01-01T00:00:00.000Z',
        run_id: 1,
        capture_id: 1,
      })),
    })
  const found = async (word: string) => {
    const rows = await held.warehouse.rows<{ id: string }>(
      sql`select paper_id as id from paper_texts where search @@ to_tsquery('paper_english', ${word}) order by 1`,
    )
    return rows.map(({ id }) => id)
  }

  test('is there for all papers once the indexer is done', async () => {
    await addPapers({ a1: 'Walrus one', a2: 'Walrus two', a3: 'Walrus three' })
    const indexer = new TextIndexer(held.warehouse)
    indexer.add(['a1'])
    indexer.add(['a2', 'a3'])
    await indexer.done()
    expect(await found('walrus')).toEqual(['a1', 'a2', 'a3'])
  })

  test('is built by the next run for papers that a killed one left without', async () => {
    await addPapers({ b1: 'Ocelot' })
    expect(await found('ocelot')).toEqual([])
    expect(await indexPapersWithoutText(held.warehouse)).toBe(1)
    expect(await found('ocelot')).toEqual(['b1'])
    expect(await indexPapersWithoutText(held.warehouse)).toBe(0)
  })

  test('is merged into its indexes, and found as before', async () => {
    await addPapers({ m1: 'Narwhal' })
    await indexPapersWithoutText(held.warehouse)
    expect(await mergeTextIndexes(held.warehouse)).toBeGreaterThan(0)
    expect(await mergeTextIndexes(held.warehouse)).toBe(0)
    expect(await found('narwhal')).toEqual(['m1'])
  })

  test('tells at the end why it could not be built', async () => {
    const broken = {
      ...held.warehouse,
      transaction: async () => {
        throw new Error('no more of this')
      },
    }
    const indexer = new TextIndexer(broken)
    indexer.add(['a1'])
    await expect(indexer.done()).rejects.toThrow('no more of this')
  })

  test('waits for a load that writes a newer text, and keeps it', async () => {
    if (!held.warehouse.shared) return
    await addPapers({ c1: 'Pangolin' })
    const indexer = new TextIndexer(held.warehouse)
    await held.warehouse.transaction(async (tx) => {
      await lockTexts(tx)
      indexer.add(['c1'])
      await tx.rows(sql`update stored_papers set title = 'Axolotl' where id = 'c1'`)
      await indexTexts(tx, ['c1'])
    })
    await indexer.done()
    expect(await found('axolotl')).toEqual(['c1'])
    expect(await found('pangolin')).toEqual([])
  })
})
