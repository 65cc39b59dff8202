/** Starts each text of a JSON text sequence (RFC 7464), the stored form of several pages of one list. */
export const RECORD_SEPARATOR = '\u001E'

/** Contents of an answer of the API. */
export interface ApiBody {
  /**
   * Its JSON. The pages of a list fetched page by page are one array, in which an entry that moved between
   * two requests may occur twice. Undefined when the answer is not JSON, or has a page that is not a list.
   */
  readonly value: unknown
  /** Numbers of entries on the pages of such a list, in the order of the requests; null for a single answer. */
  readonly pageSizes: readonly number[] | null
  /** Reason to consider it truncated: part of it is not JSON. Null for complete JSON. */
  readonly damage: string | null
}

/** Parses an answer of the API: one JSON text, or a JSON text sequence of the pages of a list. */
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
    return { value: undefined, damage: `${what} is not JSON: ${why}` }
  }
}
