import { plural } from '../../../model/plural.ts'
import type { Enqueue } from '../../../feature.ts'
import type { BatchEndDocument, HandedOutDocument } from '../documents.ts'
import { withJob } from '../../../commands/app.ts'
import { snakeCase } from '../../../commands/json.ts'
import { makeQueues } from './make-queues.ts'

/** Enqueues work and reports what was enqueued; with `--wait` also the outcome, in the exit code too. */
export const enqueue: Enqueue = async (app, config, flags, work) => {
  await withJob(app, config, async (context) => {
    await makeQueues(config, context.warehouse)
    // The queue engine is loaded only by those who use it.
    const handed = await work(context, await import('../jobs/enqueue-work.ts'))
    const noun = handed.queue === 'replay' ? 'captures' : 'listings'
    const what = `${handed.size} ${noun} in ${plural(handed.jobs, 'job')}`
    if (flags.wait !== true) {
      const sentence =
        handed.jobs === 0
          ? 'Nothing was due, nothing was enqueued.'
          : `Enqueued ${what} on the queue ${handed.queue}. Workers run them ("npx paperboy worker"); to see their progress: npx paperboy queue`
      app.terminal.out(flags.json === true ? JSON.stringify(handed satisfies HandedOutDocument) : sentence)
      return
    }
    const { watchBatch } = await import('../jobs/watch-batch.ts')
    const { done, left, failed, counts, exitCode } = await watchBatch(context, handed)
    const code = app.exitWith(exitCode)
    if (flags.json === true) {
      app.terminal.out(
        JSON.stringify({
          ...handed,
          done,
          left,
          failed,
          counts: snakeCase(counts),
          exit_code: code,
        } satisfies BatchEndDocument),
      )
      return
    }
    const rest = [
      left > 0 && `${left} still in the queue`,
      failed > 0 && `${failed} failed for good: "npx paperboy queue" shows why`,
    ].filter((part) => part !== false)
    app.terminal.out(`${done} of ${what} done${rest.length > 0 ? `; ${rest.join('; ')}` : ''}.`)
  })
}
