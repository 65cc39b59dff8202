import { Command } from 'commander'
import { type Status, statusOf } from '../../jobs/status.ts'
import { clockSkew } from '../../jobs/clock-skew.ts'
import { type App, type CommonFlags, configOf, withWarehouse } from './app.ts'
import { calendarText } from './calendar.ts'
import { textTable } from './terminal.ts'

const WEEKS_SHOWN = 12

/** `paperboy status` */
export function statusCommand(app: App): Command {
  return new Command('status')
    .description('coverage by day, last runs, what is due, quarantine and drift')
    .addHelpText('after', '\nExample:\n  $ npx paperboy status\n  $ npx paperboy status --json')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const config = await configOf(flags)
      const status = await withWarehouse(config, 'read', async (warehouse) => ({
        ...(await statusOf(warehouse, config.clock.now())),
        clockSkew: await clockSkew(warehouse, config.clock),
      }))
      app.terminal.out(flags.json ? JSON.stringify(status) : statusText(status, app.terminal.width))
      if (!flags.json && status.clockSkew !== null) app.terminal.out(`\nNote: ${status.clockSkew}`)
    })
}

function statusText(status: Status, width: number): string {
  const { totals, coverage, calendar, runs, due, quarantined, drifted } = status
  const minute = (instant: string | null) => (instant === null ? '' : instant.slice(0, 16).replace('T', ' '))
  const sections = [
    `${totals.days} days, ${totals.papers} papers, ${totals.appearances} appearances, ${totals.snapshots} snapshots; ` +
      `${quarantined} entries in quarantine, ${drifted} differences in the pages' shape`,
  ]
  if (calendar.length > 0) sections.push(calendarText(calendar, WEEKS_SHOWN, process.stdout.isTTY))
  if (coverage.length > 0) {
    const rows = coverage.map((row) => [
      row.day,
      row.state,
      row.loaded === null ? '' : `${row.loaded} of ${row.expected ?? '?'}`,
      minute(row.fetched_at),
      minute(row.next_due_at),
      row.reason ?? '',
    ])
    sections.push(textTable(['day', 'state', 'loaded', 'fetched (UTC)', 'due again', 'reason'], rows, width))
  }
  if (runs.length > 0) {
    const rows = runs.map((run) => [
      String(run.id),
      run.job,
      minute(run.started_at),
      run.seconds === null ? '' : `${run.seconds.toFixed(1)} s`,
      run.outcome ?? 'not ended',
      run.error ?? '',
    ])
    sections.push(textTable(['run', 'job', 'started (UTC)', 'took', 'outcome', 'error'], rows, width))
  }
  sections.push(
    due.length === 0
      ? 'Nothing is due.'
      : `Due: ${due
          .slice(0, 12)
          .map(({ day, why }) => `${day} (${why})`)
          .join(', ')}${due.length > 12 ? ` and ${due.length - 12} more` : ''}. Run "npx paperboy nightly".`,
  )
  return sections.join('\n\n')
}
