import type { Capture } from '../model/capture.ts'
import type { ListingKind } from '../model/listing.ts'
import type { Fate, Refusal } from '../model/reading.ts'

/** Parts of an answer that tell why it has no list. */
interface Answer {
  readonly status: number
  /** Its first characters: an error or challenge page says so early, while abstracts may contain any word. */
  readonly text: string
  readonly form: Capture['form']
  /** Media type without its parameters, lower case; empty when the answer did not say. */
  readonly type: string
}

/** A rule for an answer without a list. */
interface Rule {
  readonly refusal: Refusal
  /** Reason as a sentence. */
  readonly says: string
  readonly fate: Fate
  readonly applies: (answer: Answer) => boolean
}

const READABLE_TYPES = { page: /html/, api: /json/, text: /^/ } as const

const NOT_YET = 'the site does not have it yet'
const NOT_FOUND = 'the site has no such page'

/** An error of the API that names its last day, week or month: a bound that moves with time. */
const BEYOND_BOUND =
  /^\s*\{(?=[^{}]*"error"\s*:)[^{}]*\\?["'](?:date|week|month)\\?["'] must be less than or equal to/i

/** Rules by precedence. */
const RULES: readonly Rule[] = [
  {
    refusal: 'rate-limited',
    says: 'the site asked to wait',
    fate: 'later',
    applies: ({ text }) => /we had to rate limit your ip/i.test(text),
  },
  {
    refusal: 'challenge',
    says: 'the firewall wants to see a browser first',
    fate: 'browser',
    // The firewall answers with these statuses; the site itself does not.
    applies: ({ status, text }) =>
      [202, 405].includes(status) || /gokuProps|challenge-container|cf-chl-|Just a moment\.\.\./.test(text),
  },
  {
    refusal: 'not-yet',
    says: NOT_YET,
    fate: 'later',
    applies: ({ form, text }) => form === 'api' && BEYOND_BOUND.test(text),
  },
  {
    refusal: 'not-found',
    says: NOT_FOUND,
    fate: 'later',
    // Files saved by other programs have no status.
    applies: ({ status, text }) =>
      [400, 404, 410].includes(status) ||
      /<(?:title|h1)\b[^>]*>\s*404\b|^\s*\{\s*"error"\s*:\s*"[^"]*not found/i.test(text),
  },
  {
    refusal: 'empty-body',
    says: 'the answer is empty',
    fate: 'again',
    applies: ({ text }) => text.trim() === '',
  },
  {
    refusal: 'captcha',
    says: 'the firewall wants a captcha solved',
    fate: 'api',
    // The site's own pages name a captcha in their settings, so only markup counts.
    applies: ({ text }) =>
      /\b(?:id|class|src)=["'][^"']*captcha|<(?:title|h1)>[^<]*(?:captcha|human verification|are (?:you )?human)/i.test(
        text,
      ),
  },
  {
    refusal: 'login',
    says: 'the site answered with its login page',
    fate: 'api',
    applies: ({ status, text }) =>
      status === 401 ||
      /<form[^>]+action=["']?[^"'>\s]*\/login|<body[^>]+LoginPage|<title>\s*log ?in\b/i.test(text),
  },
  {
    refusal: 'server-error',
    says: 'the site or its network answered with an error page',
    fate: 'again',
    applies: ({ text }) =>
      /(?:<title>|<h1>)[^<]*(?:\b50\d\b|bad gateway|gateway time-?out|service unavailable|request could not be satisfied|internal server error)/i.test(
        text,
      ),
  },
  {
    refusal: 'forbidden',
    says: 'the site forbids the request',
    fate: 'api',
    applies: ({ status }) => status === 403,
  },
  {
    refusal: 'wrong-type',
    says: 'the answer is of another type than the page',
    fate: 'later',
    applies: ({ form, type }) => type !== '' && !READABLE_TYPES[form].test(type),
  },
]

const LOOK_AT_CHARACTERS = 20_000
const LONGEST_SENTENCE = 300

/** Result of a rule. */
export interface Found {
  readonly refusal: Refusal
  readonly says: string
  readonly fate: Fate
}

/**
 * Explains why an answer has no list: the site challenged, redirected to the login, failed or had nothing. Called only
 * after no era has recognised the page, since each normal page loads the firewall's script too.
 *
 * @returns null for a page that looks like one of the site's own: then its layout has changed
 */
export function refusalOf(answer: Pick<Capture, 'status' | 'form' | 'headers' | 'body'>): Found | null {
  const { status, form, headers, body } = answer
  const start = Buffer.from(
    body.buffer,
    body.byteOffset,
    Math.min(body.byteLength, LOOK_AT_CHARACTERS),
  ).toString('utf8')
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const rule = RULES.find(({ applies }) => applies({ status, text: start, form, type }))
  if (!rule) return null
  const sentence = form === 'api' && (status === 400 || rule.refusal === 'not-yet') ? sentenceIn(start) : null
  return sentence === null ? rule : { ...rule, says: `${rule.says}: ${sentence}` }
}

/** Reads the API's error message; null for none. */
function sentenceIn(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown }
    return typeof error === 'string' && error.trim() !== '' ? error.slice(0, LONGEST_SENTENCE) : null
  } catch {
    return null
  }
}

/**
 * Adjusts a missing list by age: it is only late while it is recent, and never afterwards, whatever
 * bound the site names.
 *
 * @param young true if the list may still come
 */
export function byAge(found: Found, kind: ListingKind, young: boolean): Found {
  const { refusal, says } = found
  if (refusal === 'not-yet' && !young)
    return { ...found, refusal: 'not-found', says: says.replace(NOT_YET, NOT_FOUND) }
  if (refusal === 'not-found' && young && (kind === 'week' || kind === 'month'))
    return { ...found, refusal: 'not-yet', says: says.replace(NOT_FOUND, NOT_YET) }
  return found
}

/**
 * Refuses an answer that was truncated or damaged in transfer, as its contents show. It is not a page that has
 * changed: the same request gives the complete one, and no parser will ever read this one.
 *
 * @param problem the inconsistency, as a phrase
 */
export function damaged(problem: string): Found {
  return {
    refusal: 'damaged',
    says: `the answer is damaged: ${problem}`,
    fate: 'again',
  }
}

/** Refuses an answer in a charset other than UTF-8; checked first, since its letters would be wrong. */
export function wrongCharset({ headers }: Pick<Capture, 'headers'>): Found | null {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1]
  if (charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset)) return null
  return {
    refusal: 'wrong-charset',
    says: `the answer is in the charset ${charset}, expected utf-8`,
    fate: 'later',
  }
}
