import { Command } from 'commander'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { isWithoutDays } from '../../jobs/run/rest-of-history.ts'
import { UsageError } from '../base/errors.ts'
import { type Day, dayFrom } from '../model/day.ts'
import { type Listing, listingName, outOfRange, parseListing, sameListing } from '../model/listing.ts'
import type { App, CommonFlags } from './command.ts'
import { readJobConfig, todayOf, withJob } from './app.ts'
import { fetchPapersCommand } from './fetch-papers.ts'
import { reportRest } from './report-rest.ts'
import { reportRun } from './report-run.ts'

/** `paperboy fetch` */
export function fetchCommand(app: App): Command {
  return new Command('fetch')
    .argument(
      '<listing...>',
      'day:2026-06-03 (or day:today, day:-7), week:2026-W23, month:2026-06, trending, query:WORDS, paper:2509.24002',
    )
    .option('--api', "fetch them from the site's API instead of the pages")
    .addCommand(fetchPapersCommand(app))
    .addHelpText('after', '\nExample:\n  $ npx paperboy fetch day:2026-06-03 day:2026-06-04')
    .action(async (names: string[], _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { api?: boolean }>()
      const config = await readJobConfig(flags)
      const today = todayOf(config)
      const typed = names.map((name) => listingFrom(name, today))
      for (const listing of typed) requireInRange(listing, today)
      const listings = [...new Map(typed.map((listing) => [listingName(listing), listing])).values()]
      await withJob(app, config, async (context) => {
        const isFirst = await isWithoutDays(context.warehouse)
        for (const listing of listings) {
          if (typed.filter((other) => sameListing(other, listing)).length > 1)
            context.logger.warn(`${listingName(listing)} was named more than once: it is fetched once`)
        }
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
 * Parses a listing that a person typed.
 *
 * @param today for `day:today` and `day:-7`; null where only a date is allowed, as for saved files
 * @throws {UsageError} when it is not a listing
 */
export function listingFrom(name: string, today: Day | null = null): Listing {
  const [, typed = ''] = /^day:(.+)$/.exec(name) ?? []
  const day = today === null ? null : dayFrom(typed, today)
  const parsed = parseListing(day === null ? name : `day:${day}`)
  if ('problem' in parsed) throw new UsageError(parsed.problem)
  return parsed.listing
}

/**
 * Checks that the site can have a listing.
 *
 * @throws {UsageError} when it is in the future, or older than the first list
 */
export function requireInRange(listing: Listing, today: Day): void {
  const problem = outOfRange(listing, today)
  if (problem !== null) throw new UsageError(problem)
}
