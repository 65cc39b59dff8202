import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

/** How many turns what follows a statement may take: as many as a nest of functions that await each other. */
const TURNS = 40

describe('a transaction of the warehouse', () => {
  let held: TestWarehouse
  beforeAll(async () => {
    held = await createWarehouse()
    await held.warehouse.rows(sql`create table told (turns int)`)
  })
  afterAll(async () => held.drop())

  test('takes back all of its statements when one of those that were sent together fails, also what follows the others', async () => {
    const { warehouse } = held
    for (let turns = 0; turns < TURNS; turns++) {
      const last = Promise.withResolvers<unknown>()
      const work = warehouse.transaction(async (tx) => {
        const followed = async () => {
          try {
            await tx.rows(sql`select 1`)
            for (let turn = 0; turn < turns; turn++) await Promise.resolve()
            await tx.rows(sql`insert into told values (${turns}::int)`)
          } finally {
            last.resolve(null)
          }
        }
        return Promise.all([followed(), tx.rows(sql`select 1 / 0`)])
      })
      await expect(work).rejects.toMatchObject({
        message: expect.stringMatching(/division by zero|Failed query/),
      })
      await last.promise
      // The connection is as good as before.
      expect(
        await warehouse.transaction(async (tx) => tx.rows(sql`select count(*)::int as count from told`)),
      ).toEqual([{ count: 0 }])
    }
  })
})
