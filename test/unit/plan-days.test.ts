import { describe, expect, test } from 'vitest'
import { planNight } from '../../jobs/nightly/plan-days.ts'
import type { LedgerRow } from '../../src/load/ledger/ledger.ts'

const TODAY = '2026-06-10'
const NOW = Temporal.Instant.from('2026-06-10T22:00:00Z')

function row(key: string, hoursAgo: number, columns: Partial<LedgerRow> = {}): LedgerRow {
  return {
    kind: 'day',
    key,
    state: 'drift',
    reason: 'the page has changed',
    attempts: 1,
    next_retry_at: null,
    next_due_at: null,
    fetched_at: NOW.subtract({ minutes: Math.round(hoursAgo * 60) }).toString(),
    parser_version: null,
    last_answer: null,
    ...columns,
  }
}

const dueOf = (rows: readonly LedgerRow[]) =>
  planNight(rows, TODAY, NOW)
    .filter(({ day }) => day < '2026-06-09')
    .map(({ day, why }) => `${day} ${why}`)

describe('a day whose page had changed', () => {
  test('is looked at again a night later, those first that have waited longest', () => {
    const rows = [row('2026-06-01', 24), row('2026-06-02', 72), row('2026-06-03', 23.9)]
    expect(dueOf([...rows, row(TODAY, 1)])).toEqual([
      '2026-06-02 drift, looked at again',
      '2026-06-01 drift, looked at again',
      '2026-06-03 drift, looked at again',
    ])
  })

  test('is not looked at twice a day, also where its cards were read and its list is due', () => {
    const due = NOW.subtract({ hours: 1 }).toString()
    expect(
      dueOf([row('2026-06-01', 12), row('2026-06-02', 12, { next_due_at: due }), row(TODAY, 1)]),
    ).toEqual([])
  })

  test('waits until days that are due were planned', () => {
    const due = NOW.subtract({ hours: 1 }).toString()
    const rows = [row('2026-06-01', 48), row('2026-06-05', 48, { state: 'complete', next_due_at: due })]
    expect(dueOf([...rows, row(TODAY, 1)])).toEqual([
      '2026-06-05 complete, due again',
      '2026-06-01 drift, looked at again',
    ])
  })
})
