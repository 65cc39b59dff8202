import type { Capture } from '../../src/model/capture.ts'
import type { Day } from '../../src/model/day.ts'
import { dayListing } from '../../src/model/listing.ts'

/** The page of a day as a replica gives it now, as a capture of an instant. */
export async function captureDay(site: string, day: Day, fetchedAt: Temporal.Instant): Promise<Capture> {
  const url = `${site}/papers/date/${day}`
  const body = new Uint8Array(await (await fetch(url)).arrayBuffer())
  return {
    listing: dayListing(day),
    form: 'page',
    url,
    finalUrl: url,
    status: 200,
    fetchedWith: 'http',
    headers: {},
    body,
    fetchedAt,
  }
}
