import { sql } from 'drizzle-orm/sql/sql'
import { expect, test } from 'vitest'
import { fillWarehouse } from '../../../bench/made-warehouse.ts'
import { similarPapers } from '../../../src/publish/site/pages/similar-papers.ts'
import { similarIndex } from '../../../src/publish/site/static/similar-index.ts'
import { WAREHOUSES } from '../../support/warehouses.ts'

/** More than a word may be on to tell anything. */
const PAPERS = 640

test('the index of all words finds the papers that the warehouse finds one by one', async () => {
  const held = await WAREHOUSES.at(-1)!.create()
  try {
    const { warehouse } = held
    await fillWarehouse(warehouse, { papers: PAPERS, snapshotsEach: 1, days: 30 })
    await warehouse.rows(sql`
      update paper_texts set keywords = keywords || array['a keyword on every paper', 'zeta', 'élan', 'Zulu']
      where paper_id < 'P00000600'`)
    // One that nobody knows the start of, and one without words.
    await warehouse.rows(sql`delete from snapshots where paper_id = 'P00000100'`)
    await warehouse.rows(sql`delete from appearances where paper_id = 'P00000100'`)
    await warehouse.rows(
      sql`update papers set submitted_at = null, published_at = null where id = 'P00000100'`,
    )
    await warehouse.rows(sql`delete from paper_texts where paper_id = 'P00000200'`)
    const papers = await warehouse.rows<{ id: string }>(
      sql`select paper_id as id from all_papers where paper_id like '%00' or paper_id like '%7'`,
    )
    const ids = [...papers.map(({ id }) => id), 'none']
    const found = [await similarPapers(warehouse, ids), await (await similarIndex(warehouse))(ids)]
    const [one, all] = found.map((similar) =>
      ids.flatMap((id) =>
        (similar.get(id) ?? []).map(({ paperId, title, upvotes, keywords, words }) =>
          JSON.stringify({ id, paperId, title, upvotes, keywords, words }),
        ),
      ),
    )
    expect(all).toEqual(one)
    expect(one!.length).toBeGreaterThan(ids.length)
  } finally {
    await held.drop()
  }
})
