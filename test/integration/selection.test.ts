import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPeriodCoverage, coverageSentence } from '../../src/query/read-period-coverage.ts'
import { fixedPeriod } from '../../src/query/period.ts'
import { selectPapers } from '../../src/query/select-papers.ts'
import { parseSelection } from '../../src/query/selection-text.ts'
import { apiList } from '../support/api-list.ts'
import { loadAll } from '../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

/** A Monday. */
const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')

const NVIDIA = { organization: { handle: 'nvidia', name: 'NVIDIA' } }
const RAG = { keywords: ['RAG', 'retrieval', 'Rag'] }

describe('selections of papers', () => {
  let held: TestWarehouse
  beforeAll(async () => {
    held = await createWarehouse()
    const one = {
      id: '2606.00001',
      title: 'Diffusion models for maps',
      authors: ['Jane Doe', 'A. One'],
      ...NVIDIA,
    }
    const two = {
      id: '2606.00002',
      title: 'Retrieval at scale',
      repository: 'https://github.com/a/b',
      ...RAG,
    }
    const three = {
      id: '2606.00003',
      title: 'A survey',
      authors: ['Jane Doe'],
    }
    await loadAll(
      held.warehouse,
      [
        // Read late: nobody knows how its votes came.
        apiList(
          '2026-05-20',
          [{ id: '2605.00009', title: 'Old and liked', upvotes: 500 }],
          '2026-06-08T09:00Z',
        ),
        apiList(
          '2026-06-04',
          [
            { ...one, upvotes: 10 },
            { ...two, upvotes: 5 },
          ],
          '2026-06-04T12:00Z',
        ),
        apiList(
          '2026-06-04',
          [
            { ...two, upvotes: 35 },
            { ...one, upvotes: 30 },
          ],
          '2026-06-05T12:00Z',
        ),
        apiList(
          '2026-06-05',
          [
            { ...three, upvotes: 4, submittedAt: '2026-06-05T13:00:00Z' },
            { ...one, upvotes: 32 },
          ],
          '2026-06-06T12:00Z',
        ),
        apiList('2026-06-08', [{ ...three, upvotes: 20 }], '2026-06-08T11:00Z'),
      ],
      NOW,
    )
  })
  afterAll(async () => held.drop())

  async function ids(text: string): Promise<string[]> {
    const parsed = parseSelection(text)
    if ('problem' in parsed) throw new Error(parsed.problem)
    const { papers } = await selectPapers(held.warehouse, parsed.selection, NOW)
    return papers.map(({ paperId, day }) => `${paperId.slice(-1)} ${day?.slice(5) ?? ''}`.trim())
  }

  test.each([
    ['', ['3 06-08']],
    ['day:2026-06-04', ['2 06-04', '1 06-04']],
    ['day:2026-06-04 at:2026-06-04T13:00:00Z', ['1 06-04', '2 06-04']],
    ['day:2026-06-04 at:2026-06-04T11:00:00Z', []],
    ['last-week', ['2 06-04', '1 06-04', '3 06-05']],
    ['month:2026-06 top:1', ['2 06-04']],
    ['month:2026-06 order:newest', ['3 06-05', '2 06-04', '1 06-04']],
    ['all order:votes top:2', ['9 05-20', '2 06-04']],
    ['org:nvidia', ['1 06-04']],
    ['author:"Jane Doe"', ['3 06-05', '1 06-04']],
    ['keyword:rag', ['2 06-04']],
    ['has:code', ['3 06-08'].slice(1)],
    ['all has:code', ['2 06-04']],
    ['diffusion', ['1 06-04']],
    ['survey or maps', ['1 06-04', '3 06-05']],
    ['all votes:25', ['2 06-04', '1 06-04', '9 05-20']],
    ['day:2026-06-09', []],
    ['nothing-like-this', []],
  ])('"%s" shows %s', async (text, expected) => {
    expect((await ids(text)).toSorted()).toEqual(expected.toSorted())
    if (!/ or |votes:25/.test(text)) expect(await ids(text)).toEqual(expected)
  })

  test('searches the full text that the function paper_search gives', async () => {
    const papers = await held.warehouse.rows(sql`
      select p.paper_id as id, t.search = paper_search(p.title, w.keywords, p.abstract,
        array_to_string(p.authors, ', '), concat_ws(' ', p.organization, p.organization_name)) as same
      from paper_details p join stored_papers w on w.id = p.paper_id
      left join paper_texts t on t.paper_id = p.paper_id order by 1`)
    expect(papers.map(({ same }) => same)).toEqual([true, true, true, true])
  })

  test.each(['paper_days', 'paper_details', 'papers'])(
    'a keyword is one in %s, however its case is written',
    async (view) => {
      const rows = await held.warehouse.rows<{ keywords: string[] }>(
        sql.raw(`select to_json(keywords) as keywords from ${view} where paper_id = '2606.00002'`),
      )
      expect(rows.map(({ keywords }) => keywords)).toEqual([['rag', 'retrieval']])
    },
  )

  test('a keyword that is asked for is folded as those that are kept', async () => {
    expect(await ids('all keyword:rAg')).toEqual(await ids('all keyword:rag'))
    expect(await ids('all keyword:rAg')).toHaveLength(1)
  })

  test('shows counts of now, or of the instant that was asked for', async () => {
    const votes = async (text: string) => {
      const parsed = parseSelection(text)
      if ('problem' in parsed) throw new Error(parsed.problem)
      const { papers } = await selectPapers(held.warehouse, parsed.selection, NOW)
      return papers.map(({ paperId, upvotes, rank }) => [paperId.slice(-1), upvotes, rank])
    }
    expect(await votes('day:2026-06-04')).toEqual([
      ['2', 35, 1],
      ['1', 32, 2],
    ])
    expect(await votes('day:2026-06-04 at:2026-06-04T13:00:00Z')).toEqual([
      ['1', 10, 1],
      ['2', 5, 2],
    ])
  })

  test('momentum is the sum of its terms, worked by hand', async () => {
    // Paper 3: submitted on 06-05 at 13:00; 4 votes on 06-06 12:00, 16 more on 06-08 11:00.
    const age = 71 + 2
    const terms = [4 * 0.5 ** 2, 16 * 0.5 ** (1 / 24)]
    const rows = await held.warehouse.rows<{ gained: number; weight: number; age: number; momentum: number }>(
      sql`select gained, weight, age_hours as age, momentum from momentum_terms('2606.00003', ${NOW.toString()}::timestamptz)`,
    )
    expect(rows.map((row) => row.gained)).toEqual([4, 16])
    expect(rows[0]?.age).toBeCloseTo(71, 9)
    expect(rows.map((row) => row.momentum)).toEqual([
      expect.closeTo(terms[0]! / age, 9),
      expect.closeTo(terms[1]! / age, 9),
    ])
    const [top] = await held.warehouse.rows<{ id: string; momentum: number }>(
      sql`select paper_id as id, momentum from trending_at(${NOW.toString()}::timestamptz, 1)`,
    )
    expect(top).toEqual({
      id: '2606.00003',
      momentum: expect.closeTo((terms[0]! + terms[1]!) / age, 3) as number,
    })
  })

  test('an old paper that is read for the first time does not rise', async () => {
    expect(await ids('trending')).toEqual(['3 06-05', '1 06-04'])
    // On the evening of 06-05 both papers of 06-04 rose, the one that won 30 votes before the one that won 20.
    expect(await ids('trending at:2026-06-05T18:00:00Z')).toEqual(['2 06-04', '1 06-04'])
  })

  test('says what is open and what is missing', async () => {
    const coverage = await readPeriodCoverage(held.warehouse, fixedPeriod('week', '2026-W23'), '2026-06-08')
    expect(coverage.gaps.map(({ day }) => day)).toEqual([
      '2026-06-01',
      '2026-06-02',
      '2026-06-03',
      '2026-06-04',
      '2026-06-05',
      '2026-06-06',
      '2026-06-07',
    ])
    expect([coverage.open, coverageSentence(coverage)]).toEqual([
      [],
      'Possibly incomplete: 2026-06-01 (never read), 2026-06-02 (never read), 2026-06-03 (never read) and 4 more.',
    ])
    const today = await readPeriodCoverage(held.warehouse, fixedPeriod('day', '2026-06-08'), '2026-06-08')
    expect(coverageSentence(today)).toBe(
      'The list of 2026-06-08 is still open: it may still gain papers and votes.',
    )
    const early = await readPeriodCoverage(held.warehouse, fixedPeriod('day', '2026-06-05'), '2026-06-08')
    expect(coverageSentence(early)).toBe(
      'Possibly incomplete: 2026-06-05 (last read 6 Jun 12:00 UTC; may have grown since).',
    )
    const young = await readPeriodCoverage(held.warehouse, fixedPeriod('day', '2026-06-05'), '2026-06-06')
    expect([young.open, young.gaps]).toEqual([['2026-06-05'], []])
    const old = await readPeriodCoverage(held.warehouse, fixedPeriod('day', '2026-05-20'), '2026-06-08')
    expect([old.isWhole, coverageSentence(old)]).toEqual([true, null])
  })

  test('a night that never ran is a gap until yesterday, in the functions and in the view', async () => {
    const gaps = async (today: string) =>
      (
        await held.warehouse.rows<{ day: string; reason: string | null }>(
          sql`select day::text, reason from coverage_at(${today}::date) where is_gap order by day desc limit 3`,
        )
      ).map(({ day, reason }) => `${day} ${reason ?? ''}`)
    expect(await gaps('2026-06-08')).toEqual([
      '2026-06-08 ',
      '2026-06-07 never read',
      '2026-06-06 never read',
    ])
    expect(await gaps('2026-06-11')).toEqual([
      '2026-06-10 never read',
      '2026-06-09 never read',
      '2026-06-08 last read 8 Jun 11:00 UTC; may have grown since',
    ])
    const [view] = await held.warehouse.rows<{ same: boolean; last: boolean }>(sql`
      select max(day) = (now() at time zone 'UTC')::date - 1 as last,
        count(*) = (select count(*) from coverage_at((now() at time zone 'UTC')::date) where is_gap) as same
      from coverage_gaps`)
    expect(view).toEqual({ same: true, last: true })
  })
})
