/*
 * Cleaning of untrusted text. Postgres refuses NUL and lone surrogates; bidirectional and other
 * invisible controls make a name look like another one.
 */

// Controls other than tab, line feed and carriage return; zero-width and bidirectional controls; BOM.
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for.
  /[\0-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g

// Most names and titles are this already; one test spares them three replacements.
const PLAIN_LINE = /^[!-~]+(?: [!-~]+)*$/

/** Removes invisible controls, and replaces every lone surrogate by U+FFFD. */
function cleanText(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, '')
}

/** Cleans text into one line: each run of white space is one space, none at the ends. For titles, names and keywords. */
export function oneLine(text: string): string {
  if (PLAIN_LINE.test(text)) return text
  return cleanText(text).replace(/\s+/g, ' ').trim()
}

/** Cleans text, folding line breaks but keeping blank lines between paragraphs. For abstracts. */
export function paragraphs(text: string): string {
  return cleanText(text)
    .split(/\n[ \t\r]*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

/** Cleans text, keeping its lines, without empty ones at the ends. For Markdown. */
export function asWritten(text: string): string {
  return cleanText(text)
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
}

/** Returns an http or https address, otherwise null: `javascript:` and the like never reach a table's link column. */
export function webAddress(text: string): string | null {
  const address = oneLine(text)
  if (!/^https?:\/\//i.test(address)) return null
  return URL.canParse(address) ? address : null
}

/** Maximum nesting depth: jsonb and JavaScript both exhaust the stack at some thousands. */
const DEEPEST = 64

/**
 * Copies a JSON value with every string and key cleaned, so that jsonb accepts it. Values nested too deep are left out.
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

/** Explains why jsonb or this program can't hold a JSON value, with its path; null when both can. */
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
        message: 'the name of this key has a character that the database refuses',
      }
    const found = unstorable(each, [...path, key])
    if (found) return found
  }
  return null
}

const LONGEST_PATH = 300

/**
 * Formats the path of a value in a page's JSON for a key of the warehouse: clean and of at most 300 characters.
 *
 * @example pathText(['paper', 'authors', 3, 'name']) // 'paper.authors.3.name'
 */
export function pathText(path: readonly PropertyKey[]): string {
  const text = cleanText(path.map(String).join('.'))
  return text.length <= LONGEST_PATH ? text : `${text.slice(0, LONGEST_PATH - 3).toWellFormed()}...`
}
