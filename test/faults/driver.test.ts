import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { connect } from '../../src/load/warehouse/connection.ts'
import { openServer } from '../../src/load/warehouse/open-server.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import type { Executor } from '../../src/load/warehouse/executor.ts'
import { createForProcesses, type TestWarehouse, HAS_SERVER } from '../support/warehouses.ts'

/** Statements that are sent together; each has a row of its own. */
async function askManyAtOnce(tx: Executor) {
  const numbers = Array.from({ length: 40 }, (_, n) => n)
  const answers = await Promise.all(
    numbers.map(async (n) =>
      n % 4 === 0
        ? tx.rows(sql`select name from changing where n = ${n}::int`)
        : tx.rows(sql`select ${n}::int as n`),
    ),
  )
  expect(answers).toEqual(
    numbers.map((n) => (n % 4 === 0 ? [expect.objectContaining({ name: `row ${n}` })] : [{ n }])),
  )
}

describe.runIf(HAS_SERVER)('fault 31: statements that are sent together get their own rows', () => {
  let held: TestWarehouse
  let warehouse: Warehouse

  beforeAll(async () => {
    held = await createForProcesses()
    warehouse = await openServer(held.databaseUrl ?? '')
    await warehouse.rows(
      sql`create table changing as select n, 'row ' || n as name from generate_series(0, 99) n`,
    )
  })
  afterAll(async () => {
    await warehouse.close()
    await held.drop()
  })

  test.each([
    ['the session forgets what it has prepared', 'deallocate all'],
    ['the session is reset as by a pooler', 'discard plans; deallocate all'],
    ['a column changes its type', `alter table changing alter name type varchar(40)`],
  ])('after %s', async (_name, change) => {
    await warehouse.transaction(askManyAtOnce)
    await warehouse.foreign?.(change)
    await warehouse.transaction(askManyAtOnce)
    await Promise.all(Array.from({ length: 60 }, async () => warehouse.transaction(askManyAtOnce)))
  })

  test('and a statement that is refused is refused once, with the reason', async () => {
    const together = warehouse.transaction(async (tx) =>
      Promise.all([
        tx.rows(sql`select name from changing where n = ${4}::int`),
        tx.rows(sql`select 1 / ${0}::int as n`),
        tx.rows(sql`select ${7}::int as n`),
      ]),
    )
    await expect(together).rejects.toThrow('division by zero')
    await warehouse.transaction(askManyAtOnce)
  })

  test('and leave no prepared statement in their sessions', async () => {
    const left = await warehouse.transaction(async (tx) => {
      await askManyAtOnce(tx)
      return tx.rows(sql`select name from pg_prepared_statements`)
    })
    expect(left).toEqual([])
  })

  test('values arrive as they were given', async () => {
    const text = `it's "so" \\ {a,NULL} \u{1f4f0}\n`
    const [row] = await warehouse.rows(sql`
      select ${text}::text as text, ${12n}::bigint::text as big, ${-1.5}::float8 as number, ${true}::boolean as yes,
        ${null}::text as nothing, ${'2026-06-03T00:00:00Z'}::timestamptz as instant`)
    expect(row).toEqual({
      text,
      big: '12',
      number: -1.5,
      yes: true,
      nothing: null,
      instant: '2026-06-03 00:00:00+00',
    })
  })

  test('a lost connection refuses what is sent over it, and what waits for an answer', async () => {
    const connection = await connect(held.databaseUrl ?? '', {})
    const [own] = await connection.run('select pg_backend_pid() as pid')
    const [waiting] = await Promise.allSettled([
      connection.ask('select pg_sleep($1::float8)', ['60']),
      warehouse.rows(sql`select pg_terminate_backend(${Number(own?.['pid'])}::int)`),
    ])
    expect(waiting.status).toBe('rejected')
    await expect.poll(() => connection.isLost(), { timeout: 20_000 }).toBe(true)
    await expect(connection.ask('select $1::int', ['1'])).rejects.toThrow('lost')
  })
})
