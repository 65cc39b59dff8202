import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { loadConfig } from '../../src/base/config.ts'
import { migrate } from '../../src/load/warehouse/migrate.ts'
import { openEmbedded } from '../../src/load/warehouse/open-embedded.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { runCli, startCli } from '../support/cli-process.ts'
import { digestsOf, historyDigestsOf, look } from '../support/digests.ts'
import { serverOf } from '../support/embedded-users.ts'
import { findProgram } from '../support/postgres-clients.ts'
import { CLI_WAREHOUSES } from '../support/cli-warehouse.ts'
import { readyFolder } from '../support/ready-folder.ts'

const NOW = '2025-09-26T12:00:00Z'
const psql = findProgram('psql')
const SERVER = CLI_WAREHOUSES.find(({ name }) => name === 'server')
const homes: string[] = []
let replica: Replica

function makeHome(engine: string) {
  const home = mkdtempSync(join(tmpdir(), 'paperboy-embedded-'))
  homes.push(home)
  const env = {
    PAPERBOY_HOME: home,
    PAPERBOY_SITE: replica.url,
    PAPERBOY_NOW: NOW,
    PAPERBOY_EMBEDDED: engine,
  }
  return { home, folder: join(home, 'warehouse'), env }
}

/** With a warehouse in it that no process uses. */
async function madeHome(engine: string) {
  const made = makeHome(engine)
  await readyFolder(made.folder)
  return made
}

beforeAll(async () => {
  replica = await startReplica({ now: NOW, quota: false })
})
afterEach(() => {
  replica.clearFaults()
  for (const home of homes.splice(0))
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
})
afterAll(async () => replica.close())

test('status and sql answer beside a run, and the server ends with the last of them', async () => {
  const { env, folder } = await madeHome('auto')
  replica.setFault({ kind: 'hang', match: '2025-09-23' })
  const backfill = startCli(['backfill', '--from', '2025-09-22', '--to', '2025-09-23'], {
    ...env,
    PAPERBOY_LOG: 'debug',
  })
  expect(await backfill.line('fetching day:2025-09-23')).toBe(true)
  expect((await runCli(['status'], env)).code).toBe(0)
  const beside = await runCli(['sql', 'select job, outcome is null as runs from runs'], env)
  expect(beside.stdout).toMatch(/backfill/)
  expect(serverOf(folder)).not.toBe(null)
  backfill.child.kill('SIGTERM')
  expect((await backfill.ended).code).toBe(143)
  expect(serverOf(folder)).toBe(null)
})

describe('dumps of the embedded warehouse', () => {
  test('one is made once a day or when asked for, db restore goes back to it, and a damaged one changes nothing', async () => {
    const { env, folder } = await madeHome('postgres')
    const data = 'postgres'
    // Each process begins its clock anew: without this it were a matter of speed which of the two came first.
    const later = { ...env, PAPERBOY_NOW: '2025-09-26T13:00:00Z' }
    await runCli(['fetch', 'day:2025-09-22'], env)
    const made = statSync(join(folder, 'dump.sql.zst')).mtimeMs
    const first = await look(env, historyDigestsOf)
    await runCli(['fetch', 'day:2025-09-23'], later)
    expect(statSync(join(folder, 'dump.sql.zst')).mtimeMs).toBe(made)
    const second = await look(env, historyDigestsOf)
    const secondPapers = (await look(env, digestsOf))['papers']
    expect(second).not.toEqual(first)
    const asked = await runCli(['db', 'dump'], env)
    expect({ code: asked.code, out: asked.stdout }).toEqual({
      code: 0,
      out: `Dumped to ${join(folder, 'dump.sql.zst')}\n`,
    })
    // The database's own files are damaged.
    writeFileSync(join(folder, data, 'global/pg_control'), 'no longer a control file')
    const broken = await runCli(['status'], env)
    expect(broken.code).toBe(78)
    expect(broken.lines.join('\n')).toContain('npx paperboy db restore')
    const restored = await runCli(['db', 'restore'], env)
    expect({ code: restored.code, lines: restored.lines }).toEqual({ code: 0, lines: [] })
    expect(await look(env, historyDigestsOf)).toEqual(second)
    expect((await runCli(['db', 'restore', '--previous'], env)).code).toBe(0)
    expect(await look(env, historyDigestsOf)).toEqual(first)
    // What comes next is counted on from where the dump was.
    expect((await runCli(['fetch', 'day:2025-09-23'], later)).code).toBe(0)
    const before = await look(env, digestsOf)
    expect(before['papers']).toBe(secondPapers)
    const bytes = readFileSync(join(folder, 'dump.sql.zst'))
    const flipped = Buffer.from(bytes)
    flipped[Math.floor(bytes.length / 2)]! ^= 1
    for (const damaged of [bytes.subarray(0, bytes.length - 20), flipped, Buffer.alloc(0)]) {
      writeFileSync(join(folder, 'dump.sql.zst'), damaged)
      const refused = await runCli(['db', 'restore'], env)
      expect(refused.code).toBe(78)
      expect(refused.lines.join(' ')).toContain("can't be restored")
    }
    expect(await look(env, digestsOf)).toEqual(before)
    expect(readdirSync(folder).filter((name) => name.startsWith(`${data}.replaced-`))).toHaveLength(2)
  })
})

// Without a server or psql nothing else could restore it here.
test.skipIf(psql === null || SERVER === undefined)(
  'psql alone restores a dump into an empty database, with views and all rows',
  async () => {
    const { env, folder } = await madeHome('postgres')
    await runCli(['fetch', 'day:2025-09-22'], env)
    expect((await runCli(['db', 'dump'], env)).code).toBe(0)
    const script = zstdDecompressSync(readFileSync(join(folder, 'dump.sql.zst')))
    const restored = await SERVER!.create()
    try {
      const url = restored.env['DATABASE_URL']!
      const clear = 'drop schema paperboy cascade; drop schema public cascade; create schema public'
      execFileSync(psql!.path, ['-qX', '-v', 'ON_ERROR_STOP=1', '-c', clear, url], { stdio: 'pipe' })
      execFileSync(psql!.path, ['-qX', '-v', 'ON_ERROR_STOP=1', url], { input: script, stdio: 'pipe' })
      expect(await look(restored.env, digestsOf)).toEqual(await look(env, digestsOf))
      const days = 'select count(*) as papers, sum(upvotes) as upvotes from paper_days'
      const [there, here] = await Promise.all(
        [restored.env, env].map(async (at) => runCli(['sql', days], at)),
      )
      expect(there).toMatchObject({ code: 0, stdout: here!.stdout })
      expect((await runCli(['db', 'migrate'], restored.env)).code).toBe(0)
      expect((await runCli(['fetch', 'day:2025-09-23'], { ...env, ...restored.env })).code).toBe(0)
    } finally {
      await restored.drop()
    }
  },
)

test('a dump is not put in the place of a warehouse that a process uses', async () => {
  const { env, folder } = await madeHome('auto')
  await runCli(['fetch', 'day:2025-09-22'], env)
  const warehouse = await openEmbedded(folder)
  const refused = await runCli(['db', 'restore'], env)
  expect(refused.code).toBe(75)
  expect(refused.lines.join(' ')).toContain(`process ${process.pid} uses the embedded warehouse`)
  await warehouse.close()
})

test('a folder of PGlite is carried over with every row, and its files are kept aside', async () => {
  const { env, folder } = makeHome('pglite')
  await runCli(['fetch', 'day:2025-09-22'], env)
  const all = async (warehouse: Warehouse) => ({
    history: await historyDigestsOf(warehouse),
    bodies: (await digestsOf(warehouse))['capture_bodies'],
  })
  const before = await look(env, all)
  const after = { ...env, PAPERBOY_EMBEDDED: 'auto' }
  const status = await runCli(['status'], after)
  expect(status.code).toBe(0)
  expect(status.lines.join(' ')).toMatch(
    /was migrated to a Postgres server; the old files are in .*pgdata\.carried-over/,
  )
  expect(await look(after, all)).toEqual(before)
  expect(existsSync(join(folder, 'pgdata'))).toBe(false)
  // Not a second time, and not back.
  expect((await runCli(['status'], after)).lines).toEqual([])
  expect((await runCli(['status'], env)).code).toBe(78)
})

describe('PGlite, where no server runs', () => {
  // Root in a home that only root may enter, without a way to be anyone else: others always find a way.
  test.skipIf(process.getuid?.() !== 0)(
    'is found by itself, said in one line, and holds a whole run',
    async () => {
      const { env, folder } = makeHome('auto')
      const bin = mkdtempSync(join(tmpdir(), 'paperboy-bin-'))
      homes.push(bin)
      for (const name of readdirSync('/usr/bin')) {
        if (name !== 'unshare' && name !== 'setpriv') symlinkSync(join('/usr/bin', name), join(bin, name))
      }
      const without = { ...env, PATH: bin }
      const { lines, code, stdout } = await runCli(['fetch', 'day:2025-09-22', '--json'], without)
      expect({ code, said: lines.filter((line) => line.includes('PGlite')).length }).toEqual({
        code: 0,
        said: 1,
      })
      expect(existsSync(join(folder, 'pgdata'))).toBe(true)
      expect((JSON.parse(stdout) as { rows: Record<string, number> }).rows['papers']).toBeGreaterThan(0)
    },
  )

  test('PAPERBOY_EMBEDDED takes auto, postgres and pglite', async () => {
    const of = async (env: Record<string, string>) => (await loadConfig({ env, cwd: tmpdir() })).embedded
    expect([await of({}), await of({ PAPERBOY_EMBEDDED: 'pglite' })]).toEqual(['auto', 'pglite'])
    await expect(of({ PAPERBOY_EMBEDDED: 'sqlite' })).rejects.toThrow(
      /setting embedded from environment PAPERBOY_EMBEDDED/,
    )
  })
})

test('one that is opened for a moment is gone when it is closed', async () => {
  const warehouse = await openEmbedded(null)
  await migrate(warehouse)
  expect(existsSync(warehouse.location)).toBe(true)
  await warehouse.close()
  expect(existsSync(warehouse.location)).toBe(false)
})
