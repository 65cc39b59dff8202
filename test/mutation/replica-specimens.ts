import { startReplica } from '../../demo/replica.ts'
import { pageBlob } from '../../src/transform/page-blob.ts'
import type { Specimen } from './mutate-entries.ts'

/** A day of the replica, as a page and as an answer of the API. */
export async function replicaSpecimens(): Promise<Specimen[]> {
  const replica = await startReplica({ now: '2025-09-28T12:00:00Z', quota: false })
  try {
    const listing = { kind: 'day', key: '2025-09-22' } as const
    const page = Buffer.from(await (await fetch(`${replica.url}/papers/date/${listing.key}`)).arrayBuffer())
    const answer: unknown = await (await fetch(`${replica.url}/api/daily_papers?date=${listing.key}`)).json()
    const blob = pageBlob(page, 'DailyPapers')
    if (!('props' in blob)) throw new Error(blob.problem)
    const capturedAt = replica.now()
    return [
      { listing, capturedAt, form: 'page', json: blob.props },
      { listing, capturedAt, form: 'api', json: answer },
    ]
  } finally {
    await replica.close()
  }
}
