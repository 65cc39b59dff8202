import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { importSaved } from '../../jobs/import/import.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { previewReplay, replay } from '../../jobs/replay/replay.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayListing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { contentsOf } from '../support/tables.ts'
import {
  type TestWarehouse,
  createOnServer,
  HAS_SERVER,
  createEmbedded,
  createWarehouse,
} from '../support/warehouses.ts'

const FIRST_NIGHT = '2025-09-24T15:00:00Z'
const SECOND_NIGHT = '2025-09-25T22:00:00Z'

/** Both: that they give the same is tested here. */
const ENGINES = [
  { name: 'embedded', create: createEmbedded },
  ...(HAS_SERVER ? [{ name: 'server', create: createOnServer }] : []),
]

describe('nightly against the replica', () => {
  const held: { name: string; test: TestWarehouse; contents: unknown }[] = []
  let replica: Replica

  beforeAll(async () => {
    replica = await startReplica({ now: FIRST_NIGHT, quota: false })
    for (const { name, create } of ENGINES) {
      const each = await create()
      replica.setNow(FIRST_NIGHT)
      const context = jobContext(each.warehouse, replica.url, () => replica.now())
      await nightly(context, {})
      replica.setNow(SECOND_NIGHT)
      await nightly(context, {})
      held.push({ name, test: each, contents: await contentsOf(each.warehouse) })
    }
  })
  afterAll(async () => {
    for (const each of held) await each.test.drop()
    await replica.close()
  })

  test('gives identical tables on every kind of warehouse', () => {
    for (const each of held) expect(each.contents, each.name).toEqual(held[0]?.contents)
  })

  test('finds votes that changed and papers that came late', async () => {
    const warehouse = held[0]!.test.warehouse
    const changed = await warehouse.readOnly(
      'select count(*) from (select paper_id from snapshots group by paper_id having count(*) > 1) changed',
    )
    const late = await warehouse.readOnly(
      `select count(*) from paper_days where first_seen >= '${SECOND_NIGHT}'`,
    )
    expect(Number(changed.rows[0]?.[0])).toBeGreaterThan(10)
    expect(Number(late.rows[0]?.[0])).toBeGreaterThan(0)
  })

  test('a replay of its own captures changes nothing', async () => {
    const { warehouse } = held[0]!.test
    const context = jobContext(warehouse, replica.url, () => replica.now())
    expect((await previewReplay(context, {})).changes).toEqual([])
    expect(rowsWritten((await replay(context, {})).runCounts)).toBe(0)
  })
})

describe('single listings', () => {
  let held: TestWarehouse
  let replica: Replica

  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ now: '2025-09-28T12:00:00Z', quota: false })
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  test.each(['redirect', 'clamp'] as const)(
    'a day that the site answers with another one (%s) gets no rows',
    async (missingDay) => {
      const clamping = await startReplica({ now: '2025-09-28T12:00:00Z', quota: false, missingDay })
      try {
        const context = jobContext(held.warehouse, clamping.url, () => clamping.now())
        const { runCounts, exitCode } = await fetchListings(context, [dayListing('2025-09-27')])
        expect({ redirected: runCounts.redirected, loaded: runCounts.loaded, exitCode }).toEqual({
          redirected: 1,
          loaded: 0,
          exitCode: 0,
        })
        const coverage = await held.warehouse.readOnly(
          `select state, reason from coverage where day = '2025-09-27'`,
        )
        expect(coverage.rows).toEqual([['redirected', 'the site answered with day:2025-09-26']])
        const stored = await held.warehouse.readOnly(
          `select count(*) from paper_days where day = '2025-09-27'`,
        )
        expect(stored.rows).toEqual([['0']])
      } finally {
        await clamping.close()
      }
    },
  )

  test('fault 7: one bad entry goes to quarantine, the rest of its page loads', async () => {
    replica.setFault({ kind: 'bad-entry', id: '2509.16198', change: 'upvotes-text' })
    try {
      const context = jobContext(held.warehouse, replica.url, () => replica.now())
      const { runCounts, exitCode } = await fetchListings(context, [dayListing('2025-09-22')])
      expect({ entries: runCounts.entries, quarantined: runCounts.quarantined, exitCode }).toEqual({
        entries: 14,
        quarantined: 1,
        exitCode: 75,
      })
      const kept = await held.warehouse.readOnly(
        `select path, raw #>> '{paper,id}' from quarantine where key = '2025-09-22'`,
      )
      expect(kept.rows).toEqual([['paper.upvotes', '2509.16198']])
    } finally {
      replica.clearFaults()
    }
  })

  test('fault 6: a page whose JSON is of an unknown shape fails as a changed page, and its capture is kept', async () => {
    replica.setFault({ kind: 'blob', change: 'renamed-key' })
    try {
      const context = jobContext(held.warehouse, replica.url, () => replica.now())
      const { runCounts, exitCode } = await fetchListings(context, [dayListing('2025-09-24')])
      expect({ unreadable: runCounts.unreadable, exitCode }).toEqual({ unreadable: 1, exitCode: 65 })
      const kept = await held.warehouse.readOnly(`select count(*) from captures where key = '2025-09-24'`)
      expect(kept.rows).toEqual([['1']])
    } finally {
      replica.clearFaults()
    }
  })

  test('fault 4: a truncated body is tried again and leaves no partial rows', async () => {
    replica.setFault({ kind: 'truncated', encoding: 'gzip', times: 1 })
    const context = jobContext(held.warehouse, replica.url, () => replica.now())
    const { runCounts, exitCode } = await fetchListings(context, [dayListing('2025-09-25')])
    replica.clearFaults()
    expect({ entries: runCounts.entries, exitCode }).toEqual({ entries: 14, exitCode: 0 })
  })
})

describe('the same day from its page and from the API', () => {
  test('gives the same papers', async () => {
    const replica = await startReplica({ now: '2025-09-28T12:00:00Z', quota: false })
    const folder = await mkdtemp(join(tmpdir(), 'paperboy-test-'))
    const [fromPage, fromApi] = await Promise.all([createEmbedded(), createEmbedded()])
    try {
      const contents = []
      for (const [held, path] of [
        [fromPage, '/papers/date/2025-09-26'],
        [fromApi, '/api/daily_papers?date=2025-09-26&limit=100'],
      ] as const) {
        const file = join(folder, `saved${contents.length}`)
        await writeFile(file, await (await fetch(replica.url + path)).text())
        const saved = [{ path: file, listing: dayListing('2025-09-26'), capturedAt: replica.now() }]
        await importSaved(
          jobContext(held.warehouse, replica.url, () => replica.now()),
          saved,
        )
        contents.push(await contentsOf(held.warehouse))
      }
      expect(contents[1]?.[0]).toHaveLength(35)
      expect(contents[1]).toEqual(contents[0])
    } finally {
      await Promise.all([fromPage.drop(), fromApi.drop(), replica.close(), rm(folder, { recursive: true })])
    }
  })
})
