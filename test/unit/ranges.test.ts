import { describe, expect, test } from 'vitest'
import { dayFrom } from '../../src/model/day.ts'
import { describeSelection } from '../../src/query/describe-selection.ts'
import { emptyRange, placePeriod } from '../../src/query/period.ts'
import { selectionOf } from '../../src/query/selection.ts'
import { parseSelection, selectionText } from '../../src/query/selection-text.ts'

const TODAY = '2026-06-10'

test.each([
  ['today', '2026-06-10'],
  ['yesterday', '2026-06-09'],
  ['-7', '2026-06-03'],
  ['-0', '2026-06-10'],
  ['2026-05-31', '2026-05-31'],
  ['2026-02-30', null],
  ['-x', null],
  ['tomorrow', null],
  ['', null],
])('the day %s is %s', (text, day) => expect(dayFrom(text, TODAY)).toBe(day))

describe('ranges of days in a selection', () => {
  test.each([
    ['from:2026-05-01 to:2026-05-31', '2026-05-01', '2026-05-31', 'Papers from 2026-05-01 to 2026-05-31'],
    ['from:2026-06-01', '2026-06-01', TODAY, 'Papers from 2026-06-01'],
    ['to:2023-06-01', '2023-05-04', '2023-06-01', 'Papers from 2023-05-04 to 2023-06-01'],
    ['from:-7 to:yesterday', '2026-06-03', '2026-06-09', 'Papers from -7 to yesterday'],
    ['last-30-days', '2026-05-12', TODAY, 'Papers of the last 30 days'],
    ['last-1-days', TODAY, TODAY, 'Papers of the last day'],
    ['day:-7', '2026-06-03', '2026-06-03', 'Papers of 7 days ago'],
    ['day:today', TODAY, TODAY, 'Papers of today'],
    ['day:yesterday org:nvidia', '2026-06-09', '2026-06-09', 'Papers of yesterday by nvidia'],
  ])('%s', (typed, first, last, description) => {
    const parsed = parseSelection(typed)
    if ('problem' in parsed) throw new Error(parsed.problem)
    const { selection } = parsed
    expect(placePeriod(selection.period, TODAY, null).days).toEqual({ first, last })
    expect(describeSelection(selection)).toMatch(new RegExp(`^${description}, `))
    // What is kept of it is read back as the same.
    expect(parseSelection(selectionText(selection))).toEqual(parsed)
  })

  test.each([
    ['from:2026-02-30', 'from:2026-02-30: expected a date that exists, today, yesterday or -7'],
    ['from:2026-06-01 week:2026-W23', 'week:2026-W23 and from:2026-06-01: expected one period'],
    ['last-30-days to:today', 'to:today and last-30-days: expected one period'],
    ['from:2026-06-01 order:rank', "order:rank: ranks are those of one day's list"],
  ])('%s is refused with a sentence', (typed, sentence) =>
    expect(parseSelection(typed)).toEqual({ problem: expect.stringContaining(sentence) }),
  )

  test.each([
    ['from:2026-06-02 to:2026-06-01', 'from:2026-06-02 is after to:2026-06-01: swap them'],
    ['from:-1 to:-7', 'from:2026-06-09 is after to:2026-06-03: swap them'],
    ['from:today to:2026-05-01', 'from:2026-06-10 is after to:2026-05-01'],
    ['from:-7 to:2026-06-01', 'from:2026-06-03 is after to:2026-06-01'],
    ['from:2027-01-01', 'from:2027-01-01: that day is in the future; today is 2026-06-10 (UTC)'],
    ['to:2020-01-01', 'to:2020-01-01: the first list is of 2023-05-04'],
  ])('%s can hold no list', (typed, sentence) => {
    const parsed = parseSelection(typed)
    if ('problem' in parsed) throw new Error(parsed.problem)
    expect(emptyRange(placePeriod(parsed.selection.period, TODAY, null), TODAY)).toContain(sentence)
  })

  test('last-0-days and last-367-days are words to search for, or no period of an address', () => {
    for (const word of ['last-0-days', 'last-367-days']) {
      expect(parseSelection(word)).toMatchObject({ selection: { words: word } })
      expect(selectionOf({ period: word })).toEqual({ problem: expect.stringContaining('last-30-days') })
    }
  })
})
