import { appearanceOf, endedNextDay } from './appearance-of.ts'
import { addDays, isWeekend } from './calendar.ts'
import type { Appearance, Catalog } from './catalog.ts'
import { hashChoice, hashFraction } from './hash-text.ts'
import { matchesWords } from './matches-words.ts'
import type { PaperFacts } from './paper-facts.ts'
import { dayOfSyntheticId, synthesizeDay, type SyntheticDayOptions } from './synthesize-day.ts'

/** Which days a made-up catalog has, and how large they are. */
export interface SyntheticCatalogOptions extends SyntheticDayOptions {
  /** First day, such as "2023-06-01". */
  readonly from: string
  /** Last day, included. */
  readonly to: string
  /** Whether Saturdays and Sundays have papers too. Default false. */
  readonly weekends?: boolean
}

/** Part of the days on which a paper leaves on the next day. */
const LEAVING_SHARE = 0.04
/** Part of the days of which a paper stands on the following day with papers too. */
const SECOND_DAY_SHARE = 0.1

/** A catalog of made-up papers for any range of days; a day is made when it is first asked for, then kept. */
export function syntheticCatalog(options: SyntheticCatalogOptions): Catalog {
  const { from, to } = options
  const made = new Map<string, readonly PaperFacts[]>()
  const isListed = (day: string): boolean =>
    from <= day && day <= to && ((options.weekends ?? false) || !isWeekend(day))
  const papersOf = (day: string): readonly PaperFacts[] => {
    if (!isListed(day)) return []
    const papers = made.get(day) ?? synthesizeDay(day, options)
    made.set(day, papers)
    return papers
  }
  const daysBetween = (first: string, last: string): string[] => {
    const days: string[] = []
    const end = last < to ? last : to
    for (let day = first > from ? first : from; day <= end; day = addDays(day, 1)) {
      if (isListed(day) && papersOf(day).length > 0) days.push(day)
    }
    return days
  }
  const appearancesOn = (day: string): Appearance[] => {
    const papers = papersOf(day)
    const [first] = papers
    if (first === undefined) return []
    const leaving =
      hashFraction(`leaving ${day}`) < LEAVING_SHARE ? hashChoice(`leaves ${day}`, papers) : undefined
    const appearances = papers.map((paper) =>
      paper === leaving ? endedNextDay(appearanceOf(paper)) : appearanceOf(paper),
    )
    const before = daysBetween(addDays(day, -7), addDays(day, -1)).at(-1)
    if (before === undefined || hashFraction(`second day ${before}`) >= SECOND_DAY_SHARE) return appearances
    return [...appearances, appearanceOf(hashChoice(`stays ${before}`, papersOf(before)), day)]
  }
  return {
    span: { from, to },
    appearancesOn,
    daysBetween,
    paper: (id) => papersOf(dayOfSyntheticId(id) ?? '').find((paper) => paper.id === id),
    search: (words) =>
      daysBetween(from, to)
        .toReversed()
        .flatMap(papersOf)
        .filter((paper) => matchesWords(paper, words)),
  }
}
