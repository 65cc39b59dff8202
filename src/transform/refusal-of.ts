import type { Capture } from '../model/capture.ts'
import type { ListingKind } from '../model/listing.ts'
import type { Fate, Refusal } from '../model/reading.ts'

/** What is looked at to tell why an answer holds no list. */
interface Answer {
  readonly status: number
  /** Its first characters: a page of an error or a challenge says so early, a list's abstracts may hold any word. */
  readonly text: string
  readonly form: Capture['form']
  /** Media type without its parameters, lower case; empty when the answer did not say. */
  readonly type: string
}

/** One way in which an answer can hold no list. */
interface Rule {
  readonly refusal: Refusal
  /** As a sentence. */
  readonly says: string
  readonly fate: Fate
  readonly applies: (answer: Answer) => boolean
}

const READABLE_TYPES = { page: /html/, api: /json/, text: /^/ } as const

const NOT_YET = 'the site does not have it yet'
const NOT_FOUND = 'the site has no such page'

/** An error of the API that names the last day, week or month that it gives: a bound that moves with the time. */
const BEYOND_BOUND =
  /^\s*\{(?=[^{}]*"error"\s*:)[^{}]*\\?["'](?:date|week|month)\\?["'] must be less than or equal to/i

/** In the order of their weight. */
const RULES: readonly Rule[] = [
  {
    refusal: 'rate-limited',
    says: 'the site asks for quiet',
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
    // What was saved by another program comes without its status.
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

/** What a rule found. */
export interface Found {
  readonly refusal: Refusal
  readonly says: string
  readonly fate: Fate
}

/**
 * Why an answer without a list is none: the site challenged, sent to the login, failed or had nothing. Asked only
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

/** What the API says of an error; null where it says nothing. */
function sentenceIn(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown }
    return typeof error === 'string' && error.trim() !== '' ? error.slice(0, LONGEST_SENTENCE) : null
  } catch {
    return null
  }
}

/**
 * A list that the site does not have is only late as long as it is young; one that is not is not late any more, whatever
 * bound the site names.
 *
 * @param young whether the list may still come
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
 * An answer that was cut or spoilt on its way, told from what no longer fits together in it. It is no page that has
 * changed: the same request gives the whole one, and no parser ever reads this one.
 *
 * @param problem what does not fit, as a phrase
 */
export function damaged(problem: string): Found {
  return {
    refusal: 'damaged',
    says: `the answer came damaged: ${problem}`,
    fate: 'again',
  }
}

/** An answer in a charset that is not read as UTF-8; asked first, since its letters would be wrong. */
export function wrongCharset({ headers }: Pick<Capture, 'headers'>): Found | null {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1]
  if (charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset)) return null
  return {
    refusal: 'wrong-charset',
    says: `the answer is in the charset ${charset}, expected utf-8`,
    fate: 'later',
  }
}
