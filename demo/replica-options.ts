import type { Era } from './page/era.ts'
import type { MissingDay, Week53 } from './server/site-state.ts'
import type { QuotaLimits } from './server/quota.ts'
import type { Catalog } from './site/catalog.ts'
import { factsCatalog } from './site/facts-catalog.ts'

/** How a replica of the site behaves. Everything has a default. */
export interface ReplicaOptions {
  /** Where its papers come from. Default: the real week 2025-09-22 to 2025-09-28. */
  readonly catalog?: Catalog
  /** The instant at which the site is read; it stands still until `setNow`. Default 2025-09-28T12:00:00Z. */
  readonly now?: Temporal.Instant | string
  /** IPv4 address that it listens on. Default 127.0.0.1. */
  readonly host?: string
  /** TCP port; 0 = any free one. Default 0. */
  readonly port?: number
  /** Key and certificate (PEM) for https. Default: http. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Requests per fixed window; false = no quota and no RateLimit headers. Default 100 pages, 500 API, 50 searches, 300 s, all addresses together. */
  readonly quota?: false | Partial<QuotaLimits>
  /** The time that quota windows and `requests` follow, in milliseconds. Default: real time since the start. */
  readonly clockMs?: () => number
  /** Layout and keys of all pages. Default "by-date": those of the time of each listing. */
  readonly era?: Era | 'by-date'
  /** A day without papers or in the future: 302 or 200 with the latest published day, or 200 and empty. Default "redirect". */
  readonly missingDay?: MissingDay
  /** How the week 2026-W53 is refused: 400, 404, or on its page a redirect to the week before. Default "shown": it is not. */
  readonly week53?: Week53
  /** Whether answers have an ETag, and If-None-Match is answered with 304. Default false. */
  readonly etag?: boolean
  /** What /robots.txt says. Default "allow". */
  readonly robots?: 'allow' | 'disallow'
}

/** The options with every default filled in. */
export interface NormalReplicaOptions {
  readonly catalog: Catalog
  readonly now: Temporal.Instant
  readonly host: string
  readonly port: number
  readonly tls: { readonly key: string; readonly cert: string } | undefined
  readonly quota: false | QuotaLimits
  readonly clockMs: () => number
  readonly era: Era | 'by-date'
  readonly missingDay: MissingDay
  readonly week53: Week53
  readonly etag: boolean
  readonly robots: 'allow' | 'disallow'
}

/** Fills in the defaults. Throws a RangeError for an instant that is none. */
export function normalizeReplicaOptions(options: ReplicaOptions): NormalReplicaOptions {
  const startedMs = performance.now()
  return {
    catalog: options.catalog ?? factsCatalog(),
    now: Temporal.Instant.from(options.now ?? '2025-09-28T12:00:00Z'),
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    tls: options.tls,
    quota:
      options.quota === false
        ? false
        : { pages: 100, api: 500, search: 50, windowSeconds: 300, perAddress: false, ...options.quota },
    clockMs: options.clockMs ?? (() => performance.now() - startedMs),
    era: options.era ?? 'by-date',
    missingDay: options.missingDay ?? 'redirect',
    week53: options.week53 ?? 'shown',
    etag: options.etag ?? false,
    robots: options.robots ?? 'allow',
  }
}
