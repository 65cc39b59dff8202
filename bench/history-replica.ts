/* The replica in a thread of its own, for bench/history.ts: its processor time is not counted there. */
/* oxlint-disable unicorn/require-post-message-target-origin -- threads have no origin */
import { parentPort, workerData } from 'node:worker_threads'
import { startReplica } from '../demo/replica.ts'
import { syntheticCatalog } from '../demo/site/synthetic-catalog.ts'

const { from, to, now } = workerData as { from: string; to: string; now: string }
const replica = await startReplica({
  catalog: syntheticCatalog({ from, to, seed: 'history' }),
  now,
  quota: false,
})
parentPort?.on('message', (instant: string) => {
  replica.setNow(Temporal.Instant.from(instant))
  parentPort?.postMessage('set')
})
parentPort?.postMessage(replica.url)
