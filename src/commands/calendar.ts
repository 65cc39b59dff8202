import { styleText } from 'node:util'

/** One day of the calendar. */
export interface CalendarDay {
  /** `2026-06-03` */
  readonly day: string
  readonly state: string
  readonly flags: readonly string[] | null
}

type Color = Parameters<typeof styleText>[0]

/** The character, color and meaning of each state. */
const MARKS: Readonly<Record<string, readonly [mark: string, color: Color, about: string]>> = {
  complete: ['#', 'green', 'complete'],
  open: ['o', 'cyan', 'open: last read while it could still grow'],
  empty: ['-', 'dim', 'empty'],
  redirected: ['-', 'dim', 'no list of its own'],
  pending: ['.', 'yellow', 'pending'],
  failed: ['!', 'red', 'failed'],
  drift: ['?', 'red', 'page changed'],
  flagged: ['~', 'yellow', 'flagged'],
  missing: ['.', 'yellow', 'never fetched'],
}

/**
 * Draws coverage as a calendar: a line for each week, Monday first, a mark for each day.
 *
 * @param days oldest first; missing days in between are shown as never fetched
 * @param weeks the maximum number of weeks to show, the newest ones
 */
export function calendarText(days: readonly CalendarDay[], weeks: number, colors: boolean): string {
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last) return 'No day is known yet.'
  const states = new Map(days.map(({ day, state, flags }) => [day, flags === null ? state : 'flagged']))
  const newestMonday = mondayOf(last.day)
  const oldestMonday = mondayOf(first.day)
  const start = Temporal.PlainDate.from(newestMonday).subtract({ weeks: weeks - 1 })
  const lines = ['             Mo Tu We Th Fr Sa Su']
  const used = new Set<string>()
  let monday = Temporal.PlainDate.compare(start, oldestMonday) > 0 ? start : oldestMonday
  for (; Temporal.PlainDate.compare(monday, newestMonday) <= 0; monday = monday.add({ weeks: 1 })) {
    const marks = Array.from({ length: 7 }, (_, index) => {
      const day = monday.add({ days: index }).toString()
      if (day < first.day || day > last.day) return '  '
      const state = states.get(day) ?? 'missing'
      used.add(state)
      const [mark, color] = MARKS[state] ?? ['?', 'red']
      return ` ${colors ? styleText(color, mark) : mark}`
    })
    lines.push(`${monday.toString()}   ${marks.join(' ')}`)
  }
  const legend = [...used].map((state) => `${MARKS[state]?.[0] ?? '?'} ${MARKS[state]?.[2] ?? state}`)
  return `${lines.join('\n')}\n${[...new Set(legend)].join(', ')}`
}

function mondayOf(day: string): Temporal.PlainDate {
  const date = Temporal.PlainDate.from(day)
  return date.subtract({ days: date.dayOfWeek - 1 })
}
