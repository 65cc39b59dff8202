/** The site's anonymous quota for pages: requests per window of seconds. */
const QUOTA = { requests: 100, windowSeconds: 300 } as const

/** Computes the wait before the last request may be sent, in seconds of whole windows. */
export function secondsAtQuota(requests: number): number {
  return Math.max(0, Math.ceil(requests / QUOTA.requests) - 1) * QUOTA.windowSeconds
}

/** Describes that wait for a person: `at 100 per 5 minutes: about 65 minutes`. */
export function timeAtQuota(requests: number): string {
  const minutes = Math.ceil(secondsAtQuota(requests) / 60)
  const takes = minutes === 0 ? 'immediately' : `about ${minutes} minutes`
  return `at ${QUOTA.requests} per ${QUOTA.windowSeconds / 60} minutes: ${takes}`
}
