/** Starts each text of a JSON text sequence (RFC 7464), the form in which several pages of one list are kept. */
export const RECORD_SEPARATOR = '\u001E'

/** What an answer of the API holds. */
export interface ApiBody {
  /**
   * Its JSON. The pages of a list that was asked for page by page are one array, in which an entry that moved between
   * two of the questions may stand twice. Undefined when the answer is no JSON, or has a page that is no list.
   */
  readonly value: unknown
  /** How many entries each page of such a list has, in the order of the requests; null for a single answer. */
  readonly pageSizes: readonly number[] | null
  /** Why it is taken for cut: some of it is no JSON. Null for an answer that is JSON to its end. */
  readonly damage: string | null
}

/** Takes an answer of the API apart: one JSON text, or a JSON text sequence of the pages of a list. */
export function parseApiBody(body: string): ApiBody {
  if (!body.startsWith(RECORD_SEPARATOR)) {
    const { value, damage } = parsed(body.replace(/^\uFEFF/, ''), 'the answer')
    return { value, damage, pageSizes: null }
  }
  const pages = body
    .split(RECORD_SEPARATOR)
    .slice(1)
    .map((text, index) => parsed(text, `page ${index + 1} of the answer`))
  const damage = pages.find((page) => page.damage !== null)?.damage ?? null
  const lists = pages.map(({ value }) => value).filter((value) => Array.isArray(value))
  return {
    damage,
    value: damage === null && lists.length === pages.length ? lists.flat(1) : undefined,
    pageSizes: lists.map(({ length }) => length),
  }
}

function parsed(text: string, what: string): Pick<ApiBody, 'value' | 'damage'> {
  try {
    return { value: JSON.parse(text), damage: null }
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 120) : ''
    return { value: undefined, damage: `${what} is no JSON: ${why}` }
  }
}
