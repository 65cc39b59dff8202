import { describe, expect, test } from 'vitest'
import { monthWords } from '../../../src/features/site/charts/months.ts'
import { agoWords } from '../../../src/features/site/parts/wording.ts'

describe('a month in a chart', () => {
  const span = (first: string, last: string, today: string) => ({ first, last, today })
  test.each([
    ['2026-10', span('2026-09-17', '2026-10-30', '2026-11-01'), 'October 2026', false],
    // Its last day is a Saturday.
    ['2026-10', span('2026-10-01', '2026-10-30', '2026-12-01'), 'October 2026', false],
    ['2026-10', span('2026-10-02', '2026-10-30', '2026-12-01'), 'October 2026, since 2 October 2026', true],
    ['2026-10', span('2026-09-17', '2026-10-29', '2026-12-01'), 'October 2026, so far', true],
    // The day itself is not over.
    ['2026-10', span('2026-09-17', '2026-10-30', '2026-10-30'), 'October 2026, so far', true],
    [
      '2026-09',
      span('2026-09-17', '2026-10-30', '2026-12-01'),
      'September 2026, since 17 September 2026',
      true,
    ],
    [
      '2026-11',
      span('2026-11-12', '2026-11-13', '2026-11-14'),
      'November 2026, since 12 November 2026, so far',
      true,
    ],
    // It begins on a Sunday.
    ['2026-11', span('2026-11-02', '2026-11-30', '2026-12-02'), 'November 2026', false],
  ])('%s of %o is %s', (month, known, words, isInPart) => {
    expect(monthWords(month, known)).toEqual({ words, isInPart })
  })
})

test.each([
  ['2026-12-01T10:00:30Z', 'a moment ago'],
  ['2026-12-01T09:59:00Z', '1 minute ago'],
  ['2026-12-01T09:46:00Z', '14 minutes ago'],
  ['2026-12-01T08:01:00Z', '119 minutes ago'],
  ['2026-12-01T07:30:00Z', '2 hours ago'],
  ['2026-11-29T10:01:00Z', '47 hours ago'],
  ['2026-11-25T09:00:00Z', '6 days ago'],
])('%s was %s', (instant, words) => {
  expect(agoWords(instant, Temporal.Instant.from('2026-12-01T10:00:00Z'))).toBe(words)
})
