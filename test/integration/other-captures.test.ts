import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importSaved, type SavedResponse } from '../../jobs/import/import.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import { CAPTURES_FOLDER, HAS_CAPTURES } from '../support/captures.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')

const months: SavedResponse[] = !HAS_CAPTURES
  ? []
  : readdirSync(join(CAPTURES_FOLDER, 'api-month')).map((name) => ({
      path: join(CAPTURES_FOLDER, 'api-month', name),
      listing: { kind: 'month', key: name.slice(0, 7) },
      capturedAt: Temporal.Instant.from('2026-06-26T11:52:00Z'),
    }))

describe('captures of other kinds', () => {
  let held: TestWarehouse
  const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
  const load = async (saved: readonly SavedResponse[]) =>
    importSaved(
      jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW),
      saved,
    )

  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterAll(async () => held.drop())

  test.skipIf(!HAS_CAPTURES)('whole months of the API load, each entry once, in order', async () => {
    const { runCounts, exitCode } = await load(months)
    expect({ loaded: runCounts.loaded, quarantined: runCounts.quarantined, exitCode }).toEqual({
      loaded: months.length,
      quarantined: 0,
      exitCode: 0,
    })
    for (const { path, listing } of months) {
      const entries = JSON.parse(gunzipSync(readFileSync(path)).toString()) as {
        paper: { id: string; upvotes: number }
      }[]
      const rows = await select(
        `select l.paper_id, p.upvotes from listing_papers l join stored_papers p on p.id = l.paper_id
         where l.kind = 'month' and l.key = '${listing.key}' order by l.rank`,
      )
      const once = new Map(entries.map(({ paper }) => [paper.id, String(paper.upvotes)]))
      expect(rows.map(([id]) => id)).toEqual([...new Set(entries.map(({ paper }) => paper.id))])
      expect(new Map(rows as [string, string][])).toEqual(once)
    }
    expect(rowsWritten((await load(months)).runCounts)).toBe(0)
  })

  test.skipIf(!HAS_CAPTURES)('the text reading, the trending card and the paper page load', async () => {
    const file = (
      folder: string,
      name: string,
      listing: SavedResponse['listing'],
      at: string,
    ): SavedResponse => ({
      path: join(CAPTURES_FOLDER, folder, name),
      listing,
      capturedAt: Temporal.Instant.from(at),
    })
    const { runCounts, exitCode } = await load([
      file(
        'text',
        'papers-query-page@20251113.txt',
        { kind: 'query', key: 'optimization' },
        '2025-11-13T00:00:00Z',
      ),
      file(
        'excerpts',
        'trending_2026-10-07_card_transcribed.html',
        { kind: 'trending', key: 'now' },
        '2026-10-07T00:00:00Z',
      ),
      file(
        'paper',
        '2509.24002@20251002T0000Z.html.gz',
        { kind: 'paper', key: '2509.24002' },
        '2025-10-02T00:00:00Z',
      ),
    ])
    expect({
      loaded: runCounts.loaded,
      entries: runCounts.entries,
      quarantined: runCounts.quarantined,
      exitCode,
    }).toEqual({
      loaded: 3,
      entries: 85,
      quarantined: 0,
      exitCode: 0,
    })
    expect(
      await select(`select count(*), count(published_on), count(comments), count(author_count), count(organization)
        from text_entries`),
    ).toEqual([['83', '82', '82', '79', '3']])
  })

  test.skipIf(!HAS_CAPTURES)(
    'the page of a firewall is refused by name, and nothing is stored under the day',
    async () => {
      const { runCounts, exitCode } = await load([
        {
          path: join(CAPTURES_FOLDER, 'excerpts/aws_waf_challenge_202_generic.html'),
          listing: { kind: 'day', key: '2026-10-07' },
          capturedAt: NOW,
        },
      ])
      expect({ refused: runCounts.refused, exitCode }).toEqual({ refused: 1, exitCode: 2 })
      expect(await select(`select state, reason from coverage where day = '2026-10-07'`)).toEqual([
        ['failed', 'the firewall wants to see a browser first (status 200)'],
      ])
      expect(await select(`select * from paper_days where day = '2026-10-07'`)).toEqual([])
    },
  )
})
