import { plural } from '../../../model/plural.ts'
import { Command, Option } from 'commander'
import type { Schedule } from '../jobs/due-scheduled-runs.ts'
import type { ScheduledTask } from '../../../feature.ts'
import { valuesOf } from '../../../base/setting.ts'
import { nightSteps } from '../../../commands/nightly.ts'
import { fromFeatures } from '../../../commands/from-features.ts'
import { WORKER_SETTINGS } from '../settings.ts'
import { UsageError } from '../../../base/errors.ts'
import { isQueue, type QueueName, QUEUES } from '../queue/queues.ts'
import type { WorkerEndDocument } from '../documents.ts'
import type { App, CommonFlags } from '../../../commands/command.ts'
import { readJobConfig, withJob } from '../../../commands/app.ts'
import { makeQueues } from './make-queues.ts'
import { positiveInteger } from '../../../commands/positive-integer.ts'

interface Flags extends CommonFlags {
  readonly concurrency: number
  readonly only?: readonly string[]
  readonly schedule?: boolean
}

/** `paperboy worker` */
export function workerCommand(app: App): Command {
  const only = new Option('--only <queue...>', 'only these queues')
  // Offered and not enforced: several may be given, separated by commas.
  only.argChoices = [...QUEUES]
  return new Command('worker')
    .option('--concurrency <n>', 'jobs run at once', positiveInteger, 1)
    .addOption(only)
    .option('--schedule', 'also start the nightly runs, digests and data set on schedule')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx paperboy worker --schedule\n  $ npx paperboy worker --concurrency 2 --only listings papers',
    )
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      const queues = queuesOf(flags.only)
      const config = await readJobConfig(flags)
      const { nightlyAt } = valuesOf(config, WORKER_SETTINGS)
      const tasks = await fromFeatures<ScheduledTask>((feature) => feature.tasks?.(config))
      const { checkCron } = await import('../jobs/due-scheduled-runs.ts')
      checkCron(nightlyAt, 'nightlyAt')
      const { workQueues } = await import('../jobs/work-queues.ts')
      await withJob(app, config, async (context) => {
        await makeQueues(config, context.warehouse)
        const end = await workQueues(context, {
          concurrency: flags.concurrency,
          queues,
          schedules: flags.schedule === true ? schedulesOf(nightlyAt, tasks) : null,
          follow: config.follow,
          paperPages: config.paperPages,
          steps: await nightSteps(config),
          tasks,
          ...(config.now === null ? {} : { now: async () => config.clock.now() }),
        })
        const jobs = plural(end.jobs, 'job')
        app.terminal.out(
          flags.json === true
            ? JSON.stringify(end satisfies WorkerEndDocument)
            : `The worker has ended: ${jobs} finished.`,
        )
      })
    })
}

/** A missed night is made up for each time, a missed task only once. */
function schedulesOf(nightlyAt: string, tasks: readonly ScheduledTask[]): readonly Schedule[] {
  return [
    { name: 'nightly', cron: nightlyAt, missed: 'each' },
    ...tasks.flatMap(({ name, cron }) => (cron === null ? [] : [{ name, cron, missed: 'last' } as const])),
  ]
}

function queuesOf(only: readonly string[] | undefined): readonly QueueName[] {
  if (only === undefined) return QUEUES
  const names = only.flatMap((name) => name.split(','))
  const unknown = names.find((name) => !isQueue(name))
  if (unknown !== undefined)
    throw new UsageError(`--only ${unknown}: there is no such queue; expected ${QUEUES.join(', ')}`)
  return QUEUES.filter((name) => names.includes(name))
}
