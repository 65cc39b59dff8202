import { sql } from '../../src/base/sql.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { knownMigrations } from '../../src/load/warehouse/known-migrations.ts'
import { migrate } from '../../src/load/warehouse/migrate.ts'
import { missingObjects, objectsOf } from '../../src/load/warehouse/missing-objects.ts'
import { missingMigrations, requireMigrated } from '../../src/load/warehouse/require-migrated.ts'
import { type TestWarehouse, WAREHOUSES } from '../support/warehouses.ts'

describe.each(WAREHOUSES)('migrations, on the $name warehouse', ({ create }) => {
  const open: TestWarehouse[] = []
  afterEach(async () => {
    for (const held of open.splice(0)) await held.drop()
  })

  const make = async () => {
    const held = await create()
    open.push(held)
    return held.warehouse
  }
  const tablesOf = async (warehouse: TestWarehouse['warehouse']) =>
    (await warehouse.readOnly(`select count(*) from pg_class where relnamespace = 'public'::regnamespace`))
      .rows

  test.each([
    [
      'edited',
      sql`update migrations set hash = 'another' where position = 1`,
      /differs from drizzle\/.*restore the file/,
    ],
    [
      'out of order',
      sql`update migrations set tag = m.tag, hash = m.hash from migrations m
        where migrations.position = 0 and m.position = 1`,
      /differs from drizzle\//,
    ],
    [
      'of a newer version',
      sql`insert into migrations (position, tag, hash) values (99, '0099_later', 'x')`,
      /0099_later, which this version of paperboy does not know: use the newer version/,
    ],
  ] as const)('fault 21: a migration that was %s is refused before any write', async (_, change, says) => {
    const warehouse = await make()
    await warehouse.rows(change)
    const before = await tablesOf(warehouse)
    await expect(migrate(warehouse)).rejects.toThrow(says)
    await expect(missingMigrations(warehouse)).rejects.toThrow(says)
    await expect(requireMigrated(warehouse)).rejects.toThrow(says)
    expect(await tablesOf(warehouse)).toEqual(before)
  })

  test('fault 21: a migration that fails leaves nothing of itself, and of none before it', async () => {
    const warehouse = await make()
    await warehouse.rows(sql`drop schema public cascade`)
    await warehouse.rows(sql`create schema public`)
    // A table in the way of the second migration.
    await warehouse.rows(sql`create table papers (mine int)`)
    await expect(migrate(warehouse)).rejects.toThrow(/papers/)
    const names = await warehouse.readOnly(`select relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'`)
    expect(names.rows).toEqual([['papers']])
    await warehouse.rows(sql`drop table papers`)
    const all = await missingMigrations(warehouse)
    expect(all[0]).toBe('0000_functions')
    expect((await migrate(warehouse)).applied).toEqual(all)
    expect(await missingMigrations(warehouse)).toEqual([])
  })
  test('what migrations make is known at each step, and all that is there is theirs', async () => {
    const warehouse = await make()
    await warehouse.rows(sql`drop schema public cascade`)
    await warehouse.rows(sql`create schema public`)
    const known = knownMigrations()
    for (let count = 1; count <= known.length; count++) {
      await migrate(warehouse, count)
      expect(await missingObjects(warehouse, known.slice(0, count))).toEqual([])
    }
    const there = await warehouse.readOnly(`
      with things as (
        select oid, relname, case relkind when 'v' then 'view ' else 'table ' end || relname as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and relname <> 'migrations'
      )
      select name from things
      union all select 'column ' || relname || '.' || attname
        from things join pg_attribute on attrelid = things.oid and attnum > 0 and not attisdropped
        where name like 'table %'
      union all select distinct 'function ' || proname from pg_proc
        where pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')`)
    expect(new Set(there.rows.flat())).toEqual(objectsOf(known))
  })

  test.each([
    ['view paper_days', 'drop view paper_days cascade'],
    ['column papers.abstract', 'alter table papers drop column abstract cascade'],
    ['function search_papers', 'drop function search_papers cascade'],
    ['table leases', 'drop table leases cascade'],
  ])('a %s that is not there is named, and nothing is written', async (name, statement) => {
    const warehouse = await make()
    const known = knownMigrations()
    await warehouse.rows(sql.raw(statement))
    expect(await missingObjects(warehouse, known)).toContain(name)
    await warehouse.rows(sql`delete from migrations where position = ${known.length - 1}`)
    await expect(migrate(warehouse)).rejects.toThrow(
      / lacks .*, which a restore has lost: make the dump again/,
    )
    await expect(missingMigrations(warehouse)).rejects.toThrow(/ lacks /)
    const [row] = await warehouse.rows(sql`select count(*)::int as count from migrations`)
    expect(row).toEqual({ count: known.length - 1 })
  })
})
