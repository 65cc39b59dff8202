import { isVisible } from './appearance-of.ts'
import { addDays, dayOfMs } from './calendar.ts'
import type { Catalog } from './catalog.ts'

/** Whether the list of a day shows any paper at an instant (milliseconds since 1970). */
export function isPublished(catalog: Catalog, day: string, nowMs: number): boolean {
  return catalog.appearancesOn(day).some((appearance) => isVisible(appearance, nowMs))
}

/** The nearest published day before `day`, or undefined at the beginning. */
export function publishedBefore(catalog: Catalog, day: string, nowMs: number): string | undefined {
  const newest = [addDays(day, -1), dayOfMs(nowMs), catalog.span.to].reduce((one, other) =>
    one < other ? one : other,
  )
  for (let to = newest; to >= catalog.span.from; to = addDays(to, -31)) {
    const found = catalog
      .daysBetween(addDays(to, -30), to)
      .findLast((one) => isPublished(catalog, one, nowMs))
    if (found !== undefined) return found
  }
  return undefined
}

/** The nearest published day after `day`, or undefined on the newest. */
export function publishedAfter(catalog: Catalog, day: string, nowMs: number): string | undefined {
  const today = dayOfMs(nowMs)
  const last = today < catalog.span.to ? today : catalog.span.to
  if (day >= last) return undefined
  const after = addDays(day, 1)
  for (
    let from = after > catalog.span.from ? after : catalog.span.from;
    from <= last;
    from = addDays(from, 31)
  ) {
    const found = catalog.daysBetween(from, addDays(from, 30)).find((one) => isPublished(catalog, one, nowMs))
    if (found !== undefined) return found
  }
  return undefined
}

/** The newest published day, or undefined when nothing is out yet. */
export function newestPublished(catalog: Catalog, nowMs: number): string | undefined {
  return publishedBefore(catalog, addDays(dayOfMs(nowMs), 1), nowMs)
}
