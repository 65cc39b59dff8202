import { Command } from 'commander'
import { fromFeatures } from './from-features.ts'
import type { Config } from '../base/config.ts'
import { NIGHTLY_REQUESTS, nightly, type NightStep } from '../../jobs/nightly/nightly.ts'
import { isWithoutDays } from '../../jobs/run/rest-of-history.ts'
import type { App, CommonFlags } from './command.ts'
import { readJobConfig, todayOf, withJob } from './app.ts'
import { printNight } from './print-night.ts'
import { parseDay } from './parse-days.ts'
import { positiveInteger } from './positive-integer.ts'
import { reportRest } from './report-rest.ts'
import { reportRun } from './report-run.ts'

interface Flags extends CommonFlags {
  readonly day?: string
  readonly maxRequests?: number
  readonly dryRun?: boolean
}

/** `paperboy nightly` */
export function nightlyCommand(app: App): Command {
  return new Command('nightly')
    .option('--day <date>', 'use this day as today (UTC)')
    .option('--max-requests <n>', `maximum number of requests (default ${NIGHTLY_REQUESTS})`, positiveInteger)
    .option(
      '--follow <list>',
      'also read these: trending, week, month, query:WORDS, paper:ID (PAPERBOY_FOLLOW)',
    )
    .option(
      '--dry-run',
      'only print the listings to fetch, with reasons and the number of requests; writes nothing',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx paperboy nightly\n  $ npx paperboy nightly --follow trending,week,query:diffusion --dry-run',
    )
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      const config = await readJobConfig(flags)
      const today = todayOf(config)
      const night = {
        day: flags.day === undefined ? today : parseDay(flags.day, '--day', today),
        ...(flags.maxRequests === undefined ? {} : { maxRequests: flags.maxRequests }),
        follow: config.follow,
        paperPages: config.paperPages,
        steps: await nightSteps(config),
      }
      if (flags.dryRun) {
        await printNight(app, config, night, flags.json ?? false)
        return
      }
      await withJob(app, config, async (context) => {
        const isFirst = await isWithoutDays(context.warehouse)
        reportRun(app, await nightly(context, night), flags.json ?? false)
        if (isFirst && !flags.json) await reportRest(app, context.warehouse, today)
      })
    })
}

/** Collects the nightly steps of all features. */
export async function nightSteps(config: Config): Promise<readonly NightStep[]> {
  return fromFeatures((feature) => feature.nightSteps?.(config))
}
