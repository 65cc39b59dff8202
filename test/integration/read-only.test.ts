import { sql } from '../../src/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReader } from '../../src/load/warehouse/open-reader.ts'
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

test.each(WAREHOUSES.filter(({ name }) => name === 'server'))(
  'the pages are read from a standby, where no role can be made',
  async ({ create }) => {
    const held = await create()
    const notes: string[] = []
    try {
      const name = new URL(held.databaseUrl ?? '').pathname.slice(1)
      // What a standby says to whoever writes.
      await held.warehouse.rows(sql.raw(`alter database ${name} set default_transaction_read_only = on`))
      const reader = await openReader({ databaseUrl: held.databaseUrl, home: '' }, (note) => notes.push(note))
      try {
        expect((await reader.readOnly('select count(*) from paper_days')).rows).toEqual([['0']])
      } finally {
        await reader.close()
      }
      expect(notes).toEqual([expect.stringMatching(/no role could be made .*can only be read/)])
    } finally {
      await held.drop()
    }
  },
)
