import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { sql } from '../../src/base/sql.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { importSaved } from '../../jobs/import/import.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { replay } from '../../jobs/replay/replay.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

describe('the exit code of a replay', () => {
  let held: TestWarehouse
  let replica: Replica
  let folder: string

  const context = () => jobContext(held.warehouse, replica.url, () => replica.now())
  const importPage = async (html: string, day: string) => {
    const path = join(folder, `${day}.html`)
    await writeFile(path, html)
    return importSaved(context(), [{ path, listing: { kind: 'day', key: day }, capturedAt: replica.now() }])
  }

  beforeEach(async () => {
    held = await createWarehouse()
    folder = await mkdtemp(join(tmpdir(), 'paperboy-replay-'))
    replica = await startReplica({ now: '2025-09-23T23:00:00Z', quota: false })
  })
  afterEach(async () => {
    await held.drop()
    await replica.close()
    await rm(folder, { recursive: true })
  })

  test('is 0 when what was no list, refused or missing still is, and the counts tell of it', async () => {
    expect((await importPage('<html><body>My holidays</body></html>', '2025-09-01')).exitCode).toBe(65)
    expect((await importPage('<html><body><h1>404</h1></body></html>', '2025-09-02')).exitCode).toBe(2)
    expect((await importPage('<html><title>Human verification</title></html>', '2025-09-03')).exitCode).toBe(
      2,
    )
    expect((await fetchListings(context(), [{ kind: 'paper', key: 'abc' }])).exitCode).toBe(2)
    const { runCounts, exitCode } = await replay(context(), {})
    expect(exitCode).toBe(0)
    expect(runCounts).toMatchObject({ unreadable: 1, refused: 3, asBefore: { unreadable: 1, refused: 3 } })
  })

  test('is 0 when entries stay in quarantine and a list stays on hold', async () => {
    replica.setFault({ kind: 'bad-entry', id: '2509.17567' })
    expect((await nightly(context(), {})).exitCode).toBe(75)
    replica.setNow(replica.now().add({ hours: 12 }))
    replica.clearFaults()
    replica.setFault({ kind: 'missing-entries', share: 0.5, match: '2025-09-23' })
    expect((await nightly(context(), {})).runCounts.onHold).toBe(1)
    const { runCounts, exitCode } = await replay(context(), {})
    expect(runCounts).toMatchObject({ onHold: 1, asBefore: { onHold: 1 } })
    expect(runCounts.quarantined).toBeGreaterThan(0)
    expect(runCounts.asBefore.quarantined).toBe(runCounts.quarantined)
    expect(exitCode).toBe(0)
  })

  test('is 65 once, when a page that was read before can be read no more', async () => {
    await nightly(context(), {})
    const body = Buffer.from('<html><body>The parser knows this no more</body></html>')
    const sha256 = createHash('sha256').update(body).digest('hex')
    const zstd = zstdCompressSync(body).toString('base64')
    await held.warehouse.rows(sql`insert into capture_bodies (sha256, bytes, zstd)
      values (${sha256}, ${body.byteLength}, decode(${zstd}, 'base64'))`)
    await held.warehouse.rows(sql`update captures set sha256 = ${sha256} where key = '2025-09-22'`)
    const first = await replay(context(), {})
    expect(first).toMatchObject({ exitCode: 65, runCounts: { unreadable: 1, asBefore: { unreadable: 0 } } })
    const second = await replay(context(), {})
    expect(second).toMatchObject({ exitCode: 0, runCounts: { unreadable: 1, asBefore: { unreadable: 1 } } })
  })
})
