import { readingForLog } from '../../src/load/history/load-batch.ts'
import type { NewReading } from '../../src/load/history/reading-log.ts'
import type { StoredCapture } from '../../src/model/capture.ts'
import type { Reading } from '../../src/model/reading.ts'
import { parse } from '../load/ingest.ts'

/** A response that was read. */
export interface ReadResponse {
  /** Without its body, unless another way to the list may need it. */
  readonly capture: StoredCapture
  readonly reading: Reading
  readonly logged: NewReading | null
  /** Of its body. */
  readonly bytes: number
}

const NO_BODY = new Uint8Array()

/** A short answer takes room too. */
const LEAST_BYTES = 50_000

/** Reads a response when it comes, beside the load of those before it; of its body nothing is held then. */
export async function readResponse(capture: StoredCapture, runId: string): Promise<ReadResponse> {
  const reading = await parse(capture)
  const bytes = Math.max(capture.body.byteLength, LEAST_BYTES)
  const rest = reading.outcome === 'refused' ? capture : { ...capture, body: NO_BODY }
  return { capture: rest, reading, logged: readingForLog({ reading, capture }, runId), bytes }
}
