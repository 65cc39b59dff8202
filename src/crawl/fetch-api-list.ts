import type { HttpAnswer, HttpClient } from './http-client.ts'

/** Maximum number of entries in one answer of the API. */
const MOST_ENTRIES = 100
/** Maximum number of pages of a sweep; the largest month has some 20. */
const MOST_PAGES = 60
/** Maximum number of sweeps over one list. */
const MOST_SWEEPS = 4
/** Decrease of the page size in each further sweep, to split the list elsewhere. */
const NARROWER_BY = 9

/** Starts each text of a JSON text sequence (RFC 7464). */
const RECORD_SEPARATOR = '\u001E'

/**
 * Fetches a whole list of the API, page by page. The API sorts by votes only within a page: in 17 of 23 months the votes
 * jump up at places 101, 201 and so on, and 12 of 27 answers that were cut at 50 lacked papers with more votes than
 * their last one. Pages follow the site's own order, which changes during reading: an entry
 * that crosses a page's end between two requests is on neither page, or on both. So a list of more than one
 * page is swept again with pages of another size, until a sweep finds nothing new. A first page of exactly 50
 * or 100 entries may be the whole list: then the next one is empty, and is kept as proof. The site names a next
 * page (`Link`, RFC 8288) even after a short one: only the next page shows whether it is the last.
 *
 * @param url the list's address with `limit=100`
 * @returns the single answer as received; several as a JSON text sequence of the bodies, in the order of the requests.
 *   If the end of the list was not found, the last body is a full page or no list
 */
export async function fetchApiList(
  url: string,
  client: HttpClient,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  const answers: HttpAnswer[] = []
  const known = new Set<string>()
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    const before = known.size
    const got = await sweepOver(url, MOST_ENTRIES - sweep * NARROWER_BY, { client, signal, known })
    answers.push(...got.answers)
    const [first] = answers
    // One page with the whole list, or an answer that is not a list: the parser decides.
    if (first && answers.length === 1) return first
    // Entries on a single page can't have moved to another one.
    if (!got.isWhole || got.pages < 2) break
    if (sweep > 0 && known.size === before) break
  }
  const last = answers.at(-1)
  if (!last) throw new Error(`no request was made for ${url}`)
  const body = Buffer.concat(
    answers.flatMap((answer) => [Buffer.from(RECORD_SEPARATOR), answer.body, Buffer.from('\n')]),
  )
  return { ...last, url, headers: { ...last.headers, 'content-type': 'application/json-seq' }, body }
}

interface Sweep {
  readonly client: HttpClient
  readonly signal: AbortSignal | undefined
  /** Ids of all entries seen in all sweeps; the sweep adds its own. */
  readonly known: Set<string>
}

/** Result of one sweep. */
interface Swept {
  readonly answers: readonly HttpAnswer[]
  /**
   * True when its last page is empty, or shorter than the others and followed by no new entries; otherwise nothing shows
   * that the list ends there.
   */
  readonly isWhole: boolean
  /** Pages with entries. */
  readonly pages: number
}

/**
 * Requests page after page until one is empty, or is shorter than the first and names no next one; a page without new entries, or
 * that is not a list, also ends it.
 */
async function sweepOver(url: string, limit: number, { client, signal, known }: Sweep): Promise<Swept> {
  const answers: HttpAnswer[] = []
  const seen = new Set<string>()
  // The site may use another limit than the requested one: the first page shows it.
  let pageSize = 0
  let isShort = false
  for (let page = 0; page < MOST_PAGES; page++) {
    const address = new URL(url)
    address.searchParams.set('limit', String(limit))
    address.searchParams.set('p', String(page))
    const answer = await client.get(address.toString(), { bucket: 'api', ...(signal ? { signal } : {}) })
    const ids = idsIn(answer.body)
    const fresh = ids?.filter((id) => !seen.has(id))
    // A page after a short one only shows that the short one was the last.
    if (isShort && fresh?.length === 0) return { answers, isWhole: true, pages: page }
    answers.push(answer)
    if (!ids || !fresh) return { answers, isWhole: false, pages: page }
    for (const id of ids) {
      seen.add(id)
      known.add(id)
    }
    pageSize = Math.max(pageSize, ids.length)
    // 50 is the page size when the site ignores the limit.
    isShort = ids.length < pageSize || (page === 0 && ids.length < limit && ids.length !== 50)
    if (ids.length === 0) return { answers, isWhole: true, pages: page }
    if (isShort && !namesNext(answer)) return { answers, isWhole: true, pages: page + 1 }
    // The site returns the same page for every request.
    if (fresh.length === 0) break
  }
  return { answers, isWhole: false, pages: answers.length }
}

function namesNext({ headers }: HttpAnswer): boolean {
  return /\brel="?next\b/i.test(headers['link'] ?? '')
}

/** Reads the ids of the papers on one page; null when it is not a list. */
function idsIn(body: Uint8Array): string[] | null {
  let list: unknown
  try {
    list = JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return null
  }
  if (!Array.isArray(list)) return null
  return list.map((entry: { id?: unknown; paper?: { id?: unknown } } | null, index) => {
    const id = entry?.paper?.id ?? entry?.id
    return typeof id === 'string' ? id : `no id at ${index}`
  })
}
