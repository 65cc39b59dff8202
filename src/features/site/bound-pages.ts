import type { Context, MiddlewareHandler } from 'hono'
import PQueue from 'p-queue'

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

/**
 * Makes some pages at once and lets others wait, the first that came first: where more are asked for than can be made,
 * some come in time and the others hear so, instead of all of them coming too late. Who goes away while waiting is
 * forgotten.
 *
 * @param busy the answer to those that find the queue full, or have waited for too long
 */
export function boundPages(
  busy: (c: Context) => Response | Promise<Response>,
  { atOnce, mostWaiting, waitMs }: PageBounds = BOUNDS,
): MiddlewareHandler {
  const queue = new PQueue({ concurrency: atOnce })
  return async (c, next) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
    if (!isRead || UNBOUNDED.has(c.req.path)) return next()
    if (queue.pending >= atOnce && queue.size >= mostWaiting) return busy(c)
    const waiting = new AbortController()
    const giveUp = () => waiting.abort()
    const late = setTimeout(giveUp, waitMs)
    const client = c.req.raw.signal
    client.addEventListener('abort', giveUp)
    // What has begun is finished: an abort would free its place while the database still works on it.
    const begin = () => {
      clearTimeout(late)
      client.removeEventListener('abort', giveUp)
    }
    try {
      await queue.add(
        async () => {
          begin()
          await next()
        },
        { signal: waiting.signal },
      )
    } catch (error) {
      if (!waiting.signal.aborted) throw error
      return busy(c)
    } finally {
      begin()
    }
  }
}
