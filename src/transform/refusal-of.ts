import type { Capture } from '../model/capture.ts'
import type { Refusal } from '../model/reading.ts'

/** Each refusal as a sentence. */
export const REFUSALS: Readonly<Record<Refusal, string>> = {
  challenge: 'the firewall wants to see a browser first',
  captcha: 'the firewall wants a captcha solved',
  login: 'the site answered with its login page',
  forbidden: 'the site forbids the request',
  'rate-limited': 'the site asks for quiet',
  'server-error': 'the site or its network answered with an error page',
  'empty-body': 'the answer is empty',
  'not-found': 'the site has no such page',
}

/** What speaks for each kind of refusal in a page that holds no list, in the order of their weight. */
const SIGNS: readonly (readonly [kind: Refusal, sign: RegExp])[] = [
  ['rate-limited', /we had to rate limit your ip/i],
  ['challenge', /gokuProps|challenge-container|cf-chl-|Just a moment\.\.\./],
  // The site's own pages name a captcha in their settings, so only markup counts.
  [
    'captcha',
    /\b(?:id|class|src)=["'][^"']*captcha|<(?:title|h1)>[^<]*(?:captcha|human verification|are (?:you )?human)/i,
  ],
  ['login', /<form[^>]+action=["']?[^"'>\s]*\/login|<body[^>]+LoginPage|<title>\s*log ?in\b/i],
  [
    'server-error',
    /(?:<title>|<h1>)[^<]*(?:\b50\d\b|bad gateway|gateway time-?out|service unavailable|request could not be satisfied|internal server error)/i,
  ],
]

/** The firewall answers its challenges with these; the site itself does not. */
const CHALLENGE_STATUSES: ReadonlySet<number> = new Set([202, 405])

/** A page of an error or a challenge says so early; a list's abstracts may hold any of these words. */
const LOOK_AT_CHARACTERS = 20_000

/**
 * Why an answer without a list is none: the site challenged, sent to the login, failed or had nothing. Asked only
 * after no era has recognised the page, since each normal page loads the firewall's script too.
 *
 * @returns null for a page that looks like one of the site's own: then its layout has changed
 */
export function refusalOf({ status, body }: Pick<Capture, 'status' | 'body'>): Refusal | null {
  const text = Buffer.from(
    body.buffer,
    body.byteOffset,
    Math.min(body.byteLength, LOOK_AT_CHARACTERS),
  ).toString('utf8')
  if (CHALLENGE_STATUSES.has(status)) return 'challenge'
  if (status === 404 || status === 410) return 'not-found'
  if (text.trim() === '') return 'empty-body'
  for (const [kind, sign] of SIGNS) if (sign.test(text)) return kind
  if (status === 401) return 'login'
  if (status === 403) return 'forbidden'
  return status === 400 ? 'not-found' : null
}
