/** How long an answer may be kept, in seconds: what is settled for a day, what moves for a minute. */
export const KEPT_SECONDS = { settled: 86_400, moving: 60 } as const

/** The Cache-Control field of an answer: by whether what it shows will change by itself. */
export function cacheControl(isSettled: boolean): string {
  return `public, max-age=${isSettled ? KEPT_SECONDS.settled : KEPT_SECONDS.moving}`
}
