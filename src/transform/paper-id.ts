/** A split paper id: the id proper and its arXiv version, if any. */
export interface PaperId {
  readonly id: string
  readonly version: number | null
}

/**
 * Splits an arXiv version suffix from an id: `2503.02130v2` is version 2 of `2503.02130`. Ids stay text, since
 * `2503.02130` and `2503.0213` are different papers; other ids are unchanged.
 */
export function splitPaperId(text: string): PaperId {
  const match = /^(\d{4}\.\d{4,5}|[a-z][a-z.-]*\/\d{7})v(\d{1,3})$/i.exec(text)
  return match?.[1] ? { id: match[1], version: Number(match[2]) } : { id: text, version: null }
}
