import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { withRun } from '../../jobs/run/with-run.ts'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { sql } from '../../src/base/sql.ts'
import { WritesLost } from '../../src/base/errors.ts'
import { storeCapture } from '../../src/load/captures/capture-store.ts'
import { migrate } from '../../src/load/warehouse/migrate.ts'
import { openWarehouse } from '../../src/load/warehouse/open-warehouse.ts'
import { dayListing } from '../../src/model/listing.ts'
import { type CliProcess, runCli, startCli } from '../support/cli-process.ts'
import { createCliEmbedded } from '../support/cli-warehouse.ts'
import { type Digests, digestsOf, look } from '../support/digests.ts'
import { jobContext } from '../support/job-context.ts'
import {
  freePort,
  type OwnServer,
  type OwnStandby,
  ownServer,
  SERVER_PROGRAMS,
} from '../support/own-server.ts'
import { typedHere } from '../support/paperboy.ts'
import { createWarehouse } from '../support/warehouses.ts'

const NOW = '2025-09-28T12:00:00Z'
const LATER = '2025-09-28T12:10:00Z'
const RANGE = ['backfill', '--from', '2025-09-22', '--to']
const BACKFILL = [...RANGE, '2025-09-26']

if (SERVER_PROGRAMS === null) console.warn('no Postgres programs here: failover is not tested')

describe.skipIf(SERVER_PROGRAMS === null)('a server with a hot standby', () => {
  let replica: Replica
  let clean: Digests
  let server: OwnServer
  let standby: OwnStandby

  const around = (url: string, now = NOW) => {
    return {
      DATABASE_URL: url,
      PAPERBOY_HOME: server.folder,
      PAPERBOY_SITE: replica.url,
      PAPERBOY_NOW: now,
      PAPERBOY_LOG: 'debug',
    }
  }
  const hostOf = (url: string) => new URL(url).host
  const hosts = (names: readonly string[], attrs: string | null = null) =>
    `postgres://postgres@${names.join(',')}/postgres${attrs === null ? '' : `?target_session_attrs=${attrs}`}`
  const both = (attrs: string | null = null) => hosts([hostOf(server.url), hostOf(standby.url)], attrs)

  /** The run rests between its passes over days that fail: this is when the servers change. */
  const failing = (days: readonly string[], times: number) => {
    for (const day of days)
      replica.setFault({ kind: 'status', status: 503, match: `/papers/date/${day}`, times })
  }
  const said = async ({ ended, lines }: CliProcess, text: string, count: number) => {
    const over = ended.then(() => 'ended' as const)
    while (lines.filter((line) => line.includes(text)).length < count) {
      const moment = new Promise<void>((resolve) => setTimeout(resolve, 10))
      if ((await Promise.race([over, moment])) === 'ended')
        throw new Error(`ended without ${count} lines with ${text}: ${lines.at(-1)}`)
    }
  }
  const endOf = async ({ ended }: CliProcess) => {
    const { code, lines } = await ended
    return { code, last: code === 0 ? '' : lines.at(-1) }
  }
  const rowsOfReplay = async () => {
    const { stdout } = await runCli(['replay', '--json'], around(both(), LATER))
    const { rows } = JSON.parse(stdout) as { rows: Record<string, number> }
    return Object.values(rows).reduce((sum, count) => sum + count, 0)
  }

  beforeAll(async () => {
    replica = await startReplica({ now: NOW, quota: false })
    const held = await createCliEmbedded()
    await runCli(BACKFILL, { ...held.env, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: NOW })
    clean = await look(held.env, digestsOf)
    await held.drop()
  })
  afterEach(async () => {
    replica.clearFaults()
    await standby.drop()
    await server.drop()
  })
  afterAll(async () => replica.close())

  const start = async () => {
    server = await ownServer()
    const warehouse = await openWarehouse({ databaseUrl: server.url, home: server.folder })
    await migrate(warehouse)
    await warehouse.close()
    standby = await server.standby()
  }

  test('fault 18: is taken for what it is, whatever target_session_attrs asks for, and its standby is not taken for writable', async () => {
    await start()
    const [primary, copy] = [hostOf(server.url), hostOf(standby.url)]
    const proxy = await onIpv6(Number(new URL(server.url).port))
    const nobody = `127.0.0.1:${await freePort()}`
    const taken = async (url: string) => {
      try {
        const warehouse = await openWarehouse({ databaseUrl: url, home: server.folder })
        const [row] = await warehouse.rows<{ port: number }>(sql`select inet_server_port() as port`)
        const { rows } = await warehouse.readOnly('select inet_server_port()')
        await warehouse.close()
        expect(rows).toEqual([[String(row?.port)]])
        return `127.0.0.1:${row?.port}` === primary ? 'primary' : 'standby'
      } catch (error) {
        return (error as Error).message
      }
    }
    const asked: readonly (readonly [hosts: readonly string[], attrs: string | null, expected: unknown])[] = [
      [[copy, primary], null, 'primary'],
      [[nobody, copy], null, 'standby'],
      [[copy, primary], 'any', 'standby'],
      [[nobody, copy, primary], 'read-write', 'primary'],
      [[copy, primary], 'primary', 'primary'],
      [[primary, copy], 'read-only', 'standby'],
      [[primary, copy], 'standby', 'standby'],
      [[primary, copy], 'prefer-standby', 'standby'],
      [[primary, nobody], 'prefer-standby', 'primary'],
      [[copy], 'read-write', expect.stringMatching(/^no host of .* fits the request.*is a standby/)],
      [[nobody, copy], 'primary', expect.stringMatching(/ECONNREFUSED.*is a standby.*promote/)],
      [[primary], 'standby', expect.stringMatching(/is a primary/)],
      [[copy, primary], 'writable', expect.stringMatching(/target_session_attrs=writable.*read-write/)],
    ]
    for (const [names, attrs, expected] of asked) {
      const found = await taken(hosts(names, attrs))
      expect({ names, attrs, found }).toEqual({ names, attrs, found: expected })
    }
    await proxy.close()
    const alone = around(hosts([nobody, copy]))
    const write = await typedHere(server.folder, ['fetch', 'day:2025-09-22'], alone)
    expect(write).toMatchObject({
      code: 75,
      stderr: expect.stringMatching(/is read-only: it is a standby/),
    })
    expect((await typedHere(server.folder, ['status'], alone)).code).toBe(0)
    const { stdout } = await typedHere(server.folder, ['doctor', '--json'], around(both()))
    const { checks } = JSON.parse(stdout) as { checks: { check: string; state: string; found: string }[] }
    expect(checks).toContainEqual(
      expect.objectContaining({
        check: 'hosts',
        state: 'ok',
        found: `${primary} is a primary; ${copy} is a standby`,
      }),
    )
  })

  test('fault 18: that is killed in the middle of a backfill, with a standby in step that takes over, costs nothing', async () => {
    await start()
    failing(['2025-09-25', '2025-09-26'], 1)
    const life = startCli(BACKFILL, around(both('read-write')))
    await said(life, 'will try again', 2)
    await said(life, '"step":"loaded"', 3)
    await standby.catchUp()
    await server.kill()
    await standby.promote()
    expect(await endOf(life)).toEqual({ code: 0, last: '' })
    expect(await look(around(both()), digestsOf)).toEqual(clean)
    expect(await rowsOfReplay()).toBe(0)
  })

  test('fault 18: that takes no more writes, as before a planned change of servers, is left for the one that does', async () => {
    await start()
    const warehouse = await openWarehouse({ databaseUrl: both(), home: server.folder })
    const enter = async (key: string) =>
      warehouse.rows<{ port: number }>(
        sql`insert into stored_listings (kind, key) values ('query', ${key}) returning inet_server_port() as port`,
      )
    const portOf = (url: string) => [{ port: Number(new URL(url).port) }]
    expect(await enter('before')).toEqual(portOf(server.url))
    await server.ask('alter system set default_transaction_read_only = on')
    await server.ask('select pg_reload_conf()')
    const after = enter('after')
    await standby.catchUp()
    await standby.promote()
    expect(await after).toEqual(portOf(standby.url))
    const listed = await warehouse.rows(
      sql`select key from stored_listings where kind = 'query' order by key`,
    )
    expect(listed).toEqual([{ key: 'after' }, { key: 'before' }])
    await warehouse.close()
  })

  test('fault 18: whose standby lagged when it took over is told by the run and by the status, with the lists that are missing, and the next run fetches them', async () => {
    await start()
    const before = await runCli([...RANGE, '2025-09-23'], around(both()))
    expect(before.code).toBe(0)
    await standby.catchUp()
    await standby.detach()
    failing(['2025-09-26'], 2)
    const life = startCli(BACKFILL, around(both()))
    await said(life, 'will try again', 1)
    await said(life, '"step":"loaded"', 2)
    await server.kill()
    await standby.promote()
    const lost =
      /lacks 2 of 2 responses that run 2 wrote: day:2025-09-24, day:2025-09-25;.*run the same command again/
    expect(await endOf(life)).toEqual({ code: 75, last: expect.stringMatching(lost) })
    const status = await runCli(['status', '--json'], around(both()))
    expect((JSON.parse(status.stdout) as { runs: unknown[] }).runs).toMatchObject([
      { job: 'backfill', outcome: 'failed', error: expect.stringMatching(lost) },
      { job: 'backfill', outcome: 'done' },
    ])
    expect(await endOf(startCli(BACKFILL, around(both(), LATER)))).toEqual({ code: 0, last: '' })
    expect(await look(around(both()), digestsOf)).toEqual(clean)
    expect(await rowsOfReplay()).toBe(0)
  })
})

/** The same server at an address of IPv6. */
async function onIpv6(port: number) {
  const proxy = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    client.pipe(upstream).on('error', () => client.destroy())
    upstream.pipe(client).on('error', () => upstream.destroy())
  })
  await once(proxy.listen(0, '::1'), 'listening')
  return {
    host: `[::1]:${(proxy.address() as AddressInfo).port}`,
    close: async () => new Promise((resolve) => proxy.close(resolve)),
  }
}

describe('what a run wrote to the warehouse', () => {
  test('fault 18: and is gone at its end, as behind a pooler that changed servers in silence, is told', async () => {
    const held = await createWarehouse()
    const { warehouse } = held
    const at = Temporal.Instant.from(NOW)
    const capture = (day: string) => {
      return {
        listing: dayListing(day),
        form: 'page' as const,
        url: `https://example.org/${day}`,
        finalUrl: `https://example.org/${day}`,
        status: 200,
        headers: {},
        fetchedAt: at,
        fetchedWith: 'http' as const,
        body: Buffer.from(day),
      }
    }
    let run = ''
    const ended = withRun(
      jobContext(warehouse, 'http://127.0.0.1:1', () => at),
      'test',
      {},
      async (runId) => {
        run = runId
        const { id } = await storeCapture(warehouse, capture('2025-09-22'), runId)
        await storeCapture(warehouse, capture('2025-09-23'), runId)
        await warehouse.rows(sql`delete from captures where id = ${id}::bigint`)
      },
    )
    await expect(ended).rejects.toThrow(WritesLost)
    const rows = await warehouse.rows(
      sql`select outcome, error ~ 'lacks 1 of 2 .*: day:2025-09-22;' as named from runs where id = ${run}::bigint`,
    )
    expect(rows).toEqual([{ outcome: 'failed', named: true }])
    await held.drop()
  })
})
