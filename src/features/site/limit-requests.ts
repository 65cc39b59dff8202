import type { Context, MiddlewareHandler } from 'hono'
import { rateLimiter, type RateLimitInfo } from 'hono-rate-limiter'
import { problem } from './api/problem.ts'
import type { ClientAddressOf } from './client-address.ts'

/** Requests that a client may make in a window, and how long it is. */
export const REQUEST_LIMIT = { requests: 300, windowSeconds: 60 } as const

interface Limited {
  Variables: { rateLimit: RateLimitInfo }
}

/**
 * Limits what one client may ask for, and says in each answer what is left (draft-ietf-httpapi-ratelimit-headers). The
 * counts are this server's own. Requests that come over no connection are not counted.
 */
export function limitRequests(
  now: () => Temporal.Instant,
  addressOf: ClientAddressOf,
): MiddlewareHandler<Limited> {
  const { requests, windowSeconds } = REQUEST_LIMIT
  /** Seconds until the window ends. */
  const reset = (c: Context<Limited>) => {
    const { resetTime } = c.get('rateLimit')
    const leftMs = (resetTime?.getTime() ?? 0) - now().epochMilliseconds
    return Math.min(windowSeconds, Math.max(1, Math.ceil(leftMs / 1000)))
  }
  const fields = (c: Context<Limited>) => ({
    'RateLimit-Policy': `"requests";q=${requests};w=${windowSeconds}`,
    RateLimit: `"requests";r=${c.get('rateLimit').remaining};t=${reset(c)}`,
  })
  const count = rateLimiter<Limited>({
    windowMs: windowSeconds * 1000,
    limit: requests,
    // The library knows older drafts only.
    standardHeaders: false,
    skip: (c) => addressOf(c) === null,
    keyGenerator: (c) => addressOf(c)?.name ?? '',
    handler: (c) =>
      problem(
        c,
        429,
        `more than ${requests} requests in ${windowSeconds} seconds: ask again in ${reset(c)} seconds`,
        {
          'Retry-After': String(reset(c)),
          ...fields(c),
        },
      ),
  })
  return async (c, next) =>
    count(c, async () => {
      await next()
      if (addressOf(c) !== null)
        for (const [name, value] of Object.entries(fields(c))) c.res.headers.set(name, value)
    })
}
