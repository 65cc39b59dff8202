import type { ContentFaults } from '../fault/content-faults.ts'
import { eraOfDay, keyDayOf, type Era } from '../page/era.ts'
import type { Catalog } from '../site/catalog.ts'

/** What the site does with a day that has no papers, or lies in the future. */
export type MissingDay = 'redirect' | 'clamp' | 'empty'

/** What the site does with the last week of a year that has 53. */
export type Week53 = 'shown' | 'bad-request' | 'not-found' | 'redirect'

/** The site as one request finds it. */
export interface SiteState {
  readonly catalog: Catalog
  /** The instant at which the site is read, milliseconds since 1970. */
  readonly nowMs: number
  readonly era: Era | 'by-date'
  readonly missingDay: MissingDay
  readonly week53: Week53
  readonly faults: ContentFaults
}

/** The layout and the key day of a listing whose last day is `day`. */
export function viewOf(site: SiteState, day: string): { era: Era; keyDay: string; nowMs: number } {
  const era = site.era === 'by-date' ? eraOfDay(day) : site.era
  return { era, keyDay: keyDayOf(day, era), nowMs: site.nowMs }
}
