import { Command } from 'commander'
import { NIGHTLY_REQUESTS, nightly } from '../../jobs/nightly.ts'
import { type App, type CommonFlags, jobConfigOf, todayOf, withJob } from './app.ts'
import { parseDay } from './parse-days.ts'
import { positiveInteger } from './positive-integer.ts'
import { reportRun } from './report-run.ts'

/** `paperboy nightly` */
export function nightlyCommand(app: App): Command {
  return new Command('nightly')
    .description('what cron runs: yesterday and today, missed and failed days, days due again')
    .option('--day <date>', 'take this day for today (UTC)')
    .option('--max-requests <n>', `the most requests (default ${NIGHTLY_REQUESTS})`, positiveInteger)
    .addHelpText('after', '\nExample:\n  $ npx paperboy nightly\n  $ npx paperboy nightly --day 2026-06-03')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { day?: string; maxRequests?: number }>()
      const config = await jobConfigOf(flags)
      const options = {
        ...(flags.day === undefined ? {} : { day: parseDay(flags.day, '--day', todayOf(config)) }),
        ...(flags.maxRequests === undefined ? {} : { maxRequests: flags.maxRequests }),
      }
      await withJob(app, config, async (context) => {
        reportRun(app, await nightly(context, options), flags.json ?? false)
      })
    })
}
