import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { openSession } from '../../src/load/warehouse/embedded/session.ts'
import { asTrouble } from '../../src/base/trouble.ts'
import { startNode } from '../support/cli-process.ts'
import { createCliOnServer, type CliWarehouse } from '../support/cli-warehouse.ts'
import { HAS_SERVER } from '../support/warehouses.ts'

const PROGRAM = join(import.meta.dirname, '../support/library-program.ts')

describe.skipIf(!HAS_SERVER)('a program that uses the library', () => {
  let replica: Replica
  let held: CliWarehouse

  beforeAll(async () => {
    replica = await startReplica({ now: '2025-09-28T12:00:00Z', quota: false })
    held = await createCliOnServer()
  })
  afterAll(async () => {
    await replica.close()
    await held.drop()
  })

  test('fault 32: lives on when its backends are ended in a query, in a transaction, between two statements and at rest, and nothing goes in by half', async () => {
    const { code, stdout, lines } = await startNode([PROGRAM], { ...held.env, PAPERBOY_SITE: replica.url })
      .ended
    expect(lines.join('\n')).toBe('')
    expect(stdout.trim().split('\n')).toEqual([
      'a query was rejected: WarehouseTrouble connection-lost',
      'the query after it gave [{"one":1}]',
      'papers gave []',
      'papers after all rested gave []',
      'a backfill gave 0',
      'a transaction gave 2',
      'its rows gave [{"rows":2}]',
      'a transaction that throws was rejected: Error ',
      'rows gave [{"rows":2}]',
      'done',
    ])
    expect(code).toBe(0)
  })

  test('fault 32: a session of a dump is refused all further statements, and never goes on in another one', async () => {
    const url = new URL(held.env['DATABASE_URL']!)
    const session = openSession({
      host: url.hostname,
      port: Number(url.port || 5432),
      user: url.username,
      password: url.password,
      database: url.pathname.slice(1),
    })
    const admin = postgres(url.toString(), { max: 1, onnotice: () => undefined })
    await session.rows('begin isolation level repeatable read')
    const [own] = await session.rows('select pg_backend_pid() as pid')
    await admin`select pg_terminate_backend(${Number(own?.['pid'])})`
    const retryPolicy = Date.now() + 10_000
    const end = async (): Promise<unknown> =>
      session.rows('select 1').then(
        async () => (Date.now() < retryPolicy ? end() : 'went on'),
        (error: unknown) => asTrouble(error),
      )
    expect([await end(), await end()]).toMatchObject([
      { code: 'connection-lost' },
      { code: 'connection-lost' },
    ])
    await session.close()
    await admin.end({ timeout: 1 })
  })
})
