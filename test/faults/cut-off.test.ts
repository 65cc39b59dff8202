import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { syntheticCatalog } from '../../demo/site/synthetic-catalog.ts'
import { LOADS_LOCK } from '../../src/load/ledger/lock-loads.ts'
import { type CliProcess, runCli, startCli } from '../support/cli-process.ts'
import { digestsOf, look } from '../support/digests.ts'
import { type Machines, makeMachines, relay, whyNoMachines } from '../support/machines.ts'
import { runFolder } from '../support/ready-folder.ts'
import { type TestWarehouse, createOnServer, HAS_SERVER } from '../support/warehouses.ts'

const DAYS = ['--from', '2024-01-01', '--to', '2024-01-06']
const NOW = '2024-03-15T12:00:00Z'

/** How long the server waits here for a client in the middle of a transaction: a moment, so that the test need not wait long. */
const IDLE_MS = 1500

const WHY_NOT = whyNoMachines()
if (WHY_NOT !== null) console.warn(`no machines can be made here, so none is cut off: ${WHY_NOT}`)

describe.skipIf(WHY_NOT !== null || !HAS_SERVER)('a machine that is cut off', () => {
  const open: TestWarehouse[] = []
  const running: CliProcess[] = []
  let machines: Machines
  let replica: Replica

  beforeAll(async () => {
    machines = makeMachines(2)
    const catalog = syntheticCatalog({ from: DAYS[1]!, to: DAYS[3]!, weekends: true, size: 5 })
    replica = await startReplica({ host: machines.host, catalog, now: NOW, quota: false })
  })
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL')
    await replica.close()
    for (const held of open) await held.drop()
    machines.remove()
  })

  async function make() {
    const held = await createOnServer()
    open.push(held)
    const env = {
      PAPERBOY_SITE: replica.url,
      PAPERBOY_NOW: NOW,
      PAPERBOY_LOG: 'debug',
      PAPERBOY_HOME: runFolder(),
    }
    return { ...held, env: { ...env, DATABASE_URL: held.databaseUrl! } }
  }

  function startWorker(machine: number, env: Readonly<Record<string, string>>): CliProcess {
    const worker = startCli(['worker'], env, undefined, machines.commandOn(machine))
    running.push(worker)
    return worker
  }

  test('fault 16: in the middle of a load, for longer than its lease, holds up nobody; its late writes are refused, and the tables are those of one process', async () => {
    const alone = await make()
    expect((await runCli(['backfill', ...DAYS], alone.env)).code).toBe(0)
    const clean = await look(alone.env, digestsOf)
    const { env, warehouse } = await make()
    expect((await runCli(['backfill', '--enqueue', ...DAYS], env)).code).toBe(0)
    const admin = postgres(env.DATABASE_URL, { max: 1, onnotice: () => undefined })
    const url = new URL(env.DATABASE_URL)
    const server = await relay(machines.host, { host: url.hostname, port: Number(url.port || 5432) })
    url.hostname = machines.host
    url.port = String(server.port)
    url.searchParams.set('idle_in_transaction_session_timeout', String(IDLE_MS))
    const there = { ...env, DATABASE_URL: url.toString() }
    const before = replica.requests.length
    try {
      // The load waits for its turn, and gets it when nobody can tell it any more.
      await admin`select pg_advisory_lock(${LOADS_LOCK})`
      const late = startWorker(0, there)
      expect(await late.line('"step":"load"')).toBe(true)
      // Other tests load into databases of the same server.
      const waiting = async () => admin`
        select 1 from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`
      while ((await waiting()).length === 0) await sleep(50)
      machines.setLink(0, 'down')
      // The 90 seconds go by.
      const past = "clock_timestamp() - interval '1 second'"
      await admin.unsafe(`update paperboy.runs set alive_until = ${past} where ended_at is null`)
      await admin.unsafe(`update paperboy.workers set alive_until = ${past}`)
      await admin`select pg_advisory_unlock(${LOADS_LOCK})`

      const next = startWorker(1, there)
      expect(await next.line('was lost: its 1 job goes back')).toBe(true)
      const done = "select 1 from pgboss.job where state < 'completed'"
      while ((await warehouse.readOnly(done)).rows.length > 0) await sleep(100)
      expect(await look(env, digestsOf)).toEqual(clean)

      machines.setLink(0, 'up')
      expect(await late.line('was taken over by another run')).toBe(true)
      expect(await late.line('was taken over by another worker')).toBe(true)
      for (const { child } of [late, next]) child.kill('SIGTERM')
      expect((await Promise.all([late.ended, next.ended])).map(({ code }) => code)).toEqual([143, 143])
    } finally {
      await admin.end()
      await server.close()
    }
    expect(await look(env, digestsOf)).toEqual(clean)
    const { rows } = await warehouse.readOnly('select outcome from runs order by id')
    expect(rows).toEqual([['lost'], ['done']])
    const pages = replica.requests.slice(before).filter(({ bucket }) => bucket === 'pages')
    expect(new Set(pages.map(({ path }) => path)).size).toBe(6)
  })
})
