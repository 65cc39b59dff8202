import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choosePapers } from '../../jobs/nightly/plan-papers.ts'
import type { PaperPageRow } from '../../src/load/ledger/paper-pages.ts'
import { addDays, startOfDay } from '../../src/model/day.ts'
import { hasMoved, latestRead, PAGE_READ_DAYS } from '../../src/model/due.ts'

const FIRST_DAY = '2026-06-01'
const BOTH = { missing: true, stale: true }

const at = (daysAfter: number, hours = 0.5) =>
  startOfDay(addDays(FIRST_DAY, daysAfter)).add({ minutes: hours * 60 })

function row(columns: Partial<PaperPageRow> = {}): PaperPageRow {
  return {
    paper_id: '2606.00001',
    first_day: FIRST_DAY,
    upvotes: 12,
    upvotes_read: null,
    fetched_at: null,
    tried_at: null,
    attempts: 0,
    next_retry_at: null,
    reason: null,
    ...columns,
  }
}

function readAt(instant: Temporal.Instant, columns: Partial<PaperPageRow> = {}): PaperPageRow {
  return row({ fetched_at: instant.toString(), tried_at: instant.toString(), upvotes_read: 12, ...columns })
}

const whyAt = (now: Temporal.Instant, each: PaperPageRow) =>
  choosePapers([each], { ...BOTH, now }).map(({ why }) => why)

describe("whose turn it is to have a paper's page read", () => {
  test('it is read first on the day after its first list', () => {
    expect(whyAt(at(0, 23), row())).toEqual([])
    expect(whyAt(at(1, 0), row())).toEqual(['never read'])
  })

  test('it is read again on the 7th and the 30th day, and never after that', () => {
    expect(whyAt(at(6, 23), readAt(at(1)))).toEqual([])
    expect(whyAt(at(7), readAt(at(1)))).toEqual(['read before day 7 after its first list'])
    expect(whyAt(at(29), readAt(at(7)))).toEqual([])
    expect(whyAt(at(30), readAt(at(7)))).toEqual(['read before day 30 after its first list'])
    expect(whyAt(at(400), readAt(at(30)))).toEqual([])
  })

  test('a reading that came late takes the turns before it with it', () => {
    expect(whyAt(at(9), readAt(at(8)))).toEqual([])
  })

  test('votes that move bring it sooner, but not on the same day', () => {
    expect(whyAt(at(2), readAt(at(1), { upvotes: 22 }))).toEqual(['12 votes when it was read, 22 now'])
    expect(whyAt(at(1, 19), readAt(at(1), { upvotes: 90 }))).toEqual([])
    expect([hasMoved(2, 11), hasMoved(2, 12), hasMoved(100, 149), hasMoved(100, 150)]).toEqual([
      false,
      true,
      false,
      true,
    ])
  })

  test('a failed try waits for its time, and after five of them for its turn', () => {
    const failed = { tried_at: at(1).toString(), next_retry_at: at(1, 3).toString(), reason: 'no answer' }
    expect(whyAt(at(1, 2), row({ ...failed, attempts: 1 }))).toEqual([])
    expect(whyAt(at(1, 3), row({ ...failed, attempts: 1 }))).toEqual(['again: no answer'])
    expect(whyAt(at(6), row({ ...failed, attempts: 5 }))).toEqual([])
    expect(whyAt(at(7), row({ ...failed, attempts: 5 }))).toEqual(['never read'])
  })

  test('those of today go before what was left from earlier days, first readings before others', () => {
    const now = at(30)
    const rows = [
      row({ paper_id: 'old', first_day: addDays(FIRST_DAY, 1) }),
      readAt(at(7), { paper_id: 'day-30' }),
      row({ paper_id: 'new', first_day: addDays(FIRST_DAY, 29), upvotes: 1 }),
      row({ paper_id: 'loved', first_day: addDays(FIRST_DAY, 29), upvotes: 9 }),
      readAt(at(29), { paper_id: 'moved', first_day: addDays(FIRST_DAY, 28), upvotes: 40 }),
    ]
    const chosen = choosePapers(rows, { ...BOTH, now }).map(({ listing }) => listing.key)
    expect(chosen).toEqual(['loved', 'new', 'day-30', 'moved', 'old'])
  })

  test('missing are those that never answered, stale the others', () => {
    const rows = [row({ paper_id: 'never' }), readAt(at(1), { paper_id: 'read' })]
    const keys = (choice: { missing: boolean; stale: boolean }) =>
      choosePapers(rows, { ...choice, now: at(7) }).map(({ listing }) => listing.key)
    expect(keys({ missing: true, stale: false })).toEqual(['never'])
    expect(keys({ missing: false, stale: true })).toEqual(['read'])
  })
})

describe('nights one after the other, whichever of them are missed', () => {
  const nights = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 61 })

  /** The days on which a paper whose votes stand still is read. */
  function readingsOn(days: readonly number[]): number[] {
    let known = row()
    return days
      .toSorted((a, b) => a - b)
      .filter((day) => {
        if (whyAt(at(day), known).length === 0) return false
        known = readAt(at(day))
        return true
      })
  }

  test('each page is read once for each turn that a night came after, and at no other time', () => {
    fc.assert(
      fc.property(nights, (days) => {
        const bounds = [...PAGE_READ_DAYS, Infinity]
        const expected = PAGE_READ_DAYS.flatMap((turn, place) => {
          const inTurn = days.filter((day) => day >= turn && day < (bounds[place + 1] ?? Infinity))
          return inTurn.length === 0 ? [] : [Math.min(...inTurn)]
        })
        expect(readingsOn(days)).toEqual(expected)
      }),
    )
  })

  test('a page that was just read is not due, whatever it was before', () => {
    const hours = fc.integer({ min: 0, max: 24 * 60 })
    fc.assert(
      fc.property(hours, hours, fc.nat(1000), fc.nat(1000), (before, after, upvotes, read) => {
        const now = startOfDay(FIRST_DAY).add({ hours: Math.max(before, after) })
        const page = readAt(now, { upvotes, upvotes_read: read })
        expect(choosePapers([page], { ...BOTH, now })).toEqual([])
        const turn = latestRead(FIRST_DAY, now)
        if (turn !== null)
          expect(Temporal.Instant.compare(startOfDay(addDays(FIRST_DAY, turn)), now)).toBeLessThanOrEqual(0)
      }),
    )
  })
})
