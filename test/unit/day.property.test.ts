import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isoInstant, isoInstantOf } from '../../src/model/day.ts'

const digits = (least: number, most: number, width: number) =>
  fc.integer({ min: least, max: most }).map((value) => String(value).padStart(width, '0'))

/** Texts that are instants, or nearly: days that no month has, other offsets, more digits, a leap second. */
const nearlyInstant = fc
  .tuple(
    fc.constantFrom('', '', '+00', '-00'),
    digits(0, 9999, 4),
    digits(0, 13, 2),
    digits(0, 32, 2),
    fc.constantFrom('T', 't', ' '),
    digits(0, 24, 2),
    digits(0, 60, 2),
    digits(0, 61, 2),
    fc.constantFrom('.000', '.123', '.9999', '.1', ''),
    fc.constantFrom('Z', 'Z', 'Z', 'z', '+02:00', ''),
  )
  .map(
    ([sign, year, month, day, t, hour, minute, second, fraction, zone]) =>
      `${sign}${year}-${month}-${day}${t}${hour}:${minute}:${second}${fraction}${zone}`,
  )

function outcomeOf(work: () => string): string {
  try {
    return work()
  } catch (error) {
    return (error as Error).name
  }
}

describe('an instant of the site', () => {
  test('is what the calendar makes of it, or an error, however it is written', () => {
    fc.assert(
      fc.property(nearlyInstant, (text) => {
        const expected = outcomeOf(() => isoInstant(Temporal.Instant.from(text)))
        expect(outcomeOf(() => isoInstantOf(text))).toBe(expected)
      }),
      { numRuns: 5000, examples: [['2026-02-30T00:00:00.000Z'], ['2024-02-29T23:59:60.000Z']] },
    )
  })

  test('is the same when it is written as the site writes it', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(isoInstantOf(date.toISOString())).toBe(date.toISOString())
      }),
    )
  })
})
