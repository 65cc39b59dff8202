import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../../demo/replica.ts'
import { syntheticCatalog } from '../../../demo/site/synthetic-catalog.ts'
import { addDays } from '../../../src/model/day.ts'
import { startCli } from '../../support/cli-process.ts'
import { type Machines, makeMachines, relay, whyNoMachines } from '../../support/machines.ts'
import { type TestWarehouse, createOnServer, HAS_SERVER } from '../../support/warehouses.ts'

const FIRST = '2024-01-01'
const DAYS = 28
const LIMIT = 8
const WINDOW_SECONDS = 2
const NOW = `${addDays(FIRST, DAYS + 40)}T12:00:00Z`

const WHY_NOT = whyNoMachines()
if (WHY_NOT !== null)
  console.warn(`no machines can be made here, so quota by address is not tested: ${WHY_NOT}`)

describe.skipIf(WHY_NOT !== null || !HAS_SERVER)('two machines on one warehouse', () => {
  let machines: Machines
  let replica: Replica
  let held: TestWarehouse

  beforeAll(() => {
    machines = makeMachines(2)
  })
  afterEach(async () => {
    await replica.close()
    await held.drop()
  })
  afterAll(() => machines.remove())

  /** Half of the days each; what the site saw of it. */
  async function backfill(commands: readonly (readonly string[])[], quotaIdentity: string) {
    replica = await startReplica({
      host: machines.host,
      catalog: syntheticCatalog({ from: FIRST, to: addDays(FIRST, DAYS), weekends: true, size: 3 }),
      now: NOW,
      quota: { pages: LIMIT, windowSeconds: WINDOW_SECONDS, perAddress: true },
    })
    held = await createOnServer()
    const url = new URL(held.databaseUrl!)
    const server = await relay(machines.host, { host: url.hostname, port: Number(url.port || 5432) })
    url.hostname = machines.host
    url.port = String(server.port)
    const env = {
      DATABASE_URL: url.toString(),
      PAPERBOY_SITE: replica.url,
      PAPERBOY_NOW: NOW,
      PAPERBOY_QUOTA_IDENTITY: quotaIdentity,
    }
    const share = DAYS / commands.length
    try {
      const ended = await Promise.all(
        commands.map(async (before, index) => {
          const from = addDays(FIRST, index * share)
          const range = ['--from', from, '--to', addDays(from, share - 1)]
          return startCli(['backfill', ...range], env, undefined, before).ended
        }),
      )
      expect(ended.map(({ code, lines }) => (code === 0 ? 0 : lines))).toEqual([0, 0])
    } finally {
      await server.close()
    }
    const pages = replica.requests.filter(({ bucket }) => bucket === 'pages')
    expect(pages.filter(({ status }) => status !== 200)).toEqual([])
    expect(new Set(pages.map(({ path }) => path)).size).toBe(DAYS)
    expect(pages).toHaveLength(DAYS)
    const windowOf = ({ at }: { readonly at: number }) => Math.floor(at / (WINDOW_SECONDS * 1000))
    const perWindow = [...Map.groupBy(pages, windowOf).values()].map((all) => all.length)
    const perAddress = [...Map.groupBy(pages, ({ address }) => address).values()]
    const { rows } = await held.warehouse.readOnly(
      "select quota_identity from quotas where bucket = 'pages' order by 1",
    )
    return {
      // Of the address that took the most of them: machines need not start in the same one.
      windows: Math.max(...perAddress.map((all) => new Set(all.map((each) => windowOf(each))).size)),
      most: Math.max(...perWindow),
      addresses: new Set(pages.map(({ address }) => address)),
      budgets: rows.map(([name]) => name),
    }
  }

  test('use a quota each by addresses of their own, and one behind one address, and are never refused', async () => {
    const apart = await backfill([machines.commandOn(0), machines.commandOn(1)], '')
    expect(apart.addresses).toEqual(new Set(machines.addresses))
    expect(apart.budgets).toEqual(['m1', 'm2'])
    // Together they have asked for more than one address may.
    expect(apart.most).toBeGreaterThan(LIMIT)
    await replica.close()
    await held.drop()

    const together = await backfill([machines.commandOn(0, 'a'), machines.commandOn(0, 'b')], 'office')
    expect(together.addresses).toEqual(new Set([machines.addresses[0]]))
    expect(together.budgets).toEqual(['office'])
    expect(together.most).toBeLessThanOrEqual(LIMIT)
    expect(together.windows).toBeGreaterThanOrEqual(DAYS / LIMIT)
    expect(apart.windows).toBeLessThan(together.windows)
  })
})
