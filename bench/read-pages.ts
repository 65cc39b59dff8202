/*
 * Reads one page of the replica again and again, as a replay does before it loads, without any database. For
 * bench/workers.ts, which forks it: it says `ready` after a warm-up, reads as many pages as the answer says, and ends.
 */
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { startReplica } from '../demo/replica.ts'
import { syntheticCatalog } from '../demo/site/synthetic-catalog.ts'
import { newReading } from '../src/load/history/reading-log.ts'
import type { StoredCapture } from '../src/model/capture.ts'
import { readCapture } from '../src/transform/read-capture.ts'
import { captureDay } from '../test/support/capture-day.ts'

const WARM_UP = 200
const DAY = '2024-01-02'

async function aCapture(): Promise<StoredCapture> {
  const catalog = syntheticCatalog({ from: DAY, to: DAY, weekends: true, size: 36 })
  const now = '2024-02-01T12:00:00Z'
  const replica = await startReplica({ catalog, now, quota: false })
  try {
    const page = await captureDay(replica.url, DAY, Temporal.Instant.from(now))
    return { ...page, id: '1', sha256: hash('sha256', page.body) }
  } finally {
    await replica.close()
  }
}

const capture = await aCapture()
function read(pages: number): void {
  for (let page = 0; page < pages; page++) {
    const reading = readCapture(capture)
    if (reading.outcome !== 'listing') throw new Error(`the page is no list: ${reading.outcome}`)
    newReading(reading, capture, '1')
  }
}

read(WARM_UP)
process.send?.('ready')
const [pages] = (await once(process, 'message')) as [number]
read(pages)
process.disconnect?.()
