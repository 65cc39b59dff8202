import { setTimeout as sleep } from 'node:timers/promises'
import { EXIT, type ExitCode } from '../../../base/errors.ts'
import { type BatchCount, batchCount } from '../queue/queue-counts.ts'
import type { Enqueued } from '../../../feature.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'

/** Result of a batch. */
export interface BatchEnd extends BatchCount {
  readonly done: number
  readonly exitCode: ExitCode
}

const LOOK_MS = 1_000

/**
 * Shows the progress of all machines on a batch, until nothing of it is left or the signal aborts:
 * then the jobs stay where they are.
 */
export async function watchBatch(
  context: Pick<JobContext, 'warehouse' | 'progress' | 'signal'>,
  { batch, size }: Pick<Enqueued, 'batch' | 'size'>,
  lookMs = LOOK_MS,
): Promise<BatchEnd> {
  const { warehouse, progress, signal } = context
  let shown = 0
  progress.start(size, 'on all machines')
  for (;;) {
    const count = await batchCount(warehouse, batch)
    const done = Math.max(0, size - count.left - count.failed)
    if (done > shown) progress.advance(`${done} of ${size}, ${count.active} active`, done - shown)
    shown = Math.max(shown, done)
    if (count.left === 0 || signal.aborted) {
      progress.stop(`${done} of ${size} done${count.failed > 0 ? `, ${count.failed} failed` : ''}`)
      return { ...count, done, exitCode: exitCodeOf(count) }
    }
    await sleep(lookMs, undefined, { signal }).catch(() => undefined)
  }
}

function exitCodeOf({ left, failed, counts }: BatchCount): ExitCode {
  const { unreadable = 0, changed = 0, refused = 0, onHold = 0 } = counts
  if (unreadable + changed > 0) return EXIT.pageChanged
  return left + failed + refused + onHold > 0 ? EXIT.tryAgain : EXIT.done
}
