import type { Context, MiddlewareHandler } from 'hono'
import PQueue from 'p-queue'
import type { ClientAddressOf } from './client-address.ts'

/** How many pages are made at once, and how many wait for it at most, and how long. */
export interface PageBounds {
  readonly atOnce: number
  readonly mostWaiting: number
  readonly waitMs: number
}

/** The database works on five statements at once, and a page has a few. */
const BOUNDS: PageBounds = { atOnce: 8, mostWaiting: 100, waitMs: 10_000 }

/** What tells of this server itself: never behind the pages. */
const UNBOUNDED: ReadonlySet<string> = new Set(['/healthz', '/metrics', '/robots.txt'])

/** What one client has asked for and not got yet. */
interface Client {
  /** Pages that are being made. */
  begun: number
  /** Pages that wait, the first that came first. */
  readonly waiting: AbortController[]
}

/**
 * Makes some pages at once and lets others wait: where more are asked for than can be made, some come in time and the
 * others hear so, instead of all of them coming too late. It is fair by address: next comes the page of the client that
 * had the fewest under way when it asked, and a full queue makes room for it at the cost of the one that holds the most.
 * Who goes away while waiting is forgotten.
 *
 * @param busy the answer to those that find the queue full, lose their place in it, or have waited for too long
 */
export function boundPages(
  busy: (c: Context) => Response | Promise<Response>,
  addressOf: ClientAddressOf,
  { atOnce, mostWaiting, waitMs }: PageBounds = BOUNDS,
): MiddlewareHandler {
  const queue = new PQueue({ concurrency: atOnce })
  const clients = new Map<string, Client>()

  /** Takes the newest page of the client that waits for the most out of the queue, if that is fairer. */
  const makeRoom = ({ waiting: mine }: Client): boolean => {
    let most = mine
    for (const { waiting } of clients.values()) if (waiting.length > most.length) most = waiting
    if (most.length <= mine.length + 1) return false
    most.at(-1)?.abort()
    return true
  }

  return async (c, next) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
    if (!isRead || UNBOUNDED.has(c.req.path)) return next()
    const name = addressOf(c)?.name ?? ''
    const client = clients.get(name) ?? { begun: 0, waiting: [] }
    if (queue.pending >= atOnce && queue.size >= mostWaiting && !makeRoom(client)) return busy(c)
    clients.set(name, client)
    const priority = -(client.begun + client.waiting.length)
    const place = new AbortController()
    client.waiting.push(place)
    const leave = () => {
      const at = client.waiting.indexOf(place)
      if (at >= 0) client.waiting.splice(at, 1)
    }
    place.signal.addEventListener('abort', leave)
    const giveUp = () => place.abort()
    const late = setTimeout(giveUp, waitMs)
    const gone = c.req.raw.signal
    gone.addEventListener('abort', giveUp)
    // What has begun is finished: an abort would free its place while the database still works on it.
    const begin = () => {
      clearTimeout(late)
      gone.removeEventListener('abort', giveUp)
      leave()
    }
    try {
      await queue.add(
        async () => {
          begin()
          client.begun++
          try {
            await next()
          } finally {
            client.begun--
          }
        },
        { signal: place.signal, priority },
      )
    } catch (error) {
      if (!place.signal.aborted) throw error
      return busy(c)
    } finally {
      begin()
      if (client.begun === 0 && client.waiting.length === 0) clients.delete(name)
    }
  }
}
