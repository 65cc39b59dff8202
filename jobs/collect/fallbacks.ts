import { fetchListing } from '../../src/crawl/fetch-listing.ts'
import type { HttpClient } from '../../src/crawl/http-client.ts'
import { findBrowser, renderPage } from '../../src/crawl/render-page.ts'
import { describeError, PaperboyError, SiteUnreachable } from '../../src/base/errors.ts'
import type { Capture } from '../../src/model/capture.ts'
import { listingName } from '../../src/model/listing.ts'
import type { Reading } from '../../src/model/reading.ts'
import { inStep } from '../../src/base/telemetry.ts'
import { ingest, type Work } from '../load/ingest.ts'
import type { JobContext } from '../run/job-context.ts'
import { isRefusal, takeBackRefusal } from '../run/run-counts.ts'
import { userAgent } from '../../src/base/version.ts'

/** What another way to a list needs. */
export interface Fallback {
  readonly context: JobContext
  readonly client: HttpClient
  readonly work: Work
}

/** Gets a list that the site's pages refuse from the API; null when that does not answer. */
export async function askApiInstead(
  { context, client, work }: Fallback,
  { listing }: Capture,
): Promise<Reading | null> {
  const { config, logger, signal } = context
  const name = listingName(listing)
  logger.info({ listing: name }, `${name}: trying the API instead of the page`)
  try {
    const capture = await inStep('fetch', { 'paperboy.listing': name }, async () =>
      fetchListing(listing, { form: 'api', site: config.site, client, signal }),
    )
    const reading = await ingest(context, work, capture)
    // The refusal of the page stands for both.
    if (isRefusal(reading)) takeBackRefusal(work.runCounts)
    return reading
  } catch (error) {
    if (!(error instanceof PaperboyError) || !error.retryable) throw error
    logger.error({ listing: name, code: error.code }, `${name}: ${describeError(error)}`)
    return null
  }
}

/** Gets a page that wants to see a browser with one; null when there is none. */
export async function renderInstead(
  { context, client, work }: Fallback,
  refused: Capture,
): Promise<Reading | null> {
  const { config, clock, logger, signal } = context
  const name = listingName(refused.listing)
  const executablePath = findBrowser(config.browser)
  if (executablePath === null) {
    logger.error(
      { listing: name },
      `${name}: only a browser gets this page, and none is here: install Chromium, or set PAPERBOY_BROWSER`,
    )
    return null
  }
  logger.info({ listing: name }, `${name}: trying again with the browser ${executablePath}`)
  await client.awaitQuota(refused.url, 'pages', signal)
  try {
    const answer = await inStep('fetch', { 'paperboy.listing': name }, async () =>
      renderPage(refused.url, {
        executablePath,
        userAgent: userAgent(config.contact),
        now: clock.now,
        signal,
      }),
    )
    const { finalUrl, status, headers, body, receivedAt } = answer
    const capture: Capture = {
      ...refused,
      finalUrl,
      status,
      headers,
      body,
      fetchedAt: receivedAt,
      fetchedWith: 'browser',
    }
    const reading = await ingest(context, work, capture)
    // The refusal of the first request stands for both.
    if (isRefusal(reading)) takeBackRefusal(work.runCounts)
    return reading
  } catch (error) {
    if (!(error instanceof SiteUnreachable)) throw error
    logger.error({ listing: name, code: error.code }, `${name}: ${describeError(error)}`)
    return null
  }
}
