import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { QueryRefused, Stopped, WarehouseTrouble } from '../../src/base/errors.ts'
import { ask, type Asking } from '../../src/load/warehouse/ask.ts'
import { openPglite } from '../../src/load/warehouse/embedded/open-pglite.ts'
import type { TextResult } from '../../src/load/warehouse/warehouse.ts'
import { sql } from '../../src/base/sql.ts'
import { emptyHome } from '../support/cli-warehouse.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

describe('a statement that is streamed', () => {
  let held: TestWarehouse

  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterAll(async () => held.drop())

  const partsOf = async (statement: string, asking: Asking = {}): Promise<TextResult[]> => {
    const parts: TextResult[] = []
    for await (const part of ask(held.warehouse, statement, asking)) parts.push(part)
    return parts
  }
  const rowsOf = async (statement: string, asking: Asking = {}) =>
    (await partsOf(statement, asking)).flatMap(({ rows }) => rows)
  /** How many streams the server has in hand, or in an open transaction. */
  const inHand = async () => {
    const [row] = await held.warehouse.rows<{ count: number }>(sql`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and state <> 'idle' and query like 'fetch forward %'`)
    return row?.count
  }

  test('comes in parts of about a megabyte, however many rows it has and however long they are', async () => {
    let rows = 0
    let most = 0
    for await (const part of ask(
      held.warehouse,
      `select g, repeat('x', case when g < 20000 then 10 else 20000 end) from generate_series(1, 22000) g`,
    )) {
      rows += part.rows.length
      most = Math.max(
        most,
        part.rows.flat().reduce((sum, value) => sum + (value?.length ?? 0), 0),
      )
      expect(part.rows.length).toBeLessThanOrEqual(5000)
    }
    expect(rows).toBe(22_000)
    // Rows that become two thousand times as long at once are in one part of the old size.
    expect(most).toBeLessThan(200_000_000)
    let mostOfLong = 0
    for await (const part of ask(held.warehouse, `select repeat('x', 20000) from generate_series(1, 2000)`))
      mostOfLong = Math.max(mostOfLong, part.rows.length)
    expect(mostOfLong).toBeLessThanOrEqual(100)
  })

  test('has its columns also without rows, and rows also without columns', async () => {
    expect(await partsOf('select 1 as one where false')).toEqual([
      { fields: [{ name: 'one', typeId: 23 }], rows: [] },
    ])
    expect(await rowsOf('select from generate_series(1, 3)')).toHaveLength(3)
  })

  test.each([
    ['explain select 1', 1],
    ['show server_version', 1],
    ['values (1), (2);', 2],
    ['table listings', 0],
    ['(select 1) -- the end', 1],
  ])('is answered when it is no plain SELECT: %s', async (statement, rows) => {
    expect(await rowsOf(statement)).toHaveLength(rows)
  })

  test('takes values by name, each of the type that its place asks for', async () => {
    const parameters = { day: '2025-09-22', n: '2', words: ['a', 'b'], none: null }
    expect(
      await rowsOf(
        `select date '2025-09-20' + 2 = :day, g, :none::text, 'b' = any(:words), ':day'
         from generate_series(1, 5) g order by g limit :n`,
        { parameters },
      ),
    ).toEqual([
      ['t', '1', null, 't', ':day'],
      ['t', '2', null, 't', ':day'],
    ])
  })

  test.each([
    ['delete from stored_papers', /read-only/],
    ['select * from all_papers', /"all_papers" does not exist: since 0.1.0 its name is papers\n/],
    ['select o.held from observations o', /column o.held does not exist: since 0.1.0 its name is on_hold\n/],
    ['with gone as (delete from stored_papers returning 1) select * from gone', /read-only|WITH/],
    ['select 1; select 2', /several statements/],
    [
      'select nothing\nfrom papers where id = :id',
      /column "nothing" does not exist\n {2}select nothing\n {9}\^$/,
    ],
    ['select 1 where :id = 1 or 1 = :missing', /--param/],
    [' /* a /* b */ c */ -- d\n copy (select :id) to stdout', /COPY returns no rows/],
    ['COPY papers TO STDOUT', /COPY returns no rows/],
    ['select 1 / (g - 300) from generate_series(1, 500) g', /division by zero/],
  ])('is refused with a sentence: %s', async (statement, sentence) => {
    const parameters = statement.includes(':id') ? { id: 1 } : {}
    const asked = partsOf(statement, { parameters })
    await expect(asked).rejects.toThrow(QueryRefused)
    await expect(asked).rejects.toThrow(sentence)
  })

  test('ends at the server too when its signal comes', async () => {
    const stop = new AbortController()
    const asked = partsOf('select pg_sleep(600)', { signal: stop.signal })
    asked.catch(() => undefined)
    while ((await inHand()) === 0) await sleep(20)
    stop.abort()
    await expect(asked).rejects.toThrow(Stopped)
    // The server may take a moment to say so.
    await expect.poll(inHand, { timeout: 20_000 }).toBe(0)
  })

  test('ends at the server too when it takes longer than it may', async () => {
    const asked = partsOf('select pg_sleep(600)', { timeoutMs: 300 })
    await expect(asked).rejects.toThrow(WarehouseTrouble)
    await expect(asked).rejects.toThrow(/after 0.3 seconds/)
    expect(await inHand()).toBe(0)
  })

  test('lets its connection go when the reader has enough', async () => {
    for await (const { rows } of ask(held.warehouse, 'select g from generate_series(1, 100000) g')) {
      expect(rows.length).toBeGreaterThan(0)
      expect(await inHand()).toBe(1)
      break
    }
    expect(await inHand()).toBe(0)
  })
})

test('PGlite answers the same in one part', async () => {
  const home = await emptyHome()
  const warehouse = await openPglite(home.home)
  try {
    const parts: TextResult[] = []
    const parameters = { n: 3, yes: true, day: '2025-09-22', words: ['a'], none: null }
    for await (const part of ask(
      warehouse,
      `select g, :yes::boolean, :day::date, 'a' = any(:words), :none::int from generate_series(1, :n::int) g`,
      { parameters },
    ))
      parts.push(part)
    expect(parts.map(({ rows }) => rows)).toEqual([
      [1, 2, 3].map((g) => [String(g), 't', '2025-09-22', 't', null]),
    ])
    await expect(ask(warehouse, 'delete from papers').next()).rejects.toThrow(QueryRefused)
  } finally {
    await warehouse.close()
    await home.drop()
  }
})
