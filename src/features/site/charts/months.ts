/** No chart shows more months than these, the newest. */
const MOST_MONTHS = 60

/** All months from the first to the last, `2026-06`, so that a month without papers has its place; the newest 60. */
export function allMonths(first: string, last: string): string[] {
  const months: string[] = []
  let month = Temporal.PlainYearMonth.from(last)
  while (months.length < MOST_MONTHS && month.toString() >= first) {
    months.unshift(month.toString())
    month = month.subtract({ months: 1 })
  }
  return months
}
