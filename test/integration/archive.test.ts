import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { importArchives } from '../../jobs/import/import.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { previewReplay, replay } from '../../jobs/replay/replay.ts'
import { eachCapture } from '../../src/load/captures/capture-store.ts'
import { readWarc, writeWarc } from '../../src/load/captures/warc-file.ts'
import { historyDigestsOf } from '../support/digests.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

describe('the raw record', () => {
  let held: TestWarehouse
  let empty: TestWarehouse
  let replica: Replica
  let folder: string

  const context = (of: TestWarehouse) => jobContext(of.warehouse, replica.url, () => replica.now())

  beforeAll(async () => {
    held = await createWarehouse()
    empty = await createWarehouse()
    folder = await mkdtemp(join(tmpdir(), 'paperboy-warc-'))
    replica = await startReplica({ now: '2025-09-23T09:00:00Z', quota: false })
    // Nights with all that can come: lists that grow, votes, refusals, a list that is cut, an entry that is bad.
    for (const [hours, fault] of [
      [0, null],
      [12, { kind: 'captcha-page', match: '/papers/date/' }],
      [12, { kind: 'missing-entries', share: 0.5, match: '2025-09-23' }],
      [24, { kind: 'bad-entry', id: '2509.17567' }],
      [24, { kind: 'changed-title', id: '2509.17765', title: 'Another title' }],
      [48, null],
    ] as const) {
      replica.setNow(replica.now().add({ hours }))
      replica.clearFaults()
      if (fault) replica.setFault(fault)
      await nightly(context(held), {})
    }
    replica.clearFaults()
  })
  afterAll(async () => {
    await held.drop()
    await empty.drop()
    await replica.close()
    await rm(folder, { recursive: true })
  })

  test('a full replay of all responses into an empty warehouse gives the live history', async () => {
    const path = join(folder, 'all.warc.gz')
    const written = await writeWarc(path, eachCapture(held.warehouse), 'test')
    expect(written).toBeGreaterThan(12)
    const { runCounts } = await importArchives(context(empty), [path])
    expect(runCounts.captures).toBe(written)
    const live = await historyDigestsOf(held.warehouse)
    const replayed = await historyDigestsOf(empty.warehouse)
    console.log(`live history and its replay:`, live, replayed)
    expect(replayed).toEqual(live)
    expect(Number.parseInt(live['snapshots'] ?? '', 10)).toBeGreaterThan(100)
    expect(Number.parseInt(live['paper_versions'] ?? '', 10)).toBeGreaterThan(0)
  })

  test('a replay in place changes nothing, and its dry run says so', async () => {
    const { changes } = await previewReplay(context(held), {})
    expect(changes).toEqual([])
    const { runCounts } = await replay(context(held), {})
    expect(Object.values(runCounts.rows).reduce((sum, count) => sum + count, 0)).toBe(0)
  })

  test('an archive is WARC 1.1, and gives each response back as it was', async () => {
    const path = join(folder, 'same.warc.gz')
    await writeWarc(path, eachCapture(held.warehouse), 'test')
    const archived = []
    for await (const { capture } of readWarc(path)) {
      archived.push({ ...capture, body: new Uint8Array(capture.body) })
    }
    const stored = []
    for await (const { id, sha256, ...capture } of eachCapture(held.warehouse)) {
      expect([id, sha256]).not.toContain('')
      stored.push({ ...capture, body: new Uint8Array(capture.body) })
    }
    expect(archived).toEqual(stored)
    expect(existsSync(`${path}.part`)).toBe(false)
  })

  test('a damaged archive is refused before anything is written', async () => {
    const path = join(folder, 'damaged.warc.gz')
    await writeWarc(path, eachCapture(held.warehouse), 'test')
    const bytes = await readFile(path)
    await writeFile(path, bytes.subarray(0, bytes.byteLength - 500))
    const before = await historyDigestsOf(empty.warehouse)
    await expect(importArchives(context(empty), [path])).rejects.toThrow(
      /damaged\.warc\.gz, (after )?record \d+/,
    )
    expect(await historyDigestsOf(empty.warehouse)).toEqual(before)
  })

  test('a stored response that is not what was stored is named when it is read', async () => {
    await empty.warehouse.rows(sql`
      update capture_bodies set zstd = (select zstd from capture_bodies other where other.sha256 <> capture_bodies.sha256 limit 1)
      where sha256 = (select sha256 from captures order by fetched_at limit 1)`)
    const path = join(folder, 'never.warc.gz')
    await expect(writeWarc(path, eachCapture(empty.warehouse), 'test')).rejects.toThrow(
      /the body of capture \d+ has the SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}/,
    )
    expect(existsSync(path) || existsSync(`${path}.part`)).toBe(false)
  })
})
