import { sql } from 'drizzle-orm/sql/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestWarehouse, WAREHOUSES } from '../support/warehouses.ts'

describe.each(WAREHOUSES)('a statement typed by a person, on the $name warehouse', ({ create }) => {
  let held: TestWarehouse

  beforeAll(async () => {
    held = await create()
  })
  afterAll(async () => held.drop())

  test('can not end its read-only transaction to write after it', async () => {
    await expect(
      held.warehouse.readOnly("commit; insert into listings (kind, key) values ('query', 'x')"),
    ).rejects.toThrow('multiple commands')
    expect(await held.warehouse.rows(sql`select 1 from listings`)).toEqual([])
  })

  test('is answered when it is one, with or without its semicolon', async () => {
    for (const statement of ['select 1 as one', 'select 1 as one;'])
      expect((await held.warehouse.readOnly(statement)).rows).toEqual([['1']])
  })
})
