import { CAPTURE_PAGE } from '../../src/load/captures/capture-store.ts'
import type { Capture } from '../../src/model/capture.ts'

/** A batch ends with the capture that makes it as large as this. */
const MOST_CAPTURES = CAPTURE_PAGE
const MOST_BYTES = 24_000_000

/** Captures in batches that are loaded at once, in their order. */
export async function* inBatches<Each extends Capture>(
  captures: AsyncIterable<Each>,
): AsyncGenerator<Each[]> {
  let batch: Each[] = []
  let bytes = 0
  for await (const capture of captures) {
    batch.push(capture)
    bytes += capture.body.byteLength
    if (batch.length < MOST_CAPTURES && bytes < MOST_BYTES) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

/** The values of an iterable, the next of which is made while one is worked on: two are in memory at a time. */
export async function* oneAhead<Each>(values: AsyncIterable<Each>): AsyncGenerator<Each> {
  const iterator = values[Symbol.asyncIterator]()
  let next = iterator.next()
  try {
    for (;;) {
      const { done, value } = await next
      if (done === true) return
      next = iterator.next()
      // Who asks for it hears of its failure; until then it is nobody's.
      next.catch(() => undefined)
      yield value
    }
  } finally {
    await next.catch(() => undefined)
    await iterator.return?.()
  }
}
