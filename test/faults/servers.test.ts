import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { runCli, startCli } from '../support/cli-process.ts'
import { type CliWarehouse, createCliOnServer, createCliEmbedded } from '../support/cli-warehouse.ts'
import { HAS_SERVER } from '../support/warehouses.ts'
import { type Digests, digestsOf, look } from '../support/digests.ts'
import { ownServer, SERVER_PROGRAMS } from '../support/own-server.ts'

const NOW = '2025-09-28T12:00:00Z'
const LATER = '2025-09-28T12:10:00Z'
const BACKFILL = ['backfill', '--from', '2025-09-22', '--to', '2025-09-26']

if (SERVER_PROGRAMS === null)
  console.warn('no Postgres programs here: tests that kill a server of their own are skipped')

let replica: Replica
let clean: Digests
const open: { drop: () => Promise<void> }[] = []

const around = (env: Readonly<Record<string, string>>, now = NOW) => {
  return { ...env, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: now, PAPERBOY_LOG: 'debug' }
}

beforeAll(async () => {
  replica = await startReplica({ now: NOW, quota: false })
  const held: CliWarehouse = await createCliEmbedded()
  await runCli(BACKFILL, around(held.env))
  clean = await look(held.env, digestsOf)
  await held.drop()
})
afterEach(async () => {
  replica.clearFaults()
  for (const held of open.splice(0).toReversed()) await held.drop()
})
afterAll(async () => replica.close())

describe.skipIf(!HAS_SERVER)('a database that fails under a run', () => {
  test('fault 18: backends that are terminated in their transactions cost nothing', async () => {
    const held = await createCliOnServer()
    open.push(held)
    const url = held.env['DATABASE_URL']!
    const admin = postgres(url, {
      max: 1,
      onnotice: () => undefined,
      connection: { application_name: 'test' },
    })
    let terminated = 0
    const life = startCli(BACKFILL, around(held.env), (line) => {
      if (!line.includes('"step":"load"') || terminated >= 4) return
      terminated++
      void admin`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'paperboy' and state <> 'idle'`.catch(
        () => undefined,
      )
    })
    const { code, lines } = await life.ended
    await admin.end()
    expect({ code, last: code === 0 ? '' : lines.at(-1) }).toEqual({ code: 0, last: '' })
    expect(terminated).toBe(4)
    expect(await look(held.env, digestsOf)).toEqual(clean)
    const again = await runCli(['replay', '--json'], around(held.env, LATER))
    const { rows } = JSON.parse(again.stdout) as { rows: Record<string, number> }
    expect(Object.values(rows).reduce((sum, count) => sum + count, 0)).toBe(0)
  })

  test('fault 18: a commit whose acknowledgement is lost is made once', async () => {
    const held = await createCliOnServer()
    open.push(held)
    const proxy = await losingProxy(held.env['DATABASE_URL']!)
    open.push(proxy)
    const env = around({ ...held.env, DATABASE_URL: proxy.url })
    const { code } = await runCli(BACKFILL, env)
    expect({ code, lost: proxy.lost() }).toEqual({ code: 0, lost: 3 })
    expect(await look(held.env, digestsOf)).toEqual(clean)
    const observed = await look(held.env, async (warehouse) =>
      warehouse.readOnly('select count(*) from observations'),
    )
    expect(observed.rows).toEqual([['5']])
  })

  test('fault 18: a statement timeout and a read-only database are named, and the run is marked', async () => {
    const held = await createCliOnServer()
    open.push(held)
    const url = held.env['DATABASE_URL']!
    const name = new URL(url).pathname.slice(1)
    const admin = postgres(url, { max: 1, onnotice: () => undefined })
    await admin.unsafe(`alter database ${name} set default_transaction_read_only = on`)
    const readOnly = await runCli(BACKFILL, around(held.env))
    expect(readOnly.code).toBe(78)
    expect(readOnly.lines.at(-1)).toMatch(/^paperboy: the warehouse is read-only: .*check DATABASE_URL/)
    await admin.unsafe(`set default_transaction_read_only = off`)
    await admin.unsafe(`alter database ${name} set default_transaction_read_only = off`)
    // Somebody holds the papers for longer than a statement may wait; on a busy machine other rows are held for a while.
    const limited = `${url}?lock_timeout=1000`
    await admin.unsafe('begin; lock table paperboy.stored_papers')
    const slow = await runCli(BACKFILL, around({ ...held.env, DATABASE_URL: limited }))
    await admin.unsafe('rollback')
    expect(slow.code).toBe(75)
    expect(slow.lines.at(-1)).toMatch(/^paperboy: the server stopped a statement that took too long/)
    const [run] = await admin`select outcome, error from paperboy.runs order by id desc limit 1`
    expect(run).toMatchObject({ outcome: 'failed', error: expect.stringContaining('took too long') })
    await admin.end()
    expect((await runCli(BACKFILL, around(held.env, LATER))).code).toBe(0)
    expect(await look(held.env, digestsOf)).toEqual(clean)
  })
})

describe.skipIf(SERVER_PROGRAMS === null)('a server of its own', () => {
  test('fault 18: killed during a load and started again, the run goes on and ends as if nothing had happened', async () => {
    const server = await ownServer()
    open.push(server)
    const env = { DATABASE_URL: server.url, PAPERBOY_HOME: server.folder }
    const restarts: Promise<void>[] = []
    const life = startCli(BACKFILL, around(env), (line) => {
      if (restarts.length > 0 || !line.includes('"step":"load"')) return
      restarts.push(server.kill().then(async () => server.start()))
    })
    const { code, lines } = await life.ended
    await Promise.all(restarts)
    expect(restarts).toHaveLength(1)
    expect({ code, last: code === 0 ? '' : lines.at(-1) }).toEqual({ code: 0, last: '' })
    expect(await look(env, digestsOf)).toEqual(clean)
  })

  test('fault 18: a server that stays away ends the run with exit code 75 and one line, and the next run completes', async () => {
    const server = await ownServer()
    open.push(server)
    const env = { DATABASE_URL: server.url, PAPERBOY_HOME: server.folder }
    let isKilled = false
    const life = startCli(BACKFILL, around(env), (line) => {
      if (isKilled || !line.includes('"step":"load"')) return
      isKilled = true
      void server.kill()
    })
    const { code, lines } = await life.ended
    expect(code).toBe(75)
    expect(lines.at(-1)).toMatch(
      /^paperboy: the connection to the warehouse was lost: check that the server runs/,
    )
    await server.start()
    expect((await runCli(BACKFILL, around(env, LATER))).code).toBe(0)
    expect(await look(env, digestsOf)).toEqual(clean)
  })
})

const CAN_MOUNT = canMount()
if (!CAN_MOUNT) console.warn('no small file system can be mounted here: the tests of a full disk are skipped')

describe.skipIf(!CAN_MOUNT)('a full disk', () => {
  test.each([['embedded', 80], ...(SERVER_PROGRAMS === null ? [] : [['server', 160] as const])] as const)(
    'fault 22: on the %s warehouse the run fails cleanly, and the retry works',
    async (kind, megabytes) => {
      const disk = smallDisk(megabytes)
      open.push(disk)
      let env: Readonly<Record<string, string>> = { PAPERBOY_HOME: join(disk.folder, 'home') }
      if (kind === 'server') {
        const server = await ownServer(disk.folder)
        open.push(server)
        env = { DATABASE_URL: server.url, PAPERBOY_HOME: disk.folder }
      } else execFileSync('mkdir', [join(disk.folder, 'home')])
      await runCli(['db', 'migrate'], around(env))
      disk.fill()
      const full = await runCli(BACKFILL, around(env))
      expect(full.code).toBe(75)
      expect(full.lines.at(-1)).toMatch(/^paperboy: the disk of the warehouse is full: .*free space/)
      disk.empty()
      const retry = await runCli(BACKFILL, around(env, LATER))
      expect({ code: retry.code, last: retry.code === 0 ? '' : retry.lines.at(-1) }).toEqual({
        code: 0,
        last: '',
      })
      expect(await look(env, digestsOf)).toEqual(clean)
    },
  )
})

test('fault 22: a folder that may not be written is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-ro-'))
  open.push({ drop: async () => rmSync(folder, { recursive: true }) })
  // A file where the folder should be: root may write everywhere else.
  writeFileSync(join(folder, 'home'), '')
  const { code, lines } = await runCli(['nightly'], { ...around({}), PAPERBOY_HOME: join(folder, 'home') })
  expect(code).toBe(78)
  expect(lines.at(-1)).toMatch(/^paperboy: .*PAPERBOY_HOME/)
})

/** A way to a server that loses the answers to three commits: the server has made them, the client does not hear of it. */
async function losingProxy(url: string) {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let lost = 0
  let seen = 0
  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let isLosing = false
    client.on('data', (data) => {
      // A simple query: Q, its length, the words.
      if (data.toString('latin1').includes('commit\0') && ++seen % 2 === 0 && lost < 3) {
        lost++
        isLosing = true
      }
      upstream.write(data)
    })
    upstream.on('data', (data) => {
      if (!isLosing) client.write(data)
      else {
        client.destroy()
        upstream.destroy()
      }
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on('close', () => other.destroy())
      one.on('error', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.port = String((server.address() as AddressInfo).port)
  return {
    url: through.toString(),
    lost: () => lost,
    drop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function canMount(): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    smallDisk(1).unmount()
    return true
  } catch {
    return false
  }
}

/** A file system in memory of a size. */
function smallDisk(megabytes: number) {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', folder], {
    stdio: 'ignore',
  })
  const ballast = join(folder, 'ballast')
  const LEFT_BYTES = 256 * 1024
  const unmount = () => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true })
  }
  return {
    folder,
    fill: () => {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES)))
    },
    empty: () => rmSync(ballast),
    unmount,
    drop: async () => unmount(),
  }
}
