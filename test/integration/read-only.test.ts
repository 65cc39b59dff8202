import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReader } from '../../src/load/warehouse/open-reader.ts'
import { type TestWarehouse, HAS_SERVER, createOnServer, createWarehouse } from '../support/warehouses.ts'

describe('a statement typed by a person', () => {
  let held: TestWarehouse

  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterAll(async () => held.drop())

  test('can not end its read-only transaction to write after it', async () => {
    await expect(
      held.warehouse.readOnly("commit; insert into stored_listings (kind, key) values ('query', 'x')"),
    ).rejects.toThrow('multiple commands')
    expect(await held.warehouse.rows(sql`select 1 from stored_listings`)).toEqual([])
  })

  test('is answered when it is one, with or without its semicolon', async () => {
    for (const statement of ['select 1 as one', 'select 1 as one;'])
      expect((await held.warehouse.readOnly(statement)).rows).toEqual([['1']])
  })
})

test.runIf(HAS_SERVER)(
  'on a standby pages are read with the rights of this user, and with those of the role where the primary made it',
  async () => {
    const held = await createOnServer()
    const notes: string[] = []
    try {
      const name = new URL(held.databaseUrl ?? '').pathname.slice(1)
      const options = { databaseUrl: held.databaseUrl, home: '' }
      // What a standby says to whoever writes. Sessions that are open go on as they were.
      const setReadOnly = async (access: 'on' | 'off') =>
        held.warehouse.rows(sql.raw(`alter database ${name} set default_transaction_read_only = ${access}`))
      const count = async () => {
        const reader = await openReader(options, ({ message }) => notes.push(message))
        try {
          return await reader.rows(
            sql`select current_user::text as role, count(*)::int as days from paper_days`,
          )
        } finally {
          await reader.close()
        }
      }
      await setReadOnly('on')
      expect(await count()).toEqual([{ role: 'postgres', days: 0 }])
      expect(notes).toEqual([
        expect.stringMatching(/must be made on the primary.*"npx paperboy db grant".*read-only transaction/),
      ])
      await setReadOnly('off')
      await count()
      await setReadOnly('on')
      expect(await count()).toEqual([{ role: 'paperboy_pages', days: 0 }])
      expect(notes).toHaveLength(1)
    } finally {
      await held.drop()
    }
  },
)
