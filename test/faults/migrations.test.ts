import { sql } from '../../src/base/sql.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { fileOf, knownDefinitions } from '../../src/load/warehouse/known-definitions.ts'
import { countApplied, knownMigrations } from '../../src/load/warehouse/known-migrations.ts'
import { migrate } from '../../src/load/warehouse/migrate.ts'
import { missingObjects, objectsOf } from '../../src/load/warehouse/missing-objects.ts'
import { missingMigrations, requireMigrated } from '../../src/load/warehouse/require-migrated.ts'
import { beforeBaseline } from '../support/before-baseline.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

test('the baseline counts for all that it replaced, as in a dump from before it', () => {
  const before = ['0000_functions', ...Array.from({ length: 24 }, (_, n) => `${n + 1}`)]
  expect(countApplied(before, 'here')).toBe(1)
  expect(countApplied([...before, '0001_later'], 'here')).toBe(2)
  expect(countApplied(['0000_baseline', '0001_later'], 'here')).toBe(2)
  expect(countApplied([], 'here')).toBe(0)
  expect(() => countApplied(before.slice(0, 20), 'here')).toThrow(/migrate it to 0024_search/)
})

describe('migrations', () => {
  const open: TestWarehouse[] = []
  afterEach(async () => {
    for (const held of open.splice(0)) await held.drop()
  })

  const make = async () => {
    const held = await createWarehouse()
    open.push(held)
    return held.warehouse
  }
  const tablesOf = async (warehouse: TestWarehouse['warehouse']) =>
    (await warehouse.readOnly(`select count(*) from pg_class where relnamespace = 'public'::regnamespace`))
      .rows

  test.each([
    [
      'edited',
      sql`update migrations set hash = 'another' where position = 0`,
      /differs from drizzle\/.*restore the file/,
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
    await warehouse.rows(sql`drop schema public, paperboy cascade`)
    await warehouse.rows(sql`create schema public`)
    // A table in the way, which is seen before anything is made.
    await warehouse.rows(sql`create table papers (mine int)`)
    await expect(migrate(warehouse)).rejects.toThrow(/papers/)
    const names = await warehouse.readOnly(`select relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'`)
    expect(names.rows).toEqual([['papers']])
    await warehouse.rows(sql`drop table papers`)
    const all = await missingMigrations(warehouse)
    expect(all[0]).toBe('0000_baseline')
    expect((await migrate(warehouse)).applied).toEqual(all)
    expect(await missingMigrations(warehouse)).toEqual([])
  })
  test('what migrations make is known at each step, and all that is there is theirs', async () => {
    const warehouse = await make()
    await warehouse.rows(sql`drop schema public, paperboy cascade`)
    await warehouse.rows(sql`create schema public`)
    const migrations = knownMigrations()
    for (let count = 1; count <= migrations.length; count++) {
      await migrate(warehouse, count)
      const applied = knownDefinitions().filter(
        ({ kind }) => kind === 'function' || count === migrations.length,
      )
      expect(
        await missingObjects(warehouse, warehouse, { done: migrations.slice(0, count), applied }),
      ).toEqual([])
    }
    const there = await warehouse.readOnly(`
      with things as (
        select oid, relname, case relkind when 'v' then 'view ' else 'table ' end || relname as name from pg_class
        where relnamespace in ('public'::regnamespace, 'paperboy'::regnamespace) and relkind in ('r', 'v') and relname not in ('migrations', 'definitions')
      )
      select name from things
      union all select 'column ' || relname || '.' || attname
        from things join pg_attribute on attrelid = things.oid and attnum > 0 and not attisdropped
        where name like 'table %'
      union all select distinct 'function ' || proname from pg_proc
        where pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')`)
    expect(new Set(there.rows.flat())).toEqual(objectsOf({ done: migrations, applied: knownDefinitions() }))
  })

  test('a warehouse that had all migrations before the baseline takes it as applied', async () => {
    const warehouse = await make()
    await beforeBaseline(warehouse)
    await warehouse.rows(sql`create or replace view trending as select * from trending_at(now(), 10)`)
    await warehouse.rows(sql`grant select on migrations to public`)
    await expect(requireMigrated(warehouse)).rejects.toThrow(/run "npx paperboy db migrate"/)
    const since = knownMigrations()
      .slice(1)
      .map(({ tag }) => tag)
    const files = [...since, ...knownDefinitions().map(fileOf)]
    expect(await missingMigrations(warehouse)).toEqual(files)
    expect(await migrate(warehouse)).toEqual({ applied: files, total: knownMigrations().length })
    expect(await warehouse.rows(sql`select position, tag, hash from migrations order by position`)).toEqual(
      knownMigrations().map(({ tag, hash }, position) => ({ position, tag, hash })),
    )
    const view = await warehouse.readOnly(`select pg_get_viewdef('trending'::regclass)`)
    expect(String(view.rows[0])).toContain('trending_at(now(), 50)')
    await requireMigrated(warehouse)
    expect((await migrate(warehouse)).applied).toEqual([])
    const may = await warehouse.readOnly(`select privilege_type from pg_class, aclexplode(relacl)
      where relname = 'definitions' and grantee = 0`)
    expect(may.rows).toEqual([['SELECT']])
  })

  test.each([
    ['only some of the migrations', sql`delete from migrations where position > 20`],
    ['an edited one', sql`update migrations set hash = 'x' where position = 4`],
  ])('a warehouse from before the baseline with %s is told what to do', async (_, change) => {
    const warehouse = await make()
    await beforeBaseline(warehouse)
    await warehouse.rows(change)
    const says = /migrate it to 0024_search with the version of paperboy that created it/
    await expect(migrate(warehouse)).rejects.toThrow(says)
    await expect(requireMigrated(warehouse)).rejects.toThrow(says)
    expect(await warehouse.rows(sql`select tag from migrations where position = 0`)).toEqual([
      { tag: '0000_functions' },
    ])
  })

  test.each([
    ['view paper_days', 'drop view paper_days cascade'],
    ['column stored_papers.abstract', 'alter table stored_papers drop column abstract cascade'],
    ['function search_papers', 'drop function search_papers cascade'],
    ['table leases', 'drop table leases cascade'],
  ])('a %s that is not there is named, and nothing is written', async (name, statement) => {
    const warehouse = await make()
    await warehouse.rows(sql.raw(statement))
    expect(
      await missingObjects(warehouse, warehouse, { done: knownMigrations(), applied: knownDefinitions() }),
    ).toContain(name)
    await warehouse.rows(sql`delete from definitions where name = 'trending'`)
    await expect(migrate(warehouse)).rejects.toThrow(
      / lacks .*, which a restore has lost: make the dump again/,
    )
    await expect(missingMigrations(warehouse)).rejects.toThrow(/ lacks /)
    expect(await warehouse.rows(sql`select name from definitions where name = 'trending'`)).toEqual([])
  })
})
