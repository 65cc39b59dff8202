import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { importArchives, importSaved, type SavedResponse } from '../../jobs/import/import.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { eachCapture } from '../../src/load/captures/capture-store.ts'
import { writeWarc } from '../../src/load/captures/warc-file.ts'
import { apiList, madeEntries } from '../support/api-list.ts'
import { CAPTURES_FOLDER, HAS_CAPTURES, savedDays } from '../support/captures.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const VIEWS = {
  paper_days: 'day, rank, paper_id',
  snapshots: 'paper_id, observed_at',
  coverage: 'day',
  listing_papers: 'kind, key, rank, paper_id',
  text_entries: 'listing, position',
}

/** A page, a list of the API and a list as text of the real site, and what is no list at all. */
function realCaptures(): SavedResponse[] {
  if (!HAS_CAPTURES) return []
  const at = Temporal.Instant.from('2025-11-13T00:00:00Z')
  const listing = { kind: 'query', key: 'Bäume und  Wälder' } as const
  const text = { path: join(CAPTURES_FOLDER, 'text/papers-query-page@20251113.txt'), listing, capturedAt: at }
  const early = (each: SavedResponse) => each.listing.key < '2026-03-10'
  return [...savedDays(['html']).filter(early), ...savedDays(['api-date']).slice(0, 6), text]
}

describe('an export of the warehouse', () => {
  let held: TestWarehouse
  let empty: TestWarehouse
  let replica: Replica
  let folder: string

  const context = (of: TestWarehouse) => jobContext(of.warehouse, replica.url, () => replica.now())

  beforeAll(async () => {
    held = await createWarehouse()
    empty = await createWarehouse()
    folder = await mkdtemp(join(tmpdir(), 'paperboy-export-'))
    replica = await startReplica({ now: '2025-09-24T20:00:00Z', quota: false })
    await nightly(context(held), {})
    replica.setFault({ kind: 'captcha-page', match: '/papers/date/2025-09-23' })
    replica.setNow(replica.now().add({ hours: 12 }))
    await nightly(context(held), {})
    replica.clearFaults()
    await fetchListings(context(held), [
      { kind: 'trending', key: 'now' },
      { kind: 'query', key: 'language models' },
      { kind: 'paper', key: 'abc' },
    ])
    const files = {
      'nothing.html': '',
      'lost.html': '<html><head><title>404 – Site</title></head><body><h1>404</h1></body></html>',
      'of no kind ü.html': '<html><body>What is this?\r\n\r\n</body></html>',
      'binary.html': Buffer.from([0, 13, 10, 13, 10, 255, 254]),
    }
    const odd = Object.entries(files).map(([name], index): SavedResponse => {
      const listing = { kind: 'day', key: `2025-08-0${index + 4}` } as const
      const capturedAt = Temporal.Instant.from('2025-08-20T10:00:00.123Z')
      return { path: join(folder, name), listing, capturedAt }
    })
    for (const [name, body] of Object.entries(files)) await writeFile(join(folder, name), body)
    await importSaved(context(held), [...odd, ...realCaptures()])
  })
  afterAll(async () => {
    await held.drop()
    await empty.drop()
    await replica.close()
    await rm(folder, { recursive: true })
  })

  test('holds imported, refused and missing answers, and an empty warehouse gets the same from it', async () => {
    const path = join(folder, 'all.warc.gz')
    const written = await writeWarc(path, eachCapture(held.warehouse), 'test')
    // The real captures are of later days than the replica's.
    const later = jobContext(empty.warehouse, replica.url, () =>
      Temporal.Instant.from('2026-11-23T00:00:00Z'),
    )
    const { runCounts } = await importArchives(later, [path])
    expect(runCounts.captures).toBe(written)
    const captures = async (of: TestWarehouse) =>
      of.warehouse.rows(sql`
        select kind, key, form, fetched_at::text, sha256, url, final_url, status, headers, fetched_with, reader, era, loaded
        from captures order by kind, key, form, fetched_at, sha256`)
    const kept = await captures(held)
    expect(await captures(empty)).toEqual(kept)
    expect(new Set(kept.map((row) => row['status']))).toEqual(new Set([200, 404]))
    expect(kept.filter((row) => row['fetched_with'] === 'import').length).toBeGreaterThanOrEqual(4)
    for (const [view, order] of Object.entries(VIEWS)) {
      const rows = async (of: TestWarehouse) =>
        (await of.warehouse.readOnly(`select * from ${view} order by ${order}`)).rows
      expect(await rows(empty), view).toEqual(await rows(held))
    }
    const [days] = await held.warehouse.rows<{ count: number }>(
      sql`select count(*)::int as count from paper_days`,
    )
    expect(days?.count).toBeGreaterThan(50)
  })

  test.each(['a crawl', 'an import'])(
    'of a warehouse made by %s alone gives an empty one equal views',
    async (made) => {
      const [full, other] = [await createWarehouse(), await createWarehouse()]
      try {
        const later = (of: TestWarehouse) =>
          jobContext(of.warehouse, replica.url, () => Temporal.Instant.from('2026-11-23T00:00:00Z'))
        if (made === 'a crawl') await nightly(context(full), {})
        else {
          const path = join(folder, 'saved.json')
          await writeFile(path, Buffer.from(apiList('2025-01-08', madeEntries(7), '2025-01-09T08:00Z').body))
          const listing = { kind: 'day', key: '2025-01-08' } as const
          const capturedAt = Temporal.Instant.from('2025-01-09T08:00Z')
          await importSaved(later(full), [{ path, listing, capturedAt }, ...realCaptures()])
        }
        const path = join(folder, `${made}.warc.gz`)
        await writeWarc(path, eachCapture(full.warehouse), 'test')
        await importArchives(later(other), [path])
        for (const [view, order] of Object.entries(VIEWS)) {
          const rows = async (of: TestWarehouse) =>
            (await of.warehouse.readOnly(`select * from ${view} order by ${order}`)).rows
          expect(await rows(other), view).toEqual(await rows(full))
        }
        expect((await full.warehouse.readOnly('select 1 from paper_days')).rows.length).toBeGreaterThan(6)
      } finally {
        await full.drop()
        await other.drop()
      }
    },
  )
})
