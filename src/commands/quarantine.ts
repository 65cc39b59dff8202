import { Command } from 'commander'
import { listQuarantine, type QuarantineRow, retryQuarantine } from '../../jobs/load/quarantine.ts'
import type { QuarantineDocument } from '../outputs/standing.ts'
import type { App, CommonFlags } from './command.ts'
import { readAppConfig, readJobConfig, withJob, withWarehouse } from './app.ts'
import { isoText } from './json.ts'
import { reportRun } from './report-run.ts'
import { textTable } from './terminal.ts'

const VALUE_CHARACTERS = 60

/** `paperboy quarantine list` and `paperboy quarantine retry` */
export function quarantineCommand(app: App): Command {
  const list = new Command('list')
    .description('list rejected entries, with their place and the reason')
    .addHelpText('after', '\nExample:\n  $ npx paperboy quarantine list --json')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const config = await readAppConfig(flags)
      const rows = await withWarehouse(config, 'read', listQuarantine)
      if (flags.json) {
        const shown = rows.map((row) => ({ ...row, observed_at: isoText(row.observed_at) }))
        app.terminal.out(JSON.stringify(shown satisfies QuarantineDocument))
      } else app.terminal.out(quarantineText(rows, app.terminal.width))
    })
  const retry = new Command('retry')
    .description('read their captures again after a fix, and load what is readable now')
    .addHelpText('after', '\nExample:\n  $ npx paperboy quarantine retry')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      await withJob(app, await readJobConfig(flags), async (context) =>
        reportRun(app, await retryQuarantine(context), flags.json ?? false),
      )
    })
  return new Command('quarantine')
    .addCommand(list, { isDefault: true })
    .addCommand(retry)
    .addHelpText('after', '\nExample:\n  $ npx paperboy quarantine\n  $ npx paperboy quarantine retry')
}

function quarantineText(rows: readonly QuarantineRow[], width: number): string {
  if (rows.length === 0) return 'No entry is in quarantine.'
  const cells = rows.map(({ listing, position, path, reason, value, observed_at }) => [
    listing,
    String(position),
    path,
    reason,
    value === null ? '' : JSON.stringify(value).slice(0, VALUE_CHARACTERS),
    observed_at.slice(0, 16).replace('T', ' '),
  ])
  const table = textTable(['listing', 'place', 'path', 'reason', 'found', 'captured (UTC)'], cells, width)
  return `${table}\nFor the full entries: npx paperboy sql "SELECT * FROM quarantine". After a fix: npx paperboy quarantine retry`
}
