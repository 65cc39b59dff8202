import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { backfill, openWarehouse, papers, query } from '../../src/library.ts'
import { openServer } from '../../src/load/warehouse/open-server.ts'
import { sql } from '../../src/base/sql.ts'

/*
 * A program that uses the library, and hears no uncaught error: node ends it with one. It prints how each of its calls
 * ended. What ends its backends is a part of it.
 */

const databaseUrl = process.env['DATABASE_URL'] ?? ''
const site = process.env['PAPERBOY_SITE'] ?? ''
const now = '2025-09-28T12:00:00Z'
const admin = postgres(databaseUrl, {
  max: 1,
  onnotice: () => undefined,
  connection: { application_name: 'admin' },
})

/** Ends the program's backends that are in some state; gives how many. */
async function terminate(which: string): Promise<number> {
  const ended = await admin.unsafe(`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'paperboy' and ${which}`)
  return ended.length
}

async function terminateWhenThere(which: string): Promise<number> {
  for (;;) {
    const count = await terminate(which)
    if (count > 0) return count
    await sleep(5)
  }
}

async function told(what: string, call: Promise<unknown>): Promise<void> {
  const end = await call.then(
    (value) => `gave ${JSON.stringify(value)}`,
    (error: Error & { code?: string }) => `was rejected: ${error.name} ${error.code ?? ''}`,
  )
  process.stdout.write(`${what} ${end}\n`)
}

const warehouse = await openWarehouse({ databaseUrl })

const slow = told('a query', query(warehouse, 'SELECT pg_sleep(30)'))
// Its rows come through a cursor.
await terminateWhenThere(`query like 'fetch forward%'`)
await slow
await told('the query after it', query(warehouse, 'SELECT 1 AS one'))

await told('papers', papers(warehouse, 'day:2025-09-22 top:1', { now }))
await terminate('true')
await told('papers after all rested', papers(warehouse, 'day:2025-09-22 top:1', { now }))

// Transactions that are ended again and again, wherever they are.
const days = { from: '2025-09-22', to: '2025-09-23' }
const job = told(
  'a backfill',
  backfill(warehouse, { ...days, site, now }).then(({ exitCode }) => exitCode),
)
const life = { isDone: false }
const ending = (async () => {
  let count = 0
  while (!life.isDone && count < 3) {
    count += await terminate(`state <> 'idle'`)
    await sleep(20)
  }
  return count
})()
await job
life.isDone = true
await ending
await warehouse.close()

// Between two statements of a transaction, while others use connections.
const inside = await openServer(databaseUrl)
await inside.rows(sql`create table told (who text)`)
let tries = 0
const transaction = told(
  'a transaction',
  inside.transaction(async (tx) => {
    tries++
    await tx.rows(sql`insert into told values ('first')`)
    if (tries === 1) {
      await terminateWhenThere(`state = 'idle in transaction'`)
      await sleep(50)
      await Promise.all(Array.from({ length: 10 }, async () => inside.rows(sql`select 1`)))
    }
    await Promise.all([tx.rows(sql`insert into told values ('second')`), tx.rows(sql`select ${tries}::int`)])
    return tries
  }),
)
await transaction
await told('its rows', inside.rows(sql`select count(*)::int as rows from told`))
const throwing = told(
  'a transaction that throws',
  inside.transaction(async (tx) => {
    await tx.rows(sql`insert into told values ('third')`)
    await terminateWhenThere(`state = 'idle in transaction'`)
    await sleep(50)
    throw new Error('of its own')
  }),
)
await throwing
await told('rows', inside.rows(sql`select count(*)::int as rows from told`))
await inside.close()

// As it connects: what the driver asks by itself must not end the program either.
const limited = new URL(databaseUrl)
limited.searchParams.set('statement_timeout', '1')
for (let time = 0; time < 5; time++) {
  await openServer(limited.toString()).then(
    async (each) => each.close(),
    () => undefined,
  )
}
await admin.end({ timeout: 1 })
process.stdout.write('done\n')
