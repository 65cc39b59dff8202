import { fetchListing } from '../../src/crawl/fetch-listing.ts'
import { describeError, PaperboyError } from '../../src/base/errors.ts'
import {
  type CrossCheck,
  daysReadBy,
  type LastRead,
  recordCrossCheck,
} from '../../src/load/ledger/cross-check-store.ts'
import { listingName } from '../../src/model/listing.ts'
import type { ListingReading } from '../../src/model/reading.ts'
import { readCapture } from '../../src/transform/read-capture.ts'
import type { JobContext } from '../run/job-context.ts'
import { openSite } from '../collect/open-site.ts'

/** Days of a night to compare: the newest that has had time to settle, and the oldest. */
const DAYS_CHECKED = 2

/** Tolerated difference: votes change while page and API are read, one after the other. */
const TOLERATED_VOTES = 3
const TOLERATED_SHARE = 0.1

/**
 * Compares a sample of the days that a run read from pages with the API: the papers, their number,
 * their votes. Differences are recorded and logged; nothing of the API's answer is loaded. An error of the API
 * does not fail the run.
 *
 * @param today not compared: its list moves while it is read
 * @returns number of differing days
 */
export async function crossCheck(context: JobContext, runId: string, today: string): Promise<number> {
  const { warehouse, logger, signal, config } = context
  const read = (await daysReadBy(warehouse, runId)).filter(({ listing }) => listing.key < today)
  const sample = [...new Set([read[0], read.at(-1)])]
    .filter((each) => each !== undefined)
    .slice(0, DAYS_CHECKED)
  if (sample.length === 0 || signal.aborted) return 0
  const client = openSite(context)
  let disagreements = 0
  try {
    for (const day of sample) {
      const name = listingName(day.listing)
      try {
        const capture = await fetchListing(day.listing, { form: 'api', site: config.site, client, signal })
        const reading = readCapture(capture)
        if (reading.outcome !== 'listing') {
          logger.warn({ listing: name }, `${name}: not compared: the API's answer is ${reading.outcome}`)
          continue
        }
        const check = compare(day, reading, capture.fetchedAt)
        await recordCrossCheck(warehouse, check, runId)
        if (check.agrees) continue
        disagreements++
        const { onPage, inApi, onlyOnPage, onlyInApi, otherVotes } = check
        logger.warn(
          { listing: name, only_on_page: onlyOnPage, only_in_api: onlyInApi, other_votes: otherVotes },
          `${name}: page and API differ: ${onPage} papers on the page, ${inApi} in the API, ` +
            `${otherVotes.length} with other votes; see the table cross_checks`,
        )
      } catch (error) {
        if (!(error instanceof PaperboyError)) throw error
        logger.warn({ listing: name, code: error.code }, `${name}: not compared: ${describeError(error)}`)
      }
    }
  } finally {
    await client.close()
  }
  return disagreements
}

function compare({ listing, votes }: LastRead, api: ListingReading, checkedAt: Temporal.Instant): CrossCheck {
  const inApi = new Map(api.papers.map(({ id, upvotes }) => [id, upvotes]))
  const onlyOnPage = [...votes.keys()].filter((id) => !inApi.has(id))
  const onlyInApi = [...inApi.keys()].filter((id) => !votes.has(id))
  const otherVotes = [...votes].flatMap(([id, onPage]) => (differ(onPage, inApi.get(id) ?? null) ? [id] : []))
  // A part of the list, as the API may return, says nothing about missing papers.
  const agrees =
    onlyInApi.length === 0 && otherVotes.length === 0 && (onlyOnPage.length === 0 || !api.complete)
  return {
    listing,
    checkedAt,
    onPage: votes.size,
    inApi: inApi.size,
    onlyOnPage,
    onlyInApi,
    otherVotes,
    agrees,
  }
}

function differ(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return false
  const most = Math.max(TOLERATED_VOTES, TOLERATED_SHARE * Math.max(one, other))
  return Math.abs(one - other) > most
}
