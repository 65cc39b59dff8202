import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

/** Functions that take a period as text, and what they take for one. */
const TAKES = [
  ['top_of_week', 'week', '2026-W23'],
  ['keywords_of_week', 'week', '2026-W53'],
  ['top_of_month', 'month', '2026-12'],
] as const

const WRONG = {
  week: ['2025-39', '2025-W54', '2025-W53', '2025-W00', '2025W39', '2025-W9', '2025-09', ' 2025-W39', ''],
  month: ['2025-13', '2025-00', '2025-9', '202509', '2025-W39', '2025-09-01', '0000-01', ''],
} as const

// Nothing is loaded: a wrong period is an error and not an answer without rows, also where there are no rows.
describe('periods in SQL', () => {
  let held: TestWarehouse

  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterAll(async () => held.drop())

  test.each(TAKES)('%s refuses what is no %s', async (name, period, right) => {
    for (const text of WRONG[period]) {
      await expect(
        held.warehouse.readOnly(`select * from ${name}('${text}')`),
        `${name}('${text}')`,
      ).rejects.toThrow(`no such ${period}: "${text}", expected`)
    }
    expect((await held.warehouse.readOnly(`select * from ${name}('${right}')`)).rows).toEqual([])
  })

  test('the first day of a period is known at the turn of a year', async () => {
    const { rows } = await held.warehouse.readOnly(
      `select first_day_of_week('2026-W01')::text, first_day_of_week('2026-W53')::text,
        first_day_of_month('2024-02')::text`,
    )
    expect(rows).toEqual([['2025-12-29', '2026-12-28', '2024-02-01']])
  })

  test('every function that takes a period as text is checked here', async () => {
    const { rows } = await held.warehouse.readOnly(
      `select p.proname::text from pg_proc p
       where p.pronamespace = 'public'::regnamespace and p.proargnames[1] in ('week', 'month', 'day', 'period') and p.proargtypes[0] = 'text'::regtype
         and p.proname not like 'first_day_of%'`,
    )
    expect(new Set(rows.flat())).toEqual(new Set(TAKES.map(([name]) => name)))
  })
})
