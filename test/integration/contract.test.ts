import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { knownDefinitions } from '../../src/load/warehouse/known-definitions.ts'
import { TABLE_COLUMNS } from '../../src/load/warehouse/table-columns.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

test('no name means a table and a view', () => {
  const views = knownDefinitions().flatMap(({ kind, name }) => (kind === 'view' ? [name] : []))
  expect(views).toContain('papers')
  expect(views.filter((name) => name in TABLE_COLUMNS)).toEqual([])
})

describe('views and functions', () => {
  let held: TestWarehouse
  beforeEach(async () => {
    held = await createWarehouse()
  })
  afterEach(async () => held.drop())

  test('a role that may read the views alone reads every view and calls every function, and no table', async () => {
    const asStranger = held.warehouse.transaction(async (tx) => {
      const calls = await tx.rows<{ call: string }>(sql`
        select format('%I(%s)', proname, (select string_agg(format('null::%s', format_type(t, null)), ', ' order by place)
          from unnest(proargtypes) with ordinality as each (t, place))) as call
        from pg_proc where pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e')`)
      const views = knownDefinitions().flatMap(({ kind, name }) => (kind === 'view' ? [name] : []))
      await tx.rows(sql`create role stranger_of_views`)
      await tx.rows(sql`grant select on all tables in schema public to stranger_of_views`)
      await tx.rows(sql`set local search_path = public`)
      await tx.rows(sql`set local role stranger_of_views`)
      for (const from of [...views, ...calls.map(({ call }) => call)])
        await tx.rows(sql.raw(`select count(*) from ${from}`))
      expect(calls.length).toBeGreaterThan(40)
      // Rolls back, with the role.
      await tx.rows(sql`select 1 from paperboy.stored_papers`)
    })
    await expect(asStranger).rejects.toThrow(/permission|may not do this/)
  })
})
