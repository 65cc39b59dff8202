import { CAPTURE_PAGE } from '../../src/load/captures/capture-store.ts'
import type { Capture } from '../../src/model/capture.ts'

/** A lot ends with the capture that makes it as large as this. */
const MOST_CAPTURES = CAPTURE_PAGE
const MOST_BYTES = 24_000_000

/** Captures in lots that are loaded at once, in their order. */
export async function* lotsOf<Each extends Capture>(captures: AsyncIterable<Each>): AsyncGenerator<Each[]> {
  let lot: Each[] = []
  let bytes = 0
  for await (const capture of captures) {
    lot.push(capture)
    bytes += capture.body.byteLength
    if (lot.length < MOST_CAPTURES && bytes < MOST_BYTES) continue
    yield lot
    lot = []
    bytes = 0
  }
  if (lot.length > 0) yield lot
}
