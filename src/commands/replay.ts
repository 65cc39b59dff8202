import { Command } from 'commander'
import { previewReplay, replay, type ReplayPreview } from '../../jobs/replay/replay.ts'
import type { ReplayPlan } from '../outputs/runs.ts'
import type { App, CommonFlags } from './command.ts'
import { readJobConfig, todayOf, withJob } from './app.ts'
import type { QueueFlags } from '../feature.ts'
import { enqueue, requireQueueForWait, withQueueFlags } from './enqueue.ts'
import { parseOpenRange } from './parse-days.ts'
import { withPreview } from './preview.ts'
import { reportRun } from './report-run.ts'

interface Flags extends CommonFlags, QueueFlags {
  readonly from?: string
  readonly to?: string
  readonly dryRun?: boolean
}

const CHANGES_SHOWN = 50
const VALUE_CHARACTERS = 160

/** `paperboy replay` */
export function replayCommand(app: App): Command {
  return withQueueFlags(
    new Command('replay')
      .option('--from <date>', 'first day; without any, all captures')
      .option('--to <date>', 'last day')
      .option('--dry-run', 'only print the rows that would change'),
    'enqueue the captures for workers, and exit',
  )
    .addHelpText('after', '\nExample:\n  $ npx paperboy replay --from 2026-06-01 --to 2026-06-03 --dry-run')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      requireQueueForWait(flags)
      const config = await readJobConfig(flags)
      const filter = parseOpenRange(flags, todayOf(config))
      if (flags.dryRun) {
        const preview = await withPreview(app, config, async (context) => previewReplay(context, filter))
        printPreview(app, preview, flags.json ?? false)
        return
      }
      if (flags.enqueue === true) {
        await enqueue(app, config, flags, async ({ warehouse }, { enqueueCaptures }) =>
          enqueueCaptures(warehouse, filter),
        )
        return
      }
      await withJob(app, config, async (context) =>
        reportRun(app, await replay(context, filter), flags.json ?? false),
      )
    })
}

function printPreview({ terminal }: App, preview: ReplayPreview, json: boolean): void {
  if (json) {
    terminal.out(JSON.stringify(preview satisfies ReplayPlan))
    return
  }
  for (const { table, key, change, before, after } of preview.changes.slice(0, CHANGES_SHOWN)) {
    terminal.out(`${change.padEnd(7)} ${table} ${key}: ${shown(before)} -> ${shown(after)}`)
  }
  const more = preview.changes.length - CHANGES_SHOWN
  if (more > 0) terminal.out(`and ${more} more; all of them with --json`)
  terminal.out(
    `${preview.captures} captures read again, ${preview.changes.length} rows would change; nothing was written`,
  )
}

function shown(row: Readonly<Record<string, unknown>> | null): string {
  if (row === null) return 'no row'
  const text = JSON.stringify(row)
  return text.length > VALUE_CHARACTERS ? `${text.slice(0, VALUE_CHARACTERS)}...` : text
}
