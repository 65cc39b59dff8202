/*
 * Cleaning of text that strangers wrote. Postgres refuses NUL and lone surrogates; bidirectional and other
 * invisible controls make a name look like another one.
 */

// Controls other than tab, line feed and carriage return; zero-width and bidirectional controls; BOM.
const INVISIBLE = /(?![\t\n\r])\p{Cc}|[\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu

// Most names and titles are this already; one test spares them three replacements.
const PLAIN_LINE = /^[!-~]+(?: [!-~]+)*$/

/** Text without invisible controls, and with every lone surrogate replaced by U+FFFD. */
function cleanText(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, '')
}

/** Clean text on one line: each run of white space is one space, none at the ends. For titles, names and keywords. */
export function oneLine(text: string): string {
  if (PLAIN_LINE.test(text)) return text
  return cleanText(text).replace(/\s+/g, ' ').trim()
}

/** Clean text whose line breaks are folded, but whose blank lines still part paragraphs. For abstracts. */
export function paragraphs(text: string): string {
  return cleanText(text)
    .split(/\n[ \t\r]*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

/** Clean text with its lines as they were written, without empty ones at its ends. For Markdown. */
export function asWritten(text: string): string {
  return cleanText(text)
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
}

/** The address when it is http or https, else null: `javascript:` and the like never reach a table's link column. */
export function webAddress(text: string): string | null {
  const address = oneLine(text)
  if (!/^https?:\/\//i.test(address)) return null
  return URL.canParse(address) ? address : null
}

/** Values within values of at most this depth: jsonb and JavaScript both run out of stack some thousands below. */
const DEEPEST = 64

/**
 * A copy of a JSON value in which every string and key is clean, so that jsonb takes it. What lies too deep is left out.
 */
export function cleanJson(value: unknown, depth: number = DEEPEST): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (value === null || typeof value !== 'object') return value
  if (depth === 0) return '(too deep)'
  if (Array.isArray(value)) return value.map((each) => cleanJson(each, depth - 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [cleanText(key), cleanJson(each, depth - 1)]),
  )
}

/** Why jsonb or this program can't hold a JSON value, with the path to it; null when both can. */
export function unstorable(
  value: unknown,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly message: string } | null {
  if (value === null || typeof value !== 'object') return null
  if (path.length > DEEPEST) return { path, message: `nested deeper than ${DEEPEST} levels` }
  for (const [key, each] of Object.entries(value)) {
    if (key.includes('\0') || !key.isWellFormed())
      return {
        path: [...path, cleanText(key)],
        message: 'the name of this key holds a character that no database takes',
      }
    const found = unstorable(each, [...path, key])
    if (found) return found
  }
  return null
}

const LONGEST_PATH = 300

/**
 * Where a value lies in a page's JSON, as it stands in a key of the warehouse: clean and of at most 300 characters.
 *
 * @example pathText(['paper', 'authors', 3, 'name']) // 'paper.authors.3.name'
 */
export function pathText(path: readonly PropertyKey[]): string {
  const text = cleanText(path.map(String).join('.'))
  return text.length <= LONGEST_PATH ? text : `${text.slice(0, LONGEST_PATH - 3).toWellFormed()}...`
}
