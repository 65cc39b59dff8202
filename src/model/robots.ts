/**
 * Verdicts on a site's robots.txt (RFC 9309): `rules` when there is one; `none` when the site has none (status 4xx), so
 * that everything is allowed; `unreachable` when it could not be read (5xx, 429, no answer), so that nothing is.
 */
export const ROBOTS_VERDICTS = ['rules', 'none', 'unreachable'] as const

/** A verdict on a site, with its time. */
export interface Robots {
  /** Base address of the site. */
  readonly site: string
  readonly verdict: (typeof ROBOTS_VERDICTS)[number]
  /** Reason, as a sentence. */
  readonly reason: string
  /** The file, at most 500 KiB of it; null unless the verdict is `rules`. */
  readonly rules: string | null
  readonly checkedAt: Temporal.Instant
}
