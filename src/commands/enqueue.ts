import type { Command } from 'commander'
import type { Config } from '../base/config.ts'
import { UsageError } from '../base/errors.ts'
import type { Enqueue, QueueFlags } from '../feature.ts'
import { FEATURES } from '../features.ts'
import type { App, CommonFlags } from './command.ts'

/** Adds `--enqueue` and `--wait` if a feature has queues. */
export function withQueueFlags(command: Command, about: string): Command {
  if (FEATURES.every((feature) => feature.enqueue === undefined)) return command
  return command
    .option('--enqueue', about)
    .option('--wait', 'with --enqueue: show the progress of all workers until everything is done')
}

/** @throws {UsageError} for `--wait` alone */
export function requireQueueForWait({ enqueue, wait }: QueueFlags): void {
  if (wait === true && enqueue !== true)
    throw new UsageError(
      '--wait needs --enqueue; without both the command does the work itself, and exits when done',
    )
}

/** Enqueues the work of a command for workers. */
export async function enqueue(
  app: App,
  config: Config,
  flags: QueueFlags & CommonFlags,
  work: Parameters<Enqueue>[3],
): Promise<void> {
  const feature = FEATURES.find((each) => each.enqueue !== undefined)
  if (feature?.enqueue === undefined) throw new UsageError('--enqueue: there are no queues here')
  await (
    await feature.enqueue()
  )(app, config, flags, work)
}
