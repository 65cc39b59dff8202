/*
 * What it costs to store and to read responses whose bodies lie in the table, in a folder, and in a bucket of an S3
 * service on loopback. DATABASE_URL=postgres://... node bench/body-stores.ts [responses]
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../src/base/sql.ts'
import { loadConfig } from '../src/base/config.ts'
import { eachCapture, storeCaptures } from '../src/load/captures/capture-store.ts'
import { openBodyStores } from '../src/load/captures/body-stores/open-body-stores.ts'
import type { Capture } from '../src/model/capture.ts'
import { dayListing } from '../src/model/listing.ts'
import { startS3 } from '../test/support/s3.ts'
import { onOwnDatabase } from './made-warehouse.ts'

const IN_A_LOT = 16
/** As large as a real page: 640 kB, some 42 kB after compression. */
const CORE_BYTES = 42_000
const PAGE_BYTES = 640_000

const count = Number(process.argv[2] ?? 320)
const fetchedAt = Temporal.Instant.from('2026-06-01T00:00:00Z')

function response(number: number): Capture {
  const url = `https://papers.example/${number}`
  const body = Buffer.alloc(PAGE_BYTES, '<div class="entry">a paper</div>')
  body.write(randomBytes(CORE_BYTES).toString('base64'))
  const known = { url, finalUrl: url, status: 200, fetchedWith: 'http', headers: {} } as const
  return { listing: dayListing('2026-06-01'), form: 'page', fetchedAt, body, ...known }
}

const s3 = await startS3()
const folder = await mkdtemp(join(tmpdir(), 'paperboy-bench-'))
try {
  for (const [name, PAPERBOY_CAPTURES] of [
    ['table', 'table'],
    ['folder', join(folder, 'bodies')],
    ['bucket', s3.env['PAPERBOY_CAPTURES']],
  ]) {
    const bodyStores = openBodyStores(
      await loadConfig({ env: { ...s3.env, PAPERBOY_CAPTURES }, cwd: folder }),
    )
    await onOwnDatabase(async (opened) => {
      const warehouse = { ...opened, bodyStores }
      const batches = Array.from({ length: count / IN_A_LOT }, (_, batch) =>
        Array.from({ length: IN_A_LOT }, (_, place) => response(batch * IN_A_LOT + place)),
      )
      let started = performance.now()
      for (const batch of batches) await storeCaptures(warehouse, batch, '1')
      const storing = (performance.now() - started) / count
      started = performance.now()
      let bytes = 0
      for await (const { body } of eachCapture(warehouse)) bytes += body.byteLength
      const reading = (performance.now() - started) / count
      if (bytes !== count * PAGE_BYTES) throw new Error(`${bytes} bytes came back`)
      const [size] = await warehouse.rows<{ bytes: number }>(sql`
        select (pg_total_relation_size('capture_bodies') + pg_total_relation_size('captures'))::float8 as bytes`)
      console.log(
        `${name?.padEnd(7)} store ${storing.toFixed(1).padStart(6)} ms, read ${reading.toFixed(1).padStart(6)} ms, ` +
          `${((size?.bytes ?? 0) / count / 1000).toFixed(1).padStart(6)} kB in the database, each`,
      )
    })
  }
} finally {
  await s3.stop()
  await rm(folder, { recursive: true })
}
