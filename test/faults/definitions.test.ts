import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { VERSION } from '../../src/base/version.ts'
import { DefinitionsInWarehouse } from '../../src/load/warehouse/apply-definitions.ts'
import {
  compareDefinitions,
  type Definition,
  fileOf,
  inOrder,
  knownDefinitions,
} from '../../src/load/warehouse/known-definitions.ts'
import { openPglite } from '../../src/load/warehouse/embedded/open-pglite.ts'
import { createIn } from '../../src/load/warehouse/tables-schema.ts'
import { migrate } from '../../src/load/warehouse/migrate.ts'
import { missingMigrations, requireMigrated } from '../../src/load/warehouse/require-migrated.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const view = (name: string, text: string): Definition => ({
  kind: 'view',
  name,
  hash: `of ${text}`,
  statements: [`create or replace view ${name} as ${text}`, `comment on view ${name} is 'a test'`],
})
const func = (name: string, text: string): Definition => ({
  kind: 'function',
  name,
  hash: `of ${text}`,
  statements: [`create or replace function ${name}${text}`],
})

const apply = async (warehouse: Warehouse, changed: readonly Definition[]) =>
  warehouse.transaction(async (tx) => {
    const known = knownDefinitions().filter(({ name }) => !changed.some((each) => each.name === name))
    const all = [...known, ...changed]
    await createIn(tx, warehouse.schema)
    const definitions = new DefinitionsInWarehouse(tx, warehouse.schema, all)
    await definitions.applyFunctions(changed.filter(({ kind }) => kind === 'function'))
    await definitions.applyViews(
      all.filter(({ kind }) => kind === 'view'),
      new Set(changed),
    )
  })
const textOf = async (warehouse: Warehouse, name: string) =>
  String((await warehouse.readOnly(`select pg_get_viewdef('${name}'::regclass)`)).rows[0])

async function changesShapes(warehouse: Warehouse): Promise<void> {
  await warehouse.rows(sql`grant select on trending to public`)
  await apply(warehouse, [
    view('listing_papers', `select 'x'::text as only_this`),
    func(
      'trending_at',
      `(instant timestamptz, most int) returns table (place bigint, only_this text)
      language sql stable as 'select 1::bigint, p.paper_id from papers p'`,
    ),
    view('trending', 'select only_this from trending_at(now(), 50)'),
  ])
  const columns = await warehouse.readOnly(`select attrelid::regclass::text, attname from pg_attribute
    where attrelid in ('trending'::regclass, 'listing_papers'::regclass) order by 1`)
  expect(columns.rows).toEqual([
    ['listing_papers', 'only_this'],
    ['trending', 'only_this'],
  ])
  const may = await warehouse.readOnly(`select count(*) from pg_class, aclexplode(relacl)
    where relname = 'trending' and grantee = 0 and privilege_type = 'SELECT'`)
  expect(may.rows).toEqual([['1']])
}

async function refusesToDropMine(warehouse: Warehouse): Promise<void> {
  await warehouse.rows(sql`create view mine as select key from listing_papers`)
  const before = await textOf(warehouse, 'listing_papers')
  await expect(apply(warehouse, [view('listing_papers', 'select 1 as one')])).rejects.toThrow(
    /view listing_papers must be recreated.*view mine depends on view listing_papers.*drop that/,
  )
  expect(await textOf(warehouse, 'listing_papers')).toBe(before)
}

describe('files of views and functions', () => {
  test.each(knownDefinitions().map((each) => [fileOf(each), each] as const))(
    '%s makes what its name says, and tells what that is',
    (file, { kind, name, statements }) => {
      const [create = '', ...comments] = statements
      const words = create.replaceAll(/^--.*\n/gm, '')
      expect(
        words.startsWith(`CREATE OR REPLACE ${kind.toUpperCase()} ${name}${kind === 'view' ? ' ' : '('}`),
      ).toBe(true)
      expect(comments[0]).toMatch(new RegExp(`^COMMENT ON ${kind.toUpperCase()} ${name}\\b`))
      expect(readFileSync(join(import.meta.dirname, `../../drizzle/${file}.sql`), 'utf8')).toContain(
        words.trim(),
      )
    },
  )

  test('a file comes behind those that its first line names, whatever its name', () => {
    const files = [
      { name: 'a', text: '-- After: c, b\nselect' },
      { name: 'b', text: '-- After: c\nselect' },
      { name: 'c', text: 'select' },
      { name: 'd', text: '-- Of no other.\nselect' },
    ]
    expect(inOrder(files).map(({ name }) => name)).toEqual(['c', 'b', 'a', 'd'])
    expect(() =>
      inOrder([
        { name: 'a', text: '-- After: b\n' },
        { name: 'b', text: '-- After: a\n' },
      ]),
    ).toThrow(/a, b/)
  })

  test('what a newer version made is refused, and what this version lacks is dropped', () => {
    const known = [view('kept', 'select 1'), view('other', 'select 2')]
    const applied = (version: string) =>
      [
        { kind: 'view', name: 'kept', hash: 'of select 1', version },
        { kind: 'view', name: 'gone', hash: 'x', version },
      ] as const
    expect(compareDefinitions(known, applied(VERSION), 'here')).toMatchObject({
      changed: [{ name: 'other' }],
      removed: [{ name: 'gone' }],
    })
    expect(() => compareDefinitions(known, applied('10.0.0'), 'here')).toThrow(
      /has the view gone of paperboy 10.0.0, but this is .*: use the newer version/,
    )
    expect(compareDefinitions(known.slice(0, 1), applied('10.0.0').slice(0, 1), 'here').changed).toEqual([])
  })
})

describe('views and functions', () => {
  const open: TestWarehouse[] = []
  afterEach(async () => {
    for (const held of open.splice(0)) await held.drop()
  })
  const make = async () => {
    const held = await createWarehouse()
    open.push(held)
    return held.warehouse
  }
  test('one whose file has changed is applied again with its comments, and nothing else', async () => {
    const warehouse = await make()
    const before = await textOf(warehouse, 'trending')
    await warehouse.rows(sql`create or replace view public.trending as select * from trending_at(now(), 3)`)
    await warehouse.rows(sql`comment on view trending is 'another'`)
    await warehouse.rows(sql`update definitions set hash = 'another', applied_at = '2020-01-01'`)
    await warehouse.rows(
      sql`update definitions d set hash = k.hash from json_to_recordset(${JSON.stringify(
        knownDefinitions().filter(({ name }) => name !== 'trending'),
      )}::text::json) as k (kind text, name text, hash text) where d.kind = k.kind and d.name = k.name`,
    )
    await expect(requireMigrated(warehouse)).rejects.toThrow(/has older views/)
    expect(await missingMigrations(warehouse)).toEqual(['views/trending'])
    expect((await migrate(warehouse)).applied).toEqual(['views/trending'])
    expect(await textOf(warehouse, 'trending')).toBe(before)
    const comment = await warehouse.readOnly(`select obj_description('trending'::regclass)`)
    expect(String(comment.rows[0])).toContain('The 50 papers')
    const written = await warehouse.readOnly(`select name from definitions where applied_at > '2021-01-01'`)
    expect(written.rows).toEqual([['trending']])
    expect((await migrate(warehouse)).applied).toEqual([])
  })

  test('a view or function of another shape is made anew with the views on it, and readers keep their rights', async () => {
    const warehouse = await make()
    await changesShapes(warehouse)
  })

  test('a function with other parameters takes the place of the one before', async () => {
    const warehouse = await make()
    await apply(warehouse, [
      func('vote_curve', `(paper text, most int) returns int language sql stable as 'select most'`),
    ])
    const there = await warehouse.readOnly(
      `select pg_get_function_identity_arguments(oid) from pg_proc where proname = 'vote_curve'`,
    )
    expect(there.rows).toEqual([['paper text, most integer']])
  })

  test('one that this version no longer has is dropped, and one that a migration dropped is made again', async () => {
    const warehouse = await make()
    await warehouse.rows(sql`create view public.of_before as select 1 as one`)
    await warehouse.rows(sql`insert into definitions values ('view', 'of_before', 'x', ${VERSION})`)
    expect((await migrate(warehouse)).applied).toEqual(['views/of_before'])
    expect((await warehouse.readOnly(`select to_regclass('of_before')`)).rows).toEqual([[null]])
    await warehouse.rows(sql`drop view trending`)
    await apply(warehouse, [])
    expect(await textOf(warehouse, 'trending')).toContain('trending_at')
  })

  test("a view of somebody else's that stands in the way is named, and nothing is written", async () => {
    const warehouse = await make()
    await refusesToDropMine(warehouse)
  })

  test('bodies of functions are right, which are not looked at when they are made', async () => {
    const warehouse = await make()
    await warehouse.transaction(async (tx) => {
      await tx.rows(sql`set local check_function_bodies = on`)
      for (const { kind, statements } of knownDefinitions())
        if (kind === 'function') await tx.rows(sql.raw(statements[0] ?? ''))
    })
  })

  test('a view that reads another names it in its first line', async () => {
    const warehouse = await make()
    const pairs = await warehouse.readOnly(`
      select distinct r.ev_class::regclass::text, v.relname from pg_depend d
      join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
      join pg_class v on d.refclassid = 'pg_class'::regclass and v.oid = d.refobjid and v.relkind = 'v'
      where r.ev_class <> v.oid and v.relnamespace = 'public'::regnamespace`)
    const order = knownDefinitions().map(({ name }) => name)
    for (const [reader, read] of pairs.rows) {
      const text = readFileSync(join(import.meta.dirname, `../../drizzle/views/${reader}.sql`), 'utf8')
      expect(text.split('\n')[0]).toMatch(new RegExp(`^-- After: .*\\b${read}\\b`))
      expect(order.indexOf(String(read))).toBeLessThan(order.indexOf(String(reader)))
    }
  })
})

test('in PGlite, which wraps what Postgres says, other shapes and views of others are the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-definitions-'))
  const warehouse = await openPglite(folder)
  try {
    await migrate(warehouse)
    await refusesToDropMine(warehouse)
    await warehouse.rows(sql`drop view mine`)
    await changesShapes(warehouse)
  } finally {
    await warehouse.close()
    await rm(folder, { recursive: true })
  }
})
