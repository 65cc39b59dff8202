import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, startOfDayMs } from '../../../demo/site/calendar.ts'
import { combineCatalogs } from '../../../demo/site/combined-catalog.ts'
import { countsAt } from '../../../demo/site/counts-at.ts'
import { factsCatalog, readFacts } from '../../../demo/site/facts-catalog.ts'
import { dayListing, periodListing } from '../../../demo/site/listing.ts'
import { newestPublished, publishedAfter, publishedBefore } from '../../../demo/site/published-days.ts'
import { dayOfSyntheticId, synthesizeDay } from '../../../demo/site/synthesize-day.ts'
import { syntheticCatalog } from '../../../demo/site/synthetic-catalog.ts'

const catalog = factsCatalog()
const days = ['2025-09-22', '2025-09-23', '2025-09-24', '2025-09-25', '2025-09-26']

describe('the facts of the week', () => {
  test('hold 129 papers on five days', () => {
    const counts = days.map((day) => readFacts().filter((paper) => paper.day === day).length)
    expect(counts).toEqual([15, 41, 24, 14, 35])
    expect(new Set(readFacts().map(({ id }) => id)).size).toBe(129)
  })

  test('hold no prose', () => {
    for (const paper of readFacts()) expect(Object.keys(paper)).not.toContain('summary')
  })

  test('are found by the words of title and authors', () => {
    expect(catalog.search('qwen3-omni technical').map(({ id }) => id)).toContain('2509.17765')
    expect(catalog.search('  ')).toEqual([])
  })
})

describe('the site over time', () => {
  const appearances = days.flatMap((day) => catalog.appearancesOn(day))

  test('every paper is submitted on the day of its list', () => {
    for (const { day, submittedAtMs } of appearances) {
      expect(submittedAtMs).toBeGreaterThanOrEqual(startOfDayMs(day))
      expect(submittedAtMs).toBeLessThan(startOfDayMs(day) + DAY_MS)
    }
  })

  test('between 5 and 25 percent of the papers are not there in the afternoon, some only on the next morning', () => {
    const late = appearances.filter((one) => one.appearsAtMs > startOfDayMs(one.day) + 14 * HOUR_MS)
    const nextMorning = appearances.filter((one) => one.appearsAtMs >= startOfDayMs(one.day) + DAY_MS)
    expect(late.length / appearances.length).toBeGreaterThan(0.05)
    expect(late.length / appearances.length).toBeLessThan(0.25)
    expect(nextMorning.length).toBeGreaterThan(0)
    expect(nextMorning.length).toBeLessThan(late.length)
  })

  test('votes grow to the final count and never exceed it', () => {
    for (const appearance of appearances) {
      const { paper, appearsAtMs } = appearance
      const votes = [0, 1, 3, 5, 10, 20].map(
        (age) => countsAt(appearance, appearsAtMs + age * DAY_MS).upvotes,
      )
      expect(votes[0]).toBeLessThanOrEqual(1)
      expect(Math.max(...votes)).toBeLessThanOrEqual(paper.upvotes)
      expect(votes.at(-1)).toBeGreaterThanOrEqual(paper.upvotes - 1)
    }
  })

  test('a few papers lose a vote late', () => {
    const settled = appearances.filter(
      (one) => countsAt(one, one.appearsAtMs + 20 * DAY_MS).upvotes < one.paper.upvotes,
    )
    expect(settled.length).toBeGreaterThan(0)
    expect(settled.length).toBeLessThan(20)
  })

  test('a list has votes descending and is the same at every call', () => {
    const nowMs = startOfDayMs('2025-09-25')
    const votes = dayListing(catalog, '2025-09-23', nowMs).map(({ counts }) => counts.upvotes)
    expect(votes).toEqual(votes.toSorted((one, other) => other - one))
    expect(dayListing(catalog, '2025-09-23', nowMs)).toEqual(dayListing(catalog, '2025-09-23', nowMs))
  })

  test('one paper leaves its list on the next day, one stands on two days', () => {
    const leaving = appearances.filter(({ leavesAtMs }) => leavesAtMs !== undefined)
    expect(leaving).toHaveLength(1)
    const { paper, day } = leaving[0]!
    const has = (nowMs: number): boolean =>
      dayListing(catalog, day, nowMs).some((one) => one.appearance.paper === paper)
    expect(has(startOfDayMs(day) + DAY_MS + 11 * HOUR_MS)).toBe(true)
    expect(has(startOfDayMs(day) + 2 * DAY_MS)).toBe(false)
    const ids = appearances.map((one) => one.paper.id)
    expect(ids.length).toBe(130)
    expect(new Set(ids).size).toBe(129)
  })

  test('days without papers are skipped on both sides', () => {
    const nowMs = startOfDayMs('2025-09-28')
    expect(newestPublished(catalog, nowMs)).toBe('2025-09-26')
    expect(publishedAfter(catalog, '2025-09-26', nowMs)).toBeUndefined()
    expect(publishedBefore(catalog, '2025-09-22', nowMs)).toBeUndefined()
    expect(publishedBefore(catalog, '2025-09-29', nowMs)).toBe('2025-09-26')
    expect(publishedAfter(catalog, '2025-09-22', startOfDayMs('2025-09-22'))).toBeUndefined()
    expect(publishedAfter(catalog, '9999-12-31', nowMs)).toBeUndefined()
  })
})

describe('made-up days', () => {
  test('are the same for the same seed, and others for another', () => {
    expect(synthesizeDay('2024-02-29')).toEqual(synthesizeDay('2024-02-29'))
    expect(synthesizeDay('2024-02-29', { seed: 'other', size: 5 })).not.toEqual(
      synthesizeDay('2024-02-29', { size: 5 }),
    )
  })

  test('have 10 to 45 papers unless told, with ids that lead back to the day', () => {
    for (const day of ['2023-05-04', '2024-02-29', '2026-12-31']) {
      const papers = synthesizeDay(day)
      expect(papers.length).toBeGreaterThanOrEqual(10)
      expect(papers.length).toBeLessThanOrEqual(45)
      for (const { id } of papers) expect(dayOfSyntheticId(id)).toBe(day)
    }
    expect(synthesizeDay('2024-02-29', { size: 120 })).toHaveLength(120)
    expect(dayOfSyntheticId('2509.17765')).toBeUndefined()
  })

  test('make a catalog of 1,100 days without weekends', () => {
    const synthetic = syntheticCatalog({ from: '2022-07-01', to: '2026-09-30', size: 3 })
    const listed = synthetic.daysBetween('2022-07-01', '2026-09-30')
    expect(listed.length).toBeGreaterThan(1100)
    expect(synthetic.appearancesOn('2026-06-06')).toEqual([])
    const [first] = synthetic.appearancesOn('2026-06-03')
    expect(synthetic.paper(first!.paper.id)).toEqual(first!.paper)
    const twice = listed.filter((day) => synthetic.appearancesOn(day).some((one) => one.paper.day !== day))
    expect(twice.length).toBeGreaterThan(20)
  })

  test('stand beside the facts in a combined catalog', () => {
    const combined = combineCatalogs([catalog, syntheticCatalog({ from: '2025-09-01', to: '2025-10-31' })])
    expect(combined.span).toEqual({ from: '2025-09-01', to: '2025-10-31' })
    expect(combined.appearancesOn('2025-09-22')).toHaveLength(catalog.appearancesOn('2025-09-22').length)
    expect(combined.appearancesOn('2025-09-19').length).toBeGreaterThan(0)
    expect(combined.paper('2509.17765')?.title).toContain('Qwen3')
    expect(combined.search('video').length).toBeGreaterThan(catalog.search('video').length)
    const month = periodListing(
      combined,
      { from: '2025-09-01', to: '2025-09-30' },
      startOfDayMs('2025-11-01'),
    )
    expect(month.length).toBeGreaterThan(129)
  })
})
