/** Starts each text of a JSON text sequence (RFC 7464), the form in which several pages of one list are kept. */
export const RECORD_SEPARATOR = '\u001E'

/**
 * The JSON of an answer of the API. The pages of a list that was asked for page by page are kept as a JSON text
 * sequence: they become one array, in which an entry that moved between two of the questions may stand twice.
 *
 * @returns undefined when it is no JSON
 */
export function parseApiBody(body: string): unknown {
  try {
    if (!body.startsWith(RECORD_SEPARATOR)) return JSON.parse(body.replace(/^\uFEFF/, ''))
    const pages = body
      .split(RECORD_SEPARATOR)
      .slice(1)
      .map((text): unknown => JSON.parse(text))
    return pages.every((page) => Array.isArray(page)) ? pages.flat(1) : undefined
  } catch {
    return undefined
  }
}
