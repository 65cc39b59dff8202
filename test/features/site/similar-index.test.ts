import { sql } from '../../../src/base/sql.ts'
import { expect, test } from 'vitest'
import { similarPapers } from '../../../src/features/site/pages/similar-papers.ts'
import { similarIndex } from '../../../src/features/site/static/similar-index.ts'
import { WAREHOUSES } from '../../support/warehouses.ts'

test('the index of all words finds the papers that the warehouse finds one by one', async () => {
  const held = await WAREHOUSES.at(-1)!.create()
  try {
    const { warehouse } = held
    // More papers share a keyword than one may be on to tell anything; of some the start is not known, or the same.
    await warehouse.rows(sql`
      insert into papers (id, title, title_key, submitted_at, upvotes, observed_at, run_id, capture_id)
      select 'P' || lpad(n::text, 4, '0'), 'Paper ' || n, 'paper' || n,
        case when n % 9 > 0 then timestamptz '2026-01-01Z' + (n * 7 % 500) / 3 * interval '1 hour' end, n, now(), 1, 1
      from generate_series(1, 560) n`)
    await warehouse.rows(sql`
      insert into paper_texts (paper_id, text_hash, title, keywords, search)
      select id, '', title,
        array['a keyword on every paper', 'topic ' || n % 20, 'élan ' || n % 7, 'Zulu ' || n % 31, 'short' || n % 3],
        setweight(to_tsvector('english', 'deep learning of thing' || n % 11 || ' by method' || n % 13 || ' it''s ''odd'''), 'A')
          || setweight(to_tsvector('english', 'abstract of thing' || n % 5), 'D')
      from (select id, title, substr(id, 2)::int as n from papers) p where n % 50 > 0`)
    const ids = Array.from(
      { length: 56 },
      (_, place) => `P${String(place * 10 + (place % 7)).padStart(4, '0')}`,
    )
    const found = [await similarPapers(warehouse, ids), await (await similarIndex(warehouse))(ids)]
    const [one, all] = found.map((similar) =>
      ids.flatMap((id) =>
        (similar.get(id) ?? []).map(({ paperId, title, upvotes, keywords, words }) =>
          JSON.stringify({ id, paperId, title, upvotes, keywords, words }),
        ),
      ),
    )
    expect(all).toEqual(one)
    expect(one!.length).toBeGreaterThan(100)
  } finally {
    await held.drop()
  }
})
