import { Argument, Command } from 'commander'
import { failedJobs, type FailedJob, type QueueCount, queueCounts } from '../queue/queue-counts.ts'
import { type QueueName, QUEUES } from '../queue/queues.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'
import type { QueueChange, QueueListDocument } from '../documents.ts'
import type { App, CommonFlags } from '../../../commands/command.ts'
import { configOf, withWarehouse } from '../../../commands/app.ts'
import { makeQueues } from './make-queues.ts'
import { snakeCase } from '../../../commands/json.ts'
import { textTable } from '../../../commands/terminal.ts'

const WAYS = {
  pause: 'stop workers from starting jobs of a queue; active jobs are finished',
  resume: 'let workers start jobs of a paused queue again',
  drop: 'drop the jobs of a queue that are not active, the failed ones too',
  retry: 'enqueue the failed jobs of a queue again',
} as const

type Way = keyof typeof WAYS

/** Failed jobs that are shown in a terminal. */
const FAILED_SHOWN = 10

/** `paperboy queue` */
export function queueCommand(app: App): Command {
  const group = new Command('queue').addCommand(listCommand(app), { isDefault: true })
  for (const way of Object.keys(WAYS) as Way[]) group.addCommand(wayCommand(app, way))
  return group.addHelpText(
    'after',
    '\nExample:\n  $ npx paperboy queue\n  $ npx paperboy queue pause replay\n  $ npx paperboy queue retry listings',
  )
}

function listCommand(app: App): Command {
  return new Command('list')
    .description('how each queue stands, and the failed jobs with their reasons')
    .addHelpText('after', '\nExample:\n  $ npx paperboy queue list --json')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      await withWarehouse(await configOf(flags), 'read', async (warehouse) => {
        const queues = await queueCounts(warehouse)
        const failed = await failedJobs(warehouse)
        app.terminal.out(
          flags.json === true
            ? JSON.stringify({
                queues,
                failed: failed.map((each) => ({ ...each, job: snakeNames(each.job) })),
              } satisfies QueueListDocument)
            : queuesText(queues, failed, app.terminal.width),
        )
      })
    })
}

function wayCommand(app: App, way: Way): Command {
  return new Command(way)
    .description(WAYS[way])
    .addArgument(new Argument('<queue>', 'its name').choices(QUEUES))
    .addHelpText('after', `\nExample:\n  $ npx paperboy queue ${way} listings`)
    .action(async (typed: QueueName, _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const config = await configOf(flags)
      await withWarehouse(config, 'write', async (warehouse) => {
        await makeQueues(config, warehouse)
        const ways: Record<Way, (warehouse: Warehouse, queue: QueueName) => Promise<string>> =
          await import('../jobs/queues.ts')
        const sentence = await ways[way](warehouse, typed)
        app.terminal.out(
          flags.json === true
            ? JSON.stringify({ queue: typed, said: sentence } satisfies QueueChange)
            : sentence,
        )
      })
    })
}

function queuesText(queues: readonly QueueCount[], failed: readonly FailedJob[], width: number): string {
  if (queues.length === 0)
    return 'Nothing was ever enqueued. "npx paperboy backfill --from DAY --to DAY --enqueue" does so; "npx paperboy worker" runs it.'
  const rows = queues.map(({ queue, waiting, delayed, active, failed, paused_since: paused }) => [
    queue,
    ...[waiting, delayed, active, failed].map(String),
    paused === null ? '' : `paused since ${minute(paused)}`,
  ])
  const table = textTable(['queue', 'waiting', 'delayed', 'active', 'failed', ''], rows, width).trimEnd()
  if (failed.length === 0) return table
  const cells = failed
    .slice(0, FAILED_SHOWN)
    .map(({ queue, tries, reason, died_at: at, job }) => [
      queue,
      minute(at),
      String(tries),
      nameOf(job),
      reason ?? 'no reason known',
    ])
  const more = failed.length - cells.length
  const list = textTable(['queue', 'failed (UTC)', 'tries', 'job', 'reason'], cells, width).trimEnd()
  return `${table}\nFailed for good${more > 0 ? ` (${more} more with --json)` : ''}:\n${list}\nTo bring them back: npx paperboy queue retry ${failed[0]?.queue}`
}

function nameOf({ job, listings, first, last, day }: FailedJob['job']): string {
  if (Array.isArray(listings)) {
    const names = (listings as { kind: string; key: string }[]).map(({ kind, key }) => `${kind}:${key}`)
    return names.length === 1 ? `${names[0]}` : `${names[0]} and ${names.length - 1} more`
  }
  if (typeof first === 'string') return `captures ${first} to ${String(last)}`
  return typeof day === 'string' ? `${String(job)} of ${day}` : String(job)
}

function minute(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ')
}

/** What stands in a queue, with all names as in SQL. */
function snakeNames<T>(value: T): T {
  if (Array.isArray(value)) return value.map(snakeNames) as T
  if (value === null || typeof value !== 'object') return value
  return snakeCase(
    Object.fromEntries(Object.entries(value).map(([name, each]) => [name, snakeNames(each)])),
  ) as T
}
