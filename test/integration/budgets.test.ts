import { afterEach, describe, expect, test } from 'vitest'
import { QuotaKeeper } from '../../src/crawl/quota-keeper.ts'
import { budgetsLeft, forgetBudgets, sharedBudgets } from '../../src/load/ledger/budget-store.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const HERE = { site: 'https://site.example', quotaIdentity: 'office' }
const OTHERS = [
  { ...HERE, quotaIdentity: 'home' },
  { ...HERE, site: 'https://other.example' },
]
const DAY_MS = 86_400_000

describe('budgets in the warehouse', () => {
  let held: TestWarehouse
  afterEach(async () => held.drop())

  test('are one for all runs of a site and quotaIdentity, one for each other quotaIdentity, and go a day after their window', async () => {
    held = await createWarehouse()
    const { warehouse } = held
    const keeperOf = (owner: typeof HERE, ageMs = 0) =>
      new QuotaKeeper(sharedBudgets(warehouse, owner), () => Date.now() - ageMs)
    const limit = { bucket: 'pages', remaining: 60, resetMs: 300_000, limit: 100, windowMs: 300_000 }
    const [one, two] = [keeperOf(HERE), keeperOf(HERE)]
    await one.note(limit, null)
    await two.take('pages')
    expect(await budgetsLeft(warehouse, HERE)).toEqual({ pages: 59 })
    for (const owner of OTHERS) {
      expect(await budgetsLeft(warehouse, owner)).toEqual({})
      await keeperOf(owner, DAY_MS).note({ ...limit, remaining: 3 }, null)
      expect(await budgetsLeft(warehouse, owner)).toEqual({ pages: 3 })
    }
    // Their window ends within the day: nothing goes yet.
    await forgetBudgets(warehouse)
    expect(await budgetsLeft(warehouse, OTHERS[0]!)).toEqual({ pages: 3 })
    await keeperOf({ ...HERE, quotaIdentity: 'gone' }, 2 * DAY_MS).note(limit, null)
    await forgetBudgets(warehouse)
    expect(
      (await warehouse.readOnly('select site, quota_identity from quotas order by quota_identity, site'))
        .rows,
    ).toEqual([
      [HERE.site, 'home'],
      [OTHERS[1]!.site, 'office'],
      [HERE.site, 'office'],
    ])
  })
})
