import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { runCli } from '../support/cli-process.ts'
import { typedHere } from '../support/paperboy.ts'
import { keepServer } from '../support/ready-folder.ts'
import { type CliWarehouse, createCliOnServer } from '../support/cli-warehouse.ts'
import { HAS_SERVER } from '../support/warehouses.ts'

const NOW = '2025-09-26T22:00:00Z'
const DEADLINE_MS = 30_000

let home: string
let replica: Replica
let watcher: Server
let leave: () => Promise<void>
const pings: string[] = []

const around = (env: Readonly<Record<string, string>> = {}) => ({
  PAPERBOY_HOME: join(home, 'data'),
  PAPERBOY_SITE: replica.url,
  PAPERBOY_LOG: 'warn',
  ...env,
})
const pinged = () => ({
  PAPERBOY_PING: `http://127.0.0.1:${(watcher.address() as AddressInfo).port}`,
})

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'paperboy-slips-'))
  await writeFile(join(home, 'file'), '')
  replica = await startReplica({ now: NOW, quota: false })
  watcher = createServer((request, response) => {
    pings.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => watcher.listen(0, '127.0.0.1', resolve))
  leave = await keepServer(join(home, 'data'))
})
afterAll(async () => {
  watcher.close()
  await leave()
  await replica.close()
  await rm(home, { recursive: true, force: true })
})

describe('a slip ends soon with a sentence and a code that is not 1', () => {
  test.each<[args: string[], code: number, sentence: RegExp]>([
    [['export', '/nonexistent/dir/x.warc.gz'], 2, /there is no folder \/nonexistent\/dir; make it/],
    [['export', '/proc/x.warc.gz'], 2, /can't be written/],
    [['export', 'x.warc.gz', '--from', '2025-09-03', '--to', '2025-09-01'], 2, /swap them/],
    [['replay', '--from', '2025-09-03', '--to', '2025-09-01'], 2, /swap them/],
    [['db', 'prune', '--older-than', '99999999999'], 2, /at most 36500 days/],
    [['db', 'restore', '--previous'], 78, /there is no dump/],
    [['nightly', '--home', '/proc/nope'], 78, /set PAPERBOY_HOME/],
    [['nightly', '--home', '/dev/null/x'], 78, /set PAPERBOY_HOME/],
    [['status', '--database-url', 'mysql://x/y'], 78, /expected postgres:/],
    [['status', '--database-url', 'postgres://x:5432'], 78, /names no database/],
    [['status', '--database-url', 'postgres://u:hush/hush@127.0.0.1/x'], 78, /DATABASE_URL is not a number/],
    [
      ['status', '--database-url', 'postgres://u:hu%zz@127.0.0.1/x'],
      78,
      /DATABASE_URL is not a valid address/,
    ],
    [['status', '--database-url', 'postgres://127.0.0.1:abc/x'], 78, /port in DATABASE_URL/],
    [['status', '--database-url', 'postgres://nowhere.invalid/x'], 78, /the host in .* does not exist/],
    [['status', '--database-url', 'postgres://127.0.0.1:1/x'], 69, /was not reached: start it/],
  ])('%j', async (args, code, sentence) => {
    const before = performance.now()
    const ended = await typedHere(home, args, around())
    expect(ended.stderr).toMatch(sentence)
    expect(ended.stderr).not.toMatch(/hush|please report/)
    expect(ended.code).toBe(code)
    expect(performance.now() - before).toBeLessThan(DEADLINE_MS)
  })

  test('a data folder that is a file is named', async () => {
    const env = around({ PAPERBOY_HOME: join(home, 'file') })
    const { code, stderr } = await typedHere(home, ['status'], env)
    expect({ code, stderr }).toEqual({ code: 78, stderr: expect.stringContaining('PAPERBOY_HOME') })
  })

  test('a port that is in use is named', async () => {
    const { port } = watcher.address() as AddressInfo
    const { code, stderr } = await typedHere(home, ['db', 'serve', '--port', String(port)], around())
    expect(stderr).toContain(`--port ${port} is in use by another program`)
    expect(code).toBe(2)
  })
})

describe('the watcher of cron jobs', () => {
  test('hears of a run that could not start, once, with its exit code', async () => {
    for (const [env, code] of [
      [{ PAPERBOY_HOME: join(home, 'file') }, 78],
      [{ DATABASE_URL: 'postgres://127.0.0.1:1/x' }, 69],
      [{ PAPERBOY_NOW: 'soon' }, 78],
    ] as const) {
      pings.length = 0
      expect((await typedHere(home, ['nightly'], around({ ...pinged(), ...env }))).code).toBe(code)
      expect(pings).toEqual([`/${code}`])
    }
  })

  test('finds why a night that reached nothing failed, in the table of runs', async () => {
    const site = { PAPERBOY_SITE: 'http://127.0.0.1:1', PAPERBOY_NOW: NOW }
    expect((await typedHere(home, ['fetch', 'day:2025-09-25'], around(site))).code).toBe(69)
    const { stdout } = await typedHere(
      home,
      [
        'sql',
        '--json',
        "select outcome, counts ->> 'exitCode' as code, error from runs order by id desc limit 1",
      ],
      around(),
    )
    expect(JSON.parse(stdout)).toEqual([
      {
        outcome: 'failed',
        code: '69',
        error: expect.stringMatching(/^the site was not reached.*ECONNREFUSED/),
      },
    ])
  })
})

test('all that a run leaves in the data folder is its owner’s alone', async () => {
  const env = around({ PAPERBOY_HOME: join(home, 'private'), PAPERBOY_NOW: NOW })
  expect((await runCli(['nightly'], env)).code).toBe(0)
  expect((await runCli(['export', join(home, 'private', 'all.warc.gz')], env)).code).toBe(0)
  const paths = await readdir(join(home, 'private'), { recursive: true })
  expect(paths).toEqual(expect.arrayContaining(['health.json', 'metrics.prom', 'all.warc.gz']))
  expect((await stat(join(home, 'private', 'warehouse'))).mode & 0o777).toBe(0o700)
  expect(paths.some((path) => path.includes('dump'))).toBe(true)
  // The embedded engine gives its own files a mode of its own: the folder above them, 0700, is what keeps them.
  for (const path of ['', ...paths].filter((each) => !each.startsWith('warehouse/pgdata'))) {
    const { mode } = await stat(join(home, 'private', path))
    expect({ path, shared: mode & 0o077 }).toEqual({ path, shared: 0 })
  }
})

describe.skipIf(!HAS_SERVER)('a server that refuses', () => {
  let held: CliWarehouse
  let url: URL
  let admin: postgres.Sql
  const role = `paperboy_slip_${randomUUID().slice(0, 8)}`

  beforeAll(async () => {
    held = await createCliOnServer()
    url = new URL(held.env['DATABASE_URL']!)
    admin = postgres(url.toString(), { max: 1, onnotice: () => undefined })
    await admin.unsafe(`create role ${role} login`)
  })
  afterAll(async () => {
    await admin.unsafe(`drop owned by ${role}; drop role ${role}`)
    await admin.end({ timeout: 1 })
    await held.drop()
  })

  test.each<[what: string, change: (at: URL) => void, sentence: RegExp]>([
    ['a database that is not there', (at) => (at.pathname = '/absent_here'), /lacks the database/],
    ['a role that is not there', (at) => (at.username = 'absent_here'), /refuses the role/],
    ['a role without a right', (at) => (at.username = role), /may read the views at most/],
    ['TLS that it does not speak', (at) => (at.search = '?sslmode=require'), /does not speak TLS/],
    ['a setting unknown to it', (at) => (at.search = '?foo=bar'), /does not know a setting/],
  ])('%s exits 78 and pings 78', async (_what, change, sentence) => {
    const at = new URL(url)
    change(at)
    pings.length = 0
    const ended = await typedHere(
      home,
      ['nightly'],
      around({ ...pinged(), DATABASE_URL: at.toString(), PAPERBOY_NOW: NOW }),
    )
    expect(ended.stderr).toMatch(sentence)
    expect({ code: ended.code, end: pings.at(-1) }).toEqual({ code: 78, end: '/78' })
  })

  test('clocks that differ are told by status and by a run, but not in a rehearsal', async () => {
    const name = url.pathname.slice(1)
    await admin.unsafe(`create function public.clock_timestamp() returns timestamptz language sql
      as $$ select pg_catalog.clock_timestamp() + interval '5 minutes' $$`)
    await admin.unsafe(`alter database ${name} set search_path = public, pg_catalog`)
    const env = around({ DATABASE_URL: url.toString() })
    expect((await typedHere(home, ['status'], env)).stdout).toMatch(
      /clock is (299|300) seconds behind the database's/,
    )
    const run = await runCli(['replay'], env)
    expect(run.lines.filter((line) => line.includes("behind the database's"))).toHaveLength(1)
    const rehearsal = await typedHere(home, ['status'], { ...env, PAPERBOY_NOW: NOW })
    expect(rehearsal.stdout).not.toContain("database's")
  })
})
