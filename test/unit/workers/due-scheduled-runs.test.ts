import { describe, expect, test } from 'vitest'
import {
  checkCron,
  dueScheduledRuns,
  nextScheduledRun,
} from '../../../src/features/workers/jobs/due-scheduled-runs.ts'

const at = (text: string) => Temporal.Instant.from(text)
const nightly = { cron: '30 0 * * *', missed: 'each' } as const
const due = (schedule: Parameters<typeof dueScheduledRuns>[0], last: string | null, now: string) =>
  dueScheduledRuns(schedule, last === null ? null : at(last), at(now)).map((each) => each.toString())

describe('which runs of a schedule are due', () => {
  test('one that never fired is due once, for its last time', () => {
    expect(due(nightly, null, '2026-06-03T14:00:00Z')).toEqual(['2026-06-03T00:30:00Z'])
  })

  test('it is due at its very instant, and not a moment before', () => {
    expect(due(nightly, '2026-06-02T00:30:00Z', '2026-06-03T00:29:59.999Z')).toEqual([])
    expect(due(nightly, '2026-06-02T00:30:00Z', '2026-06-03T00:30:00Z')).toEqual(['2026-06-03T00:30:00Z'])
  })

  test('fault 23: after three days without anybody each missed night is due, oldest first', () => {
    expect(due(nightly, '2026-06-02T00:30:00Z', '2026-06-05T09:00:00Z')).toEqual([
      '2026-06-03T00:30:00Z',
      '2026-06-04T00:30:00Z',
      '2026-06-05T00:30:00Z',
    ])
    expect(due({ ...nightly, missed: 'last' }, '2026-06-02T00:30:00Z', '2026-06-05T09:00:00Z')).toEqual([
      '2026-06-05T00:30:00Z',
    ])
  })

  test('fault 23: a clock that goes back makes nothing due again', () => {
    expect(due(nightly, '2026-06-03T00:30:00Z', '2026-06-03T00:10:00Z')).toEqual([])
  })

  test('a year of silence is no year of nights at once', () => {
    expect(due(nightly, '2025-06-03T00:30:00Z', '2026-06-03T09:00:00Z')).toHaveLength(14)
  })

  test('the next one is after the instant, in UTC, whatever the zone of the machine', () => {
    expect(nextScheduledRun(nightly, at('2026-03-29T00:30:00Z')).toString()).toBe('2026-03-30T00:30:00Z')
    expect(nextScheduledRun({ cron: '30 0,12 * * *' }, at('2026-10-25T00:30:00Z')).toString()).toBe(
      '2026-10-25T12:30:00Z',
    )
  })

  test('an expression that names no times is refused with the setting and an example', () => {
    expect(() => checkCron('61 0 * * *', 'nightlyAt')).toThrow(
      /setting nightlyAt: got "61 0 \* \* \*" .* such as/,
    )
  })
})
