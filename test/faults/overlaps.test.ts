import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../src/base/sql.ts'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { type CliWarehouse, createCliOnServer, emptyHome } from '../support/cli-warehouse.ts'
import { HAS_SERVER } from '../support/warehouses.ts'
import { LOADS_LOCK } from '../../src/load/ledger/lock-loads.ts'
import { acquireFolderLock } from '../../src/base/folder-lock.ts'
import { runCli, startCli } from '../support/cli-process.ts'
import { digestsOf, look } from '../support/digests.ts'

const NOW = '2025-09-26T12:00:00Z'

let replica: Replica
const open: Pick<CliWarehouse, 'drop'>[] = []

async function make(create: () => Promise<CliWarehouse>) {
  const held = await create()
  open.push(held)
  return {
    ...held,
    env: { ...held.env, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: NOW, PAPERBOY_LOG: 'debug' },
  }
}

beforeAll(async () => {
  replica = await startReplica({ now: NOW, quota: false })
})
afterEach(async () => {
  replica.clearFaults()
  for (const held of open.splice(0)) await held.drop()
})
afterAll(async () => replica.close())

describe.skipIf(!HAS_SERVER)('runs that overlap on a server', () => {
  test('fault 19: two nightly runs and a backfill at once fetch each page once, and name each other', async () => {
    const { env } = await make(createCliOnServer)
    const before = replica.requests.length
    replica.setFault({ kind: 'drip', bytes: 300, intervalMs: 20, match: '/papers/date/' })
    const backfill = startCli(['backfill', '--from', '2025-09-22', '--to', '2025-09-26'], env)
    expect(await backfill.line('fetching')).toBe(true)
    const [one, two, range] = await Promise.all([
      runCli(['nightly'], env),
      runCli(['nightly'], env),
      backfill.ended,
    ])
    expect(range.code).toBe(0)
    for (const { code, lines } of [one, two]) {
      expect(code).toBe(75)
      expect(lines.join('\n')).toMatch(
        new RegExp(
          `day:2025-09-2[56] is leased by run 1 \\(backfill on ${hostname()}, process \\d+\\): left to it`,
        ),
      )
    }
    const pages = replica.requests.slice(before).filter(({ bucket }) => bucket === 'pages')
    expect(pages.map(({ path }) => path).sort()).toEqual([...new Set(pages.map(({ path }) => path))].sort())
    expect(pages).toHaveLength(5)
  })

  test('fault 19: of six nightly runs that start at once each day is fetched by one', async () => {
    const { env } = await make(createCliOnServer)
    const before = replica.requests.length
    const ended = await Promise.all(Array.from({ length: 6 }, async () => runCli(['nightly'], env)))
    expect(ended.every(({ code }) => code === 0 || code === 75)).toBe(true)
    expect(ended.filter(({ code }) => code === 0).length).toBeGreaterThan(0)
    const pages = replica.requests.slice(before).filter(({ bucket }) => bucket === 'pages')
    expect(pages.map(({ path }) => path).sort()).toEqual([
      '/papers/date/2025-09-25',
      '/papers/date/2025-09-26',
    ])
  })

  test('fault 19: a run that comes back late writes nothing of what another has taken over', async () => {
    const { env } = await make(createCliOnServer)
    replica.setFault({ kind: 'drip', bytes: 4000, intervalMs: 20, match: '2025-09-22', times: 1 })
    const late = startCli(['fetch', 'day:2025-09-22'], env)
    expect(await late.line('fetching day:2025-09-22')).toBe(true)
    late.child.kill('SIGSTOP')
    // As if it had slept for longer than a lease lasts.
    await look(env, async (warehouse) => {
      await warehouse.rows(sql`update runs set alive_until = now() - interval '1 second'`)
    })
    expect((await runCli(['fetch', 'day:2025-09-22'], env)).code).toBe(0)
    const taken = await look(env, digestsOf)
    late.child.kill('SIGCONT')
    const { code, lines } = await late.ended
    expect(code).toBe(75)
    expect(lines.join('\n')).toContain('day:2025-09-22 was taken over by another run')
    expect(
      await look(
        env,
        async (warehouse) => (await warehouse.readOnly('select count(*) from observations')).rows,
      ),
    ).toEqual([['1']])
    expect({ ...(await look(env, digestsOf)), capture_bodies: '' }).toEqual({ ...taken, capture_bodies: '' })
  })

  test('fault 19: a run whose listing is taken over gives up the request that is under way, and says why it stops', async () => {
    const { env } = await make(createCliOnServer)
    const held: Readonly<Record<string, string>> = env
    const admin = postgres(held['DATABASE_URL'] ?? '', { max: 1, onnotice: () => undefined })
    try {
      // The load waits for its turn until the page after it is on its way.
      await admin`select pg_advisory_lock(${LOADS_LOCK})`
      replica.setFault({ kind: 'drip', bytes: 100, intervalMs: 50, match: '/papers/date/2025-09-23' })
      const late = startCli(['backfill', '--from', '2025-09-22', '--to', '2025-09-23'], env)
      expect(await late.line('"step":"load","listing":"day:2025-09-22"')).toBe(true)
      expect(await late.line('fetching day:2025-09-23')).toBe(true)
      await admin`delete from paperboy.leases`
      await admin`select pg_advisory_unlock(${LOADS_LOCK})`
      const { code, lines } = await late.ended
      expect(code).toBe(75)
      const said = lines.join('\n')
      expect(said).toContain('day:2025-09-22 was taken over by another run; what is left stays due')
      expect(said).not.toContain('aborted')
    } finally {
      await admin.end()
    }
  })

  test('fault 21: of six migrators one applies and the others wait', async () => {
    const { env } = await make(createCliOnServer)
    await look(env, async (warehouse) => {
      await warehouse.rows(sql.raw('drop schema public cascade; drop schema paperboy cascade'))
      await warehouse.rows(sql.raw('create schema public'))
    })
    const ended = await Promise.all(Array.from({ length: 6 }, async () => runCli(['db', 'migrate'], env)))
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0])
    expect(ended.filter(({ stdout }) => stdout.startsWith('Applied'))).toHaveLength(1)
    expect(ended.filter(({ stdout }) => stdout.startsWith('Nothing to do'))).toHaveLength(5)
  })
})

describe('a folder that belongs to one process', () => {
  test('fault 20: in PGlite a second process is told who holds it, and the first goes on', async () => {
    const { env } = await make(emptyHome)
    const inPGlite = { ...env, PAPERBOY_EMBEDDED: 'pglite' }
    replica.setFault({ kind: 'hang', match: '2025-09-23', times: 1 })
    const first = startCli(['fetch', 'day:2025-09-23'], inPGlite)
    expect(await first.line('fetching day:2025-09-23')).toBe(true)
    const second = await runCli(['status'], inPGlite)
    expect(second.code).toBe(75)
    expect(second.lines.join('\n')).toMatch(
      new RegExp(`is locked by process ${first.child.pid} on ${hostname()}: wait until it ends`),
    )
    expect(first.child.exitCode).toBe(null)
    first.child.kill('SIGTERM')
    expect((await first.ended).code).toBe(143)
  })

  test('fault 20: the lock of a dead process is taken over, that of a living one never', async () => {
    const { folder, write } = makeLock()
    const dead = spawnSync(process.execPath, ['--version']).pid
    write({ pid: dead, startTime: '1', host: hostname() })
    await (await acquireFolderLock(folder)).release()
    expect(existsSync(join(folder, 'lock'))).toBe(false)
    // The id is in use, and nothing says that it is another process's now.
    write({ pid: process.pid, startTime: null, host: hostname() })
    await expect(acquireFolderLock(folder, 300)).rejects.toThrow(`locked by process ${process.pid}`)
    // Of another machine nothing is known.
    write({ pid: dead, startTime: '1', host: 'another-machine' })
    await expect(acquireFolderLock(folder, 300)).rejects.toThrow(
      `locked by process ${dead} on another-machine`,
    )
    rmSync(join(folder, 'lock'))
    await (await acquireFolderLock(folder)).release()
  })

  test.skipIf(!existsSync('/proc/self/stat'))(
    'fault 20: a process id that was given to another process since holds nothing',
    async () => {
      const { folder, write } = makeLock()
      write({ pid: process.pid, startTime: '1', host: hostname() })
      await (await acquireFolderLock(folder)).release()
    },
  )
})

/** A folder, and a lock in it as another process would leave it. */
function makeLock() {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-lock-'))
  open.push({ drop: async () => rmSync(folder, { recursive: true }) })
  return { folder, write: (owner: object) => writeFileSync(join(folder, 'lock'), JSON.stringify(owner)) }
}
