import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from '../../src/base/sql.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { backfill } from '../../jobs/collect/backfill.ts'
import { readBody } from '../../src/load/captures/capture-store.ts'
import { bucketBodyStore } from '../../src/load/captures/body-stores/bucket-body-store.ts'
import { folderBodyStore } from '../../src/load/captures/body-stores/folder-body-store.ts'
import { openBodyStores } from '../../src/load/captures/body-stores/open-body-stores.ts'
import { removeOrphans } from '../../src/load/captures/orphans.ts'
import { type BodyStore, type BodyStores, NO_BODY_STORES } from '../../src/load/warehouse/body-stores.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { loadConfig } from '../../src/base/config.ts'
import { writeWhole } from '../../src/base/write-whole.ts'
import { startCli } from '../support/cli-process.ts'
import { createCliWarehouse } from '../support/cli-warehouse.ts'
import { historyDigestsOf, look } from '../support/digests.ts'
import { jobContext } from '../support/job-context.ts'
import { type S3, startS3 } from '../support/s3.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const NOW = '2025-09-28T12:00:00Z'
const DAYS = { from: '2025-09-22', to: '2025-09-26' }
const RANGE = {
  ...DAYS,
  missing: true,
  failed: true,
  all: false,
  staleParser: false,
  newestFirst: false,
  maxRequests: null,
}
const BACKFILL = ['backfill', '--from', DAYS.from, '--to', DAYS.to]

let s3: S3
let replica: Replica
let bucket: BodyStores
beforeAll(async () => {
  s3 = await startS3()
  replica = await startReplica({ now: NOW, quota: false })
  bucket = openBodyStores(await loadConfig({ env: s3.env, cwd: tmpdir() }))
})
afterEach(async () => {
  s3.setMood('well')
  for (const key of await s3.keys()) await s3.tamper(key, null)
})
afterAll(async () => {
  await s3.stop()
  await replica.close()
})

/** Numbers of all captures whose body can be read. */
async function readable(warehouse: Warehouse): Promise<string[]> {
  const rows = await warehouse.rows<{ id: string }>(
    sql`select id::text as id from captures order by captures.id`,
  )
  for (const { id } of rows) await readBody(warehouse, id)
  return rows.map(({ id }) => id)
}

// What the body store does to a run is the same on both.
describe('a body store that fails under a run', () => {
  const open: TestWarehouse[] = []
  const make = async (bodyStores: BodyStores): Promise<Warehouse> => {
    const held = await createWarehouse()
    open.push(held)
    return { ...held.warehouse, bodyStores }
  }
  const nightOf = (warehouse: Warehouse) =>
    jobContext(warehouse, replica.url, () => Temporal.Instant.from(NOW))
  const outcomes = async (warehouse: Warehouse) =>
    warehouse.rows(sql`select outcome, (counts ->> 'exitCode')::int as code from runs order by id`)
  /** A body store whose third body fails, and each one after it. */
  const failing = (bodyStore: BodyStore, fail: () => Promise<never>): BodyStores => {
    let puts = 0
    const put = async (sha256: string, zstd: Uint8Array) =>
      ++puts < 3 ? bodyStore.put(sha256, zstd) : fail()
    return { at: () => bodyStore, current: () => ({ ...bodyStore, put }) }
  }
  afterEach(async () => {
    for (const held of open.splice(0)) await held.drop()
  })

  test('fault 24: a bucket that goes away ends the run with 75 and nothing half-written; the next run completes', async () => {
    const bodyStore = bucketBodyStore(
      s3.env['PAPERBOY_CAPTURES'] ?? '',
      {
        endpoint: s3.endpoint,
        region: 'us-east-1',
        accessKeyId: s3.env['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: s3.env['AWS_SECRET_ACCESS_KEY'] ?? '',
        sessionToken: null,
      },
      { deadlineMs: 5_000, restsMs: [10] },
    )
    const warehouse = await make(
      failing(bodyStore, async () => {
        s3.setMood('down')
        await bodyStore.put('ab12', Buffer.from('x'))
        throw new Error('the door was open')
      }),
    )
    await expect(backfill(nightOf(warehouse), RANGE)).rejects.toMatchObject({
      code: 'bodies-unavailable',
      message: expect.stringMatching(
        /^the bodies in s3:\/\/papers\/bodies at http.* can't be had or stored now/,
      ),
    })
    expect(await outcomes(warehouse)).toEqual([{ outcome: 'failed', code: 75 }])
    expect(await warehouse.rows(sql`select 1 from leases`)).toEqual([])
    s3.setMood('well')
    expect((await readable(warehouse)).length).toBeLessThan(5)
    const again = { ...warehouse, bodyStores: bucket }
    expect((await backfill(nightOf(again), RANGE)).exitCode).toBe(0)
    expect(await readable(again)).toHaveLength(5)
    // Not beside the other one: a bucket is that of one warehouse.
    const clean = await make(NO_BODY_STORES)
    await backfill(nightOf(clean), RANGE)
    expect(await historyDigestsOf(again)).toEqual(await historyDigestsOf(clean))
  })

  test('fault 22: a full disk under the folder ends the run with 75, no part of a body stays, and the retry works', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paperboy-full-'))
    const address = pathToFileURL(folder).href
    let isFull = true
    const write: typeof writeWhole = async (path, fill, steps) =>
      writeWhole(
        path,
        async (file) => {
          await fill(file)
          if (isFull) throw Object.assign(new Error('write: no space left on device'), { code: 'ENOSPC' })
        },
        steps,
      )
    const bodyStore = folderBodyStore(address, write)
    const warehouse = await make({ at: () => bodyStore, current: () => bodyStore })
    try {
      await expect(backfill(nightOf(warehouse), RANGE)).rejects.toMatchObject({
        exitCode: 75,
        message: expect.stringMatching(/can't be written or read now \(its disk is full\)/),
      })
      const files = async () =>
        (await readdir(folder, { recursive: true })).filter((name) => name.includes('.'))
      expect(await files()).toEqual([])
      isFull = false
      expect((await backfill(nightOf(warehouse), RANGE)).exitCode).toBe(0)
      expect(await files()).toHaveLength((await readable(warehouse)).length)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('a bucket that answers badly', () => {
  const bodyStoreOf = (
    secret = s3.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    key = s3.env['AWS_ACCESS_KEY_ID'] ?? '',
  ) =>
    bucketBodyStore(
      s3.env['PAPERBOY_CAPTURES'] ?? '',
      {
        endpoint: s3.endpoint,
        region: 'eu-central-1',
        accessKeyId: key,
        secretAccessKey: secret,
        sessionToken: 'lent',
      },
      { deadlineMs: 300, restsMs: [10, 10] },
    )

  test('fault 24: one that never answers is given up at the deadline', async () => {
    s3.setMood('silent')
    await expect(bodyStoreOf().get('ab12')).rejects.toMatchObject({
      exitCode: 75,
      message: expect.stringMatching(/no answer within 0\.3 seconds/),
    })
  })

  test('fault 3: a burst of 503 costs a moment, and one that goes on is told', async () => {
    s3.setMood('busy')
    await expect(bodyStoreOf().put('ab12', Buffer.from('x'))).rejects.toThrow(/status 503 SlowDown/)
    const late = bodyStoreOf().put('ab12', Buffer.from('x'))
    s3.setMood('well')
    await late
    expect(await s3.keys()).toEqual(['bodies/ab/12/ab12.zst'])
  })

  test('a wrong key, a wrong secret and a bucket that is not there are named with what to set', async () => {
    const other = bucketBodyStore('s3://nowhere', {
      endpoint: s3.endpoint,
      region: 'us-east-1',
      accessKeyId: s3.env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: s3.env['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: null,
    })
    for (const [bodyStore, sentence] of [
      [
        bodyStoreOf('another'),
        /refused a request \(status 403, SignatureDoesNotMatch\): check AWS_SECRET_ACCESS_KEY/,
      ],
      [bodyStoreOf(undefined, 'AKOTHER'), /InvalidAccessKeyId\): check AWS_ACCESS_KEY_ID/],
      [other, /status 404, NoSuchBucket\): make the bucket/],
    ] as const)
      for (const ask of [
        async () => bodyStore.put('ab12', Buffer.from('x')),
        async () => bodyStore.get('ab12'),
      ])
        await expect(ask()).rejects.toMatchObject({ exitCode: 78, message: expect.stringMatching(sentence) })
  })
})

describe('a process and its bucket', () => {
  test('fault 16: killed between a body and its row, the body is removed or taken on, and the next run completes', async () => {
    const { env, drop } = await createCliWarehouse()
    const around = { ...env, ...s3.env, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: NOW }
    try {
      s3.setMood('silent')
      const stored = s3.stored()
      const life = startCli(BACKFILL, around)
      await stored
      life.child.kill('SIGKILL')
      expect((await life.ended).code).toBeNull()
      s3.setMood('well')
      const bodies = async () => (await s3.keys()).filter((key) => key.endsWith('.zst'))
      expect(await bodies()).toHaveLength(1)
      await look(env, async (opened) => {
        const warehouse = { ...opened, bodyStores: bucket }
        expect(await readable(warehouse)).toEqual([])
        await warehouse.rows(sql`update orphans set removable_at = now() - interval '1 second'`)
        expect(await removeOrphans(warehouse)).toBe(1)
      })
      expect(await bodies()).toEqual([])
      expect((await startCli(BACKFILL, { ...around, PAPERBOY_NOW: '2025-09-28T12:10:00Z' }).ended).code).toBe(
        0,
      )
      await look(env, async (opened) => {
        expect(await readable({ ...opened, bodyStores: bucket })).toHaveLength(5)
      })
      const wrong = await startCli(['captures', 'show', '1', '--body'], {
        ...around,
        AWS_SECRET_ACCESS_KEY: 'another',
      }).ended
      expect(wrong.code).toBe(78)
      expect(wrong.lines.join('\n')).toMatch(/check AWS_SECRET_ACCESS_KEY; see "npx paperboy config"/)
      expect(wrong.lines.join('\n')).not.toContain('another')
    } finally {
      await drop()
    }
  })
})

test('a folder that may not be made is named with its setting', async () => {
  const bodyStore = folderBodyStore(pathToFileURL('/dev/null/bodies').href)
  await expect(bodyStore.put('ab12', Buffer.from('x'))).rejects.toMatchObject({
    exitCode: 78,
    message: expect.stringMatching(/bodies can't be kept in \/dev\/null\/bodies: set PAPERBOY_CAPTURES/),
  })
  expect(existsSync('/dev/null/bodies')).toBe(false)
})
