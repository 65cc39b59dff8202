import { Command } from 'commander'
import { clockSkew } from '../../jobs/run/clock-skew.ts'
import { readStatus } from '../../jobs/run/status.ts'
import { EXIT, UsageError } from '../base/errors.ts'
import type { StatusCheckDocument, StatusDocument } from '../outputs/standing.ts'
import type { App, CommonFlags } from './command.ts'
import { readAppConfig, withWarehouse } from './app.ts'
import { checkStatus } from './check-status.ts'
import { duration } from './duration.ts'
import { mergedStanding, readStandings } from './standings.ts'
import { statusText } from './status-text.ts'

interface Flags extends CommonFlags {
  readonly check?: boolean
  readonly maxAge?: Temporal.Duration
}

/** Default maximum age of the last good night. */
const MAX_AGE = Temporal.Duration.from({ hours: 26 })

/** `paperboy status` */
export function statusCommand(app: App): Command {
  return new Command('status')
    .option('--check', 'one line for scripts: exit code 0 when all is well, otherwise 75')
    .option(
      '--max-age <time>',
      'with --check: maximum age of the last good nightly run, such as 26h, 90m or 2d (default 26h)',
      duration,
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx paperboy status\n  $ npx paperboy status --json\n  $ npx paperboy status --check --max-age 26h',
    )
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      if (flags.maxAge !== undefined && flags.check !== true)
        throw new UsageError('--max-age is for --check: expected status --check --max-age 26h')
      const config = await readAppConfig(flags)
      const { status, standings, skew } = await withWarehouse(config, 'read', async (warehouse) => ({
        status: await readStatus(warehouse, config.clock.now()),
        standings: await readStandings(warehouse),
        skew: await clockSkew(warehouse, config.clock),
      }))
      const { out, width } = app.terminal
      if (flags.check === true) {
        const check = checkStatus(status, flags.maxAge ?? MAX_AGE)
        out(flags.json ? JSON.stringify(check satisfies StatusCheckDocument) : check.message)
        app.exitWith(check.ok ? EXIT.done : EXIT.tryAgain)
        return
      }
      if (flags.json) {
        const document = { ...status, clock_skew: skew } satisfies StatusDocument
        out(JSON.stringify({ ...document, ...mergedStanding(standings, 'values') }))
        return
      }
      const ofFeatures = standings.map(({ text }) => text)
      out(statusText(status, width, process.stdout.isTTY, ofFeatures))
      if (skew !== null) out(`\nNote: ${skew}`)
    })
}
