import robotsModule from 'robots-parser'
import { describeError, PaperboyError } from '../base/errors.ts'
import type { Robots } from '../model/robots.ts'
import type { HttpClient } from './http-client.ts'

/** Its types describe a default export that the module does not have. */
const robotsParser = robotsModule as unknown as typeof robotsModule.default

/** Minimum size to read by RFC 9309 (section 2.5); the rest of a larger file is ignored. */
const MOST_BYTES = 500 * 1024

/** Lifetime of a verdict: RFC 9309, section 2.4. */
export const ROBOTS_VALID_HOURS = 24

/** Fetches a site's robots.txt. Never throws for failures of the site: they are the verdict. */
export async function fetchRobots(
  site: string,
  client: HttpClient,
  now: () => Temporal.Instant,
  signal: AbortSignal,
): Promise<Robots> {
  const url = `${site}/robots.txt`
  const verdict = (rest: Pick<Robots, 'verdict' | 'reason' | 'rules'>): Robots => ({
    site,
    checkedAt: now(),
    ...rest,
  })
  try {
    const { status, body } = await client.get(url, { bucket: 'robots', signal })
    if (status >= 400)
      return verdict({ verdict: 'none', reason: `no robots.txt (status ${status})`, rules: null })
    const text = Buffer.from(body.subarray(0, MOST_BYTES)).toString('utf8')
    const isCut = body.byteLength > MOST_BYTES
    // A truncated line could mean something else.
    const rules = isCut ? text.slice(0, text.lastIndexOf('\n') + 1) : text
    return verdict({
      verdict: 'rules',
      reason: isCut ? `its first ${MOST_BYTES} bytes` : 'robots.txt',
      rules,
    })
  } catch (error) {
    if (!(error instanceof PaperboyError)) throw error
    return verdict({ verdict: 'unreachable', reason: describeError(error), rules: null })
  }
}

/**
 * True if a verdict lets a crawler fetch an address.
 *
 * @param userAgent its name is the part before the first slash
 */
export function mayFetch({ site, verdict, rules }: Robots, url: string, userAgent: string): boolean {
  if (verdict !== 'rules') return verdict === 'none'
  return robotsParser(`${site}/robots.txt`, onlyRules(rules ?? '')).isAllowed(url, userAgent) ?? true
}

/**
 * Keeps the lines that make groups. Others must not break one (RFC 9309, section 2.2.4), but for the parser they do: an agent
 * named before a Sitemap line would be without rules.
 */
function onlyRules(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .filter((line) => /^\s*(?:user-agent|allow|disallow)\s*:/i.test(line))
    .join('\n')
}
