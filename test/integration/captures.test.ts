import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importSaved } from '../../jobs/import/import.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import { HAS_CAPTURES, type RawEntry, rawEntries, savedDays } from '../support/captures.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')
const SITE = 'http://127.0.0.1:9'
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** The better of two places of one paper on a page is its rank. */
function expectedRows(entries: readonly RawEntry[]) {
  const rows = new Map<string, Record<string, unknown>>()
  for (const [index, entry] of entries.entries()) {
    const { paper } = entry
    if (rows.has(paper.id)) continue
    rows.set(paper.id, {
      paper_id: paper.id,
      rank: index + 1,
      title: oneLine(paper.title),
      upvotes: paper.upvotes,
      comments: entry.numComments ?? null,
      authors: paper.authors.map(({ name }) => oneLine(name)),
      organization: (entry.organization ?? paper.organization ?? entry.submitterOrganization)?.name ?? null,
      repository: paper.githubRepo ?? null,
      stars: paper.githubStars ?? null,
      project_page: paper.projectPage?.trim() ?? null,
      keywords:
        paper.ai_keywords === undefined || paper.ai_keywords === null
          ? null
          : [...new Set(paper.ai_keywords.map((word) => oneLine(word).toLowerCase()))],
      submitted_by: entry.submittedBy?.name ?? paper.submittedOnDailyBy?.user ?? null,
      submitted_at: paper.submittedOnDailyAt === undefined ? null : Date.parse(paper.submittedOnDailyAt),
    })
  }
  return [...rows.values()]
}

/** Where an answer of the API is cut. */
const CUT_AT = 50

function withoutRanks(rows: readonly Record<string, unknown>[]) {
  return rows
    .map(({ rank: _rank, ...row }) => row)
    .toSorted((a, b) => (String(a['paper_id']) < String(b['paper_id']) ? -1 : 1))
}

describe('real captures', () => {
  const saved = savedDays(['html', 'api-date'])
  let held: TestWarehouse

  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterAll(async () => held.drop())

  test.skipIf(!HAS_CAPTURES)('each page loads as its own JSON says, right after its import', async () => {
    const { warehouse } = held
    const inOrder = saved.toSorted((a, b) => Temporal.Instant.compare(a.capturedAt, b.capturedAt))
    for (const each of inOrder) {
      const { runCounts } = await importSaved(
        jobContext(warehouse, SITE, () => NOW),
        [each],
      )
      expect(runCounts, each.path).toMatchObject({ loaded: 1, quarantined: 0 })
      const rows = await warehouse.rows<Record<string, unknown>>(sql`
        select paper_id, rank, title, upvotes, comments, authors, organization, repository, stars, project_page,
          keywords, submitted_by, extract(epoch from submitted_at)::float8 * 1000 as submitted_at
        from paper_days
        where paper_days.day = ${each.listing.key}::date and last_seen = ${each.capturedAt.toString()}::timestamptz
        order by paper_days.rank`)
      const raw = rawEntries(each.path)
      const expected = expectedRows(raw)
      // Of a cut answer nothing is concluded about ranks: they stay those of the last whole reading.
      if (raw.length !== CUT_AT) expect(rows, each.path).toEqual(expected)
      else expect(withoutRanks(rows), each.path).toEqual(withoutRanks(expected))
    }
  })

  test.skipIf(!HAS_CAPTURES)('importing them all again, in another order, writes no row', async () => {
    const { runCounts } = await importSaved(
      jobContext(held.warehouse, SITE, () => NOW),
      saved,
    )
    expect(runCounts.loaded).toBe(saved.length)
    expect(rowsWritten(runCounts)).toBe(0)
  })

  test.skipIf(!HAS_CAPTURES)('importing in another order gives the same history', async () => {
    const other = await createWarehouse()
    try {
      await importSaved(
        jobContext(other.warehouse, SITE, () => NOW),
        saved.toReversed(),
      )
      for (const query of [
        'select * from snapshots order by paper_id, observed_at',
        'select day, rank, paper_id, first_seen, last_seen, gone_at from paper_days order by day, rank, paper_id',
        'select paper_id, title, upvotes from paper_days order by day, paper_id',
      ]) {
        expect((await other.warehouse.readOnly(query)).rows).toEqual(
          (await held.warehouse.readOnly(query)).rows,
        )
      }
    } finally {
      await other.drop()
    }
  })

  test.skipIf(!HAS_CAPTURES)('the paper that left 2026-05-08 is marked as gone, not deleted', async () => {
    const gone = await held.warehouse.readOnly(
      `select paper_id, gone_at from paper_days where day = '2026-05-08' and gone_at is not null`,
    )
    expect(gone.rows).toEqual([['2605.06356', '2026-05-11 11:33:00+00']])
  })
})
