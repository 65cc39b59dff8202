import { expect, test } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { apiList } from '../support/api-list.ts'
import { loadAll } from '../support/load-captures.ts'
import { createWarehouse } from '../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')

test('the view of authors has a row for each name, with each paper once', async () => {
  const held = await createWarehouse()
  try {
    const entries = [
      { id: '2606.00001', title: 'One', upvotes: 3, authors: ['Ada Byron', 'Ada Byron', 'Jane Doe'] },
      { id: '2606.00002', title: 'Two', upvotes: 4, authors: ['Ada Byron'] },
    ]
    await loadAll(held.warehouse, [apiList('2026-06-04', entries, '2026-06-04T12:00Z')], NOW)
    const rows = await held.warehouse.rows(sql`
      select author, papers, upvotes, first_paper_at <= last_paper_at as in_order, accounts from authors order by author`)
    expect(rows).toEqual([
      { author: 'Ada Byron', papers: 2, upvotes: 7, in_order: true, accounts: [] },
      { author: 'Jane Doe', papers: 1, upvotes: 3, in_order: true, accounts: [] },
    ])
  } finally {
    await held.drop()
  }
})
