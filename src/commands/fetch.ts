import { Command } from 'commander'
import { fetchListings } from '../../jobs/fetch.ts'
import { isWithoutDays } from '../../jobs/rest-of-history.ts'
import { UsageError } from '../errors.ts'
import { type Listing, parseListing } from '../model/listing.ts'
import { type App, type CommonFlags, jobConfigOf, todayOf, withJob } from './app.ts'
import { parseDay } from './parse-days.ts'
import { reportRest } from './report-rest.ts'
import { reportRun } from './report-run.ts'

/** `paperboy fetch` */
export function fetchCommand(app: App): Command {
  return new Command('fetch')
    .description('the named listings, now')
    .argument(
      '<listing...>',
      'day:2026-06-03, week:2026-W23, month:2026-06, trending, query:WORDS, paper:2509.24002',
    )
    .option('--api', "ask the site's API for them instead of the pages")
    .addHelpText('after', '\nExample:\n  $ npx paperboy fetch day:2026-06-03 day:2026-06-04')
    .action(async (names: string[], _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { api?: boolean }>()
      const listings = names.map((name) => listingFrom(name))
      const config = await jobConfigOf(flags)
      const today = todayOf(config)
      for (const { kind, key } of listings) if (kind === 'day') parseDay(key, 'day', today)
      await withJob(app, config, async (context) => {
        const isFirst = await isWithoutDays(context.warehouse)
        reportRun(
          app,
          await fetchListings(context, listings, flags.api ? 'api' : 'page'),
          flags.json ?? false,
        )
        if (isFirst && !flags.json) await reportRest(app, context.warehouse, today)
      })
    })
}

/**
 * The listing that a person typed.
 *
 * @throws {UsageError} when it is none
 */
export function listingFrom(name: string): Listing {
  const parsed = parseListing(name)
  if ('problem' in parsed) throw new UsageError(parsed.problem)
  return parsed.listing
}
