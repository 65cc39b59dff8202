import type { Fault } from '../../demo/fault/fault.ts'

/** A fault and its name. */
export interface OddAnswer {
  readonly name: string
  readonly fault: Fault
}

interface Around {
  /** A paper of the page that is asked for. */
  readonly id: string
  /** Another day with papers. */
  readonly otherDay: string
}

const LETTERS = Array.from({ length: 6_000 }, (_, index) =>
  ((index * 7919 + (index >> 3) * 31) % 36).toString(36),
)

/** One odd answer of every kind that the replica knows. */
export function oddAnswers({ id, otherDay }: Around): OddAnswer[] {
  const kinds: Readonly<Record<string, Fault>> = {
    '429': { kind: 'rate-limit', resetSeconds: 1, times: 1 },
    '429 with Retry-After': {
      kind: 'rate-limit',
      rateLimitHeaders: false,
      retryAfter: '1',
      times: 1,
    },
    '503': { kind: 'status', status: 503 },
    '404': { kind: 'status', status: 404 },
    '400': { kind: 'status', status: 400 },
    '403': { kind: 'status', status: 403 },
    'another day': { kind: 'redirect', to: `/papers/date/${otherDay}` },
    'another host': { kind: 'redirect', to: 'http://127.0.0.1:1/papers' },
    'a loop': { kind: 'redirect', to: 'loop' },
    '304': { kind: 'not-modified' },
    'an empty body': { kind: 'empty-body' },
    'a login page': { kind: 'login-page' },
    'a captcha': { kind: 'captcha-page' },
    'an error page': { kind: 'cdn-error' },
    'a challenge': { kind: 'waf-challenge' },
    'a truncated body': { kind: 'truncated' },
    'a wrong length': { kind: 'wrong-length' },
    'a reset': { kind: 'reset' },
    'a hung answer': { kind: 'hang', times: 1 },
    'a dripping body': { kind: 'drip', times: 1 },
    'an oversized body': { kind: 'oversized' },
    'JSON that is cut': { kind: 'blob', change: 'cut' },
    'a page that ends early': { kind: 'blob', change: 'ends-early' },
    'another target': { kind: 'blob', change: 'renamed-target' },
    'another key': { kind: 'blob', change: 'renamed-key' },
    'JSON in a script': { kind: 'blob', change: 'moved-to-script' },
    'JSON that is gone': { kind: 'blob', change: 'gone' },
    'cards only': { kind: 'blob', change: 'gone', cards: true },
    'a bad count': { kind: 'bad-entry', id },
    'no paper': { kind: 'bad-entry', id, change: 'no-paper' },
    'null for an entry': { kind: 'bad-entry', id, change: 'null' },
    'a third of the list': { kind: 'missing-entries', share: 0.67 },
    'all but one': { kind: 'missing-entries', share: 0.05 },
    'no entries': { kind: 'missing-entries', share: 1 },
    'unknown keys': { kind: 'unknown-keys' },
    'a paper twice': { kind: 'repeated-entry', id },
    'another title': { kind: 'changed-title', id, title: 'A title of one night' },
    'a NUL': { kind: 'hostile-text', id, text: 'nul' },
    'a lone surrogate': { kind: 'hostile-text', id, text: 'lone-surrogate' },
    'a huge abstract': { kind: 'hostile-text', id, text: 'huge-abstract' },
    'a long keyword': { kind: 'value', id, path: ['paper', 'ai_keywords'], value: [LETTERS.join('')] },
    'a large count': { kind: 'value', id, path: ['paper', 'upvotes'], value: 2 ** 31 },
    'the year 0': { kind: 'value', id, path: ['paper', 'publishedAt'], value: '0000-01-01T00:00:00.000Z' },
    'a key with a NUL': { kind: 'value', id, path: ['paper', 'a\u0000'], value: 1 },
  }
  return Object.entries(kinds).map(([name, fault]) => ({ name, fault }))
}

/** What may end a night with 65: the page's shape changed. */
export const CHANGES_THE_PAGE: ReadonlySet<string> = new Set([
  'another target',
  'another key',
  'JSON in a script',
  'JSON that is gone',
  'cards only',
])
