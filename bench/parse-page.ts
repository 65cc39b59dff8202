/*
 * What reading a page costs, against JSON.parse of its payload and one scan of its bytes.
 * node bench/parse-page.ts PAGE.html[.gz]; without a file, a page of the replica.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { startReplica } from '../demo/replica.ts'
import { pageBlob } from '../src/transform/page-blob.ts'
import { readCapture } from '../src/transform/read-capture.ts'

const WARM_UP = 50
const ROUNDS = 300
const FETCHED_AT = Temporal.Instant.from('2026-11-01T00:00:00Z')

async function pageToRead(): Promise<Buffer> {
  const file = process.argv[2]
  if (file !== undefined) {
    const bytes = readFileSync(file)
    return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
  }
  const replica = await startReplica({ quota: false })
  try {
    return Buffer.from(await (await fetch(`${replica.url}/papers/date/2025-09-23`)).arrayBuffer())
  } finally {
    await replica.close()
  }
}

/** Median milliseconds of each measure; they take turns, so that a slow moment hits all alike. */
function medians(measures: Readonly<Record<string, () => unknown>>): Record<string, number> {
  const times = new Map(Object.keys(measures).map((name) => [name, [] as number[]]))
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [name, measure] of Object.entries(measures)) {
      const start = performance.now()
      measure()
      if (round >= 0) times.get(name)?.push(performance.now() - start)
    }
  }
  return Object.fromEntries(
    [...times].map(([name, all]) => [name, all.sort((a, b) => a - b)[ROUNDS / 2] ?? 0]),
  )
}

const body = await pageToRead()
const blob = pageBlob(body, 'DailyPapers')
if ('problem' in blob) throw new Error(blob.problem)
const payload = JSON.stringify(blob.props)
const day = String(blob.props['dateString'] ?? blob.props['date']).slice(0, 10)

const ms = medians({
  parse: () => JSON.parse(payload) as unknown,
  scan: () => body.toString('utf8').indexOf('\u0001'),
  blob: () => pageBlob(body, 'DailyPapers'),
  records: () =>
    readCapture({ listing: { kind: 'day', key: day }, form: 'page', body, fetchedAt: FETCHED_AT }),
})
const { parse = 0, scan = 0, blob: blobMs = 0, records = 0 } = ms
console.log(`page ${body.length} bytes, payload ${payload.length} characters, median of ${ROUNDS} rounds`)
for (const [name, value] of Object.entries(ms)) console.log(`${name.padEnd(8)} ${value.toFixed(2)} ms`)
console.log(
  `page parse / (2 x JSON.parse + scan):   ${(blobMs / (2 * parse + scan)).toFixed(2)} (at most 1 is the aim)`,
)
console.log(`page parse / (2 x (JSON.parse + scan)): ${(blobMs / (2 * (parse + scan))).toFixed(2)}`)
console.log(`bytes to records / JSON.parse:          ${(records / parse).toFixed(1)}`)
