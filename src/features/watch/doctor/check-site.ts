import { createHttpClient } from '../../../crawl/http-client.ts'
import { listingAddress } from '../../../crawl/listing-address.ts'
import { fetchRobots, mayFetch } from '../../../crawl/robots.ts'
import type { Config } from '../../../base/config.ts'
import { EXIT } from '../../../base/errors.ts'
import { dayOf } from '../../../model/day.ts'
import { userAgent } from '../../../base/version.ts'
import { type Finding, failure, warning, well } from '../../../base/finding.ts'

const DEADLINE_MS = 10_000

/** One for robots.txt, and one for where it redirects to. */
const MOST_REDIRECTS = 1

/**
 * Checks that the site answers and lets us fetch: asks it only for its robots.txt, and does not keep the answer.
 *
 * @param quietUntil end of its quota window when that is used up: then the site is not asked
 */
export async function checkSite(
  { site, token, contact, clock }: Pick<Config, 'site' | 'token' | 'contact' | 'clock'>,
  quietUntil: string | null,
  signal: AbortSignal,
): Promise<Finding> {
  if (quietUntil !== null)
    return warning(
      'site',
      `${site} was not asked: its quota is used up until ${quietUntil}`,
      'npx paperboy doctor, then',
    )
  const agent = userAgent(contact)
  const client = createHttpClient({
    site,
    token,
    clock,
    userAgent: agent,
    deadlineMs: DEADLINE_MS,
    connectTimeoutMs: DEADLINE_MS,
    maxRedirects: MOST_REDIRECTS,
  })
  try {
    const robots = await fetchRobots(site, client, clock.now, signal)
    if (robots.verdict === 'unreachable')
      return failure(
        'site',
        robots.reason,
        'check that this machine reaches it, such as with "curl -I ' +
          `${site}/robots.txt", correct PAPERBOY_SITE or --site, and try again later: without its robots.txt nothing is fetched`,
        EXIT.unreachable,
      )
    const page = listingAddress(site, { kind: 'day', key: dayOf(clock.now()) }, 'page')
    if (!mayFetch(robots, page, agent))
      return failure(
        'site',
        `${site} answers, and its robots.txt does not allow ${page}`,
        'nothing is fetched from it; "npx paperboy replay" and "import" work from what is stored, and --site names another one',
        EXIT.unreachable,
      )
    return well(
      'site',
      `${site} answers; ${robots.verdict === 'rules' ? 'its robots.txt allows the lists' : `${robots.reason}: all is allowed`}`,
    )
  } finally {
    await client.close()
  }
}
