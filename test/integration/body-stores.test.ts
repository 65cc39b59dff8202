import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { sql } from '../../src/base/sql.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { forget } from '../../jobs/load/captures.ts'
import { loadConfig } from '../../src/base/config.ts'
import { readBody, eachCapture, storeCaptures } from '../../src/load/captures/capture-store.ts'
import { openBodyStores } from '../../src/load/captures/body-stores/open-body-stores.ts'
import { removeOrphans } from '../../src/load/captures/orphans.ts'
import { moveBodies } from '../../src/load/captures/move-bodies.ts'
import { pruneCaptures } from '../../src/load/captures/prune-captures.ts'
import {
  type BodyStore,
  type BodyStores,
  NO_BODY_STORES,
  pathInStore,
} from '../../src/load/warehouse/body-stores.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import type { Capture } from '../../src/model/capture.ts'
import { dayListing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { type S3, startS3 } from '../support/s3.ts'
import { emptied } from '../support/tables.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')
const SIGNAL = new AbortController().signal

let s3: S3
let folder: string
let bodyStores: { readonly folder: BodyStores; readonly bucket: BodyStores }
beforeAll(async () => {
  s3 = await startS3()
  folder = await mkdtemp(join(tmpdir(), 'paperboy-bodies-'))
  const elsewhere = { PAPERBOY_CAPTURES: join(folder, 'bodies') }
  bodyStores = {
    folder: openBodyStores(await loadConfig({ env: { ...s3.env, ...elsewhere }, cwd: folder })),
    bucket: openBodyStores(await loadConfig({ env: s3.env, cwd: folder })),
  }
})
afterAll(async () => {
  await s3.stop()
  await rm(folder, { recursive: true })
})

/** Keeps what is put there, and refuses what is to be put on a condition. */
async function startPlainStore() {
  const kept = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    void (async () => {
      const { method, url = '', headers } = request
      const body = await buffer(request)
      if (method === 'PUT' && headers['if-none-match'] !== undefined) response.writeHead(501)
      else if (method === 'PUT') kept.set(url, body)
      else if (!kept.has(url)) response.writeHead(404)
      response.end(method === 'GET' ? kept.get(url) : undefined)
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A response of a day whose body is these words. */
function response(day: string, words: string): Capture {
  const url = `https://papers.example/date/${day}`
  const known = { url, finalUrl: url, status: 200, fetchedWith: 'http', headers: {} } as const
  return { listing: dayListing(day), form: 'page', fetchedAt: NOW, body: Buffer.from(words), ...known }
}

describe('bodies outside of the warehouse', () => {
  let held: TestWarehouse
  const on = (which: BodyStores): Warehouse => ({ ...held.warehouse, bodyStores: which })
  const run = async () => {
    const [row] = await held.warehouse.rows<{ id: string }>(sql`
      insert into runs (job, arguments, version, parser_version, host, pid, process, alive_until, started_at)
      values ('test', '{}', 'test', 1, 'test', 1, 'test', now(), now()) returning id::text as id`)
    return row?.id ?? ''
  }
  const orphans = async () =>
    held.warehouse.rows<{ sha256: string }>(sql`select sha256 from orphans order by sha256`)
  const age = async () =>
    held.warehouse.rows(sql`update orphans set removable_at = now() - interval '1 second'`)
  const textOf = async (warehouse: Warehouse, id: string) =>
    Buffer.from((await readBody(warehouse, id)) ?? []).toString()
  /** Names of all bodies in a body store, the other one's left out. */
  const lying = async (which: 'folder' | 'bucket') =>
    which === 'bucket'
      ? (await s3.keys()).map((key) => key.slice('bodies/'.length)).filter((name) => name.includes('.zst'))
      : existsSync(join(folder, 'bodies'))
        ? (await readdir(join(folder, 'bodies'), { recursive: true })).filter((name) => name.includes('.zst'))
        : []

  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterEach(async () => {
    for (const key of await s3.keys()) await s3.tamper(key, null)
    await rm(join(folder, 'bodies'), { recursive: true, force: true })
    await emptied(held.warehouse)
  })
  afterAll(async () => held.drop())

  describe.each(['folder', 'bucket'] as const)('in a %s', (which) => {
    test('an identical body is stored once, by its hash, and is read as it was', async () => {
      const warehouse = on(bodyStores[which])
      const captures = [
        response('2026-06-01', 'one'),
        response('2026-06-02', 'one'),
        response('2026-06-03', 'two'),
      ]
      const stored = await storeCaptures(warehouse, captures, await run())
      const hashes = [...new Set(stored.map(({ sha256 }) => sha256))]
      expect((await lying(which)).sort()).toEqual(hashes.map(pathInStore).sort())
      expect(
        await held.warehouse.rows(sql`select count(*)::int as count from capture_bodies where zstd is null`),
      ).toEqual([{ count: 2 }])
      expect(await orphans()).toEqual([])
      const read: string[] = []
      for await (const { body } of eachCapture(warehouse)) read.push(Buffer.from(body).toString())
      expect(read).toEqual(['one', 'one', 'two'])
      const puts = s3.asked.length
      await storeCaptures(warehouse, [response('2026-06-04', 'two')], '1')
      // Its row tells that it lies there already.
      expect(s3.asked).toHaveLength(puts)
    })

    test('a forgotten body is removed after the last response that has it, and its tombstone stays', async () => {
      const warehouse = on(bodyStores[which])
      const captures = [response('2026-06-01', 'one'), response('2026-06-02', 'one')]
      await storeCaptures(warehouse, captures, await run())
      const context = jobContext(warehouse, 'http://127.0.0.1:9', () => NOW)
      expect((await forget(context, ['1'], null)).exitCode).toBe(0)
      expect(await lying(which)).toHaveLength(1)
      expect(await textOf(warehouse, '2')).toBe('one')
      expect((await forget(context, ['2'], null)).exitCode).toBe(0)
      expect(await lying(which)).toEqual([])
      expect(await orphans()).toEqual([])
      expect(
        await held.warehouse.rows(sql`select capture_id::int as id from forgotten_captures order by 1`),
      ).toEqual([{ id: 1 }, { id: 2 }])
    })

    test('a body that is not there, or is another, is told with its capture and where it was looked for', async () => {
      const warehouse = on(bodyStores[which])
      const [stored] = await storeCaptures(warehouse, [response('2026-06-01', 'one')], await run())
      const path = pathInStore(stored?.sha256 ?? '')
      const put = async (bytes: Uint8Array | null) => {
        if (which === 'bucket') await s3.tamper(`bodies/${path}`, bytes)
        else if (bytes) await writeFile(join(folder, 'bodies', path), bytes)
        else await rm(join(folder, 'bodies', path))
      }
      await put(Buffer.from('no zstd'))
      await expect(readBody(warehouse, '1')).rejects.toThrow(
        new RegExp(`the body of capture 1 in .*${path} can't be decompressed: put it there again`),
      )
      await put(null)
      const missing = new RegExp(
        `the body of capture 1 is not there: looked for in .*${path}: put it there again`,
      )
      await expect(readBody(warehouse, '1')).rejects.toThrow(missing)
      await expect(eachCapture(warehouse).next()).rejects.toMatchObject({
        code: 'body-missing',
        exitCode: 78,
      })
    })

    test('bodies are moved there from the table and back, and are removed where they were an hour later', async () => {
      const captures = [response('2026-06-01', 'one'), response('2026-06-02', 'two')]
      await storeCaptures(on(NO_BODY_STORES), captures, await run())
      const outside = on(bodyStores[which])
      const inTable = on({ ...bodyStores[which], current: () => null })
      expect(await moveBodies(outside, SIGNAL, () => undefined)).toMatchObject({ moved: 2, left: [] })
      expect(await lying(which)).toHaveLength(2)
      expect(await textOf(inTable, '2')).toBe('two')
      expect(await orphans()).toEqual([])
      expect(await moveBodies(outside, SIGNAL, () => undefined)).toMatchObject({ moved: 0 })
      expect(await moveBodies(inTable, SIGNAL, () => undefined)).toMatchObject({ moved: 2, left: [] })
      expect(await textOf(on(NO_BODY_STORES), '1')).toBe('one')
      expect(await removeOrphans(inTable)).toBe(0)
      expect(await lying(which)).toHaveLength(2)
      await age()
      expect(await removeOrphans(inTable)).toBe(2)
      expect(await lying(which)).toEqual([])
    })
  })

  test('responses in the table, in a folder and in a bucket are read in their order, whatever the setting is now', async () => {
    await storeCaptures(on(NO_BODY_STORES), [response('2026-06-01', 'one')], await run())
    await storeCaptures(on(bodyStores.folder), [response('2026-06-02', 'two')], '1')
    await storeCaptures(on(bodyStores.bucket), [response('2026-06-03', 'three')], '1')
    const read: string[] = []
    for await (const { body } of eachCapture(on(bodyStores.folder))) read.push(Buffer.from(body).toString())
    expect(read).toEqual(['one', 'two', 'three'])
    expect(await moveBodies(on(bodyStores.bucket), SIGNAL, () => undefined)).toMatchObject({
      moved: 2,
      left: [],
    })
    await age()
    await removeOrphans(on(bodyStores.bucket))
    expect([await lying('folder'), (await lying('bucket')).length]).toEqual([[], 3])
  })

  test('moving leaves a lost body where it was, says so, and moves the others', async () => {
    const captures = [response('2026-06-01', 'one'), response('2026-06-02', 'two')]
    const [first] = await storeCaptures(on(bodyStores.bucket), captures, await run())
    await s3.tamper(`bodies/${pathInStore(first?.sha256 ?? '')}`, null)
    const moved = await moveBodies(on(bodyStores.folder), SIGNAL, () => undefined)
    expect(moved).toMatchObject({
      moved: 1,
      left: [expect.stringMatching(/is not there: looked for in http/)],
    })
    expect(await lying('folder')).toHaveLength(1)
    expect(await textOf(on(bodyStores.folder), '2')).toBe('two')
  })

  test('thinning takes out what lies outside, too', async () => {
    const warehouse = on(bodyStores.folder)
    await storeCaptures(warehouse, [response('2026-06-01', 'one')], await run())
    // Nothing refers to it any more, as after a thinning of its response.
    await held.warehouse.rows(sql`delete from captures`)
    expect(await pruneCaptures(warehouse, NOW)).toMatchObject({ bodies: 1, bytes: 0 })
    expect(await removeOrphans(warehouse)).toBe(1)
    expect(await lying('folder')).toEqual([])
  })

  test('fault 16: a body whose row was never committed is removed an hour later, one that came again is kept', async () => {
    const warehouse = on(bodyStores.folder)
    const bodyStore = bodyStores.folder.current() as BodyStore
    const dying = on({
      ...bodyStores.folder,
      current: () => ({
        ...bodyStore,
        put: async (sha256, zstd) => {
          await bodyStore.put(sha256, zstd)
          throw new Error('killed')
        },
      }),
    })
    const captures = [response('2026-06-01', 'one'), response('2026-06-02', 'two')]
    await expect(storeCaptures(dying, captures, await run())).rejects.toThrow('killed')
    expect(
      await held.warehouse.rows(sql`select 1 from captures union all select 1 from capture_bodies`),
    ).toEqual([])
    await storeCaptures(warehouse, captures.slice(0, 1), '1')
    expect(await removeOrphans(warehouse)).toBe(0)
    expect(await lying('folder')).toHaveLength(2)
    await age()
    expect(await removeOrphans(warehouse)).toBe(1)
    expect(await lying('folder')).toHaveLength(1)
    expect(await textOf(warehouse, '1')).toBe('one')
  })

  test('fault 16: a body that was removed while its writer slept is noted again before it is written', async () => {
    let sleeps = true
    const noted: number[] = []
    const bodyStore = bodyStores.folder.current() as BodyStore
    const put = async (sha256: string, zstd: Uint8Array) => {
      noted.push((await orphans()).length)
      await bodyStore.put(sha256, zstd)
    }
    const slow: Warehouse = {
      ...on({ ...bodyStores.folder, current: () => ({ ...bodyStore, put }) }),
      transaction: async (work) => {
        if (sleeps) {
          sleeps = false
          await age()
          await removeOrphans(on(bodyStores.folder))
        }
        return held.warehouse.transaction(work)
      },
    }
    await storeCaptures(slow, [response('2026-06-01', 'one')], await run())
    expect(noted).toEqual([1])
    expect(await textOf(on(bodyStores.folder), '1')).toBe('one')
    expect(await orphans()).toEqual([])
  })

  test('fault 19: two store the same bodies at once', async () => {
    const warehouse = on(bodyStores.folder)
    const runId = await run()
    const batch = (day: string) => [response(day, 'one'), response(`${day.slice(0, -1)}9`, 'two')]
    await Promise.all([
      storeCaptures(warehouse, batch('2026-06-01'), runId),
      storeCaptures(warehouse, batch('2026-06-11').toReversed(), runId),
    ])
    expect(await orphans()).toEqual([])
    const read: string[] = []
    for await (const { body } of eachCapture(warehouse)) read.push(Buffer.from(body).toString())
    expect(read.sort()).toEqual(['one', 'one', 'two', 'two'])
    expect(await lying('folder')).toHaveLength(2)
  })

  test('fault 19: what is stored again while its last response is forgotten keeps its body', async () => {
    const warehouse = on(bodyStores.folder)
    await storeCaptures(on(NO_BODY_STORES), [response('2026-06-01', 'one')], await run())
    const bodyStore = bodyStores.folder.current() as BodyStore
    const writing = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const put = async (sha256: string, zstd: Uint8Array) => {
      writing.resolve()
      await goOn.promise
      await bodyStore.put(sha256, zstd)
    }
    // The known body lies in the table and is not written again; the new one of the same batch takes its time.
    const storing = storeCaptures(
      on({ ...bodyStores.folder, current: () => ({ ...bodyStore, put }) }),
      [response('2026-06-02', 'one'), response('2026-06-03', 'two')],
      '1',
    )
    await writing.promise
    const { promise: forgotten, resolve, reject } = Promise.withResolvers<string>()
    forget(
      jobContext(warehouse, 'http://127.0.0.1:9', () => NOW),
      ['1'],
      null,
    ).then(() => resolve('forgotten'), reject)
    const waits = async (): Promise<string> => {
      for (;;) {
        const [row] = await held.warehouse.rows<{ waits: boolean }>(sql`
          select exists (select from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())) as waits`)
        if (row?.waits) return 'waits'
        await sleep(20)
      }
    }
    expect(await Promise.race([forgotten, waits()])).toBe('waits')
    goOn.resolve()
    await Promise.all([storing, forgotten])
    const read: string[] = []
    for await (const { body } of eachCapture(warehouse)) read.push(Buffer.from(body).toString())
    expect(read.sort()).toEqual(['one', 'two'])
    expect(await lying('folder')).toHaveLength(1)
  })
})

describe('a body store', () => {
  let mine: TestWarehouse
  let other: TestWarehouse
  beforeAll(async () => {
    mine = await createWarehouse()
    other = await createWarehouse()
  })
  afterAll(async () => {
    await mine.drop()
    await other.drop()
  })
  const opened = async (which: 'folder' | 'bucket') => {
    const there = { PAPERBOY_CAPTURES: which === 'bucket' ? 's3://papers/own' : join(folder, 'own') }
    return openBodyStores(await loadConfig({ env: { ...s3.env, ...there }, cwd: folder }))
  }
  const storeIn = async ({ warehouse }: TestWarehouse, to: BodyStores, words: string) =>
    storeCaptures({ ...warehouse, bodyStores: to }, [response('2026-06-03', words)], '1')

  test.each(['folder', 'bucket'] as const)(
    'in a %s is that of the warehouse that came first, for writing, moving and removing',
    async (which) => {
      await storeIn(mine, await opened(which), 'mine')
      await storeIn(mine, await opened(which), 'mine, in another process')
      const refused = /are those of another warehouse.*PAPERBOY_CAPTURES.*remove .*paperboy-warehouse/
      const theirs = await opened(which)
      await expect(storeIn(other, theirs, 'theirs')).rejects.toThrow(refused)
      await expect(
        moveBodies({ ...other.warehouse, bodyStores: theirs }, SIGNAL, () => undefined),
      ).rejects.toThrow(refused)
      // As if it had written there before body stores were marked.
      await other.warehouse.rows(sql`
        insert into orphans select b.sha256, d.id, now() - interval '1 second'
        from body_stores d, (values (${createHash('sha256').update('mine').digest('hex')})) b(sha256)`)
      await expect(removeOrphans({ ...other.warehouse, bodyStores: theirs })).rejects.toThrow(refused)
      const read = []
      for await (const { body } of eachCapture({ ...mine.warehouse, bodyStores: await opened(which) }))
        read.push(Buffer.from(body).toString())
      expect(read).toEqual(expect.arrayContaining(['mine', 'mine, in another process']))
      await other.warehouse.rows(sql`delete from orphans`)
    },
  )

  test.each([
    ['folder', 100],
    ['bucket', 3],
  ] as const)(
    'that eight warehouses come to at once is that of one: in a %s, %i times',
    async (which, times) => {
      for (let time = 0; time < times; time++) {
        const there = which === 'bucket' ? `s3://papers/at-once-${time}` : join(folder, `at-once-${time}`)
        const settings = await loadConfig({ env: { ...s3.env, PAPERBOY_CAPTURES: there }, cwd: folder })
        const claims = await Promise.all(
          Array.from({ length: 8 }, async (_, each) =>
            openBodyStores(settings).current()?.claim(`warehouse ${each}`),
          ),
        )
        expect(new Set(claims.map((claim) => claim?.warehouse)).size, there).toBe(1)
        if (which === 'folder') expect(await readdir(there)).toEqual(['paperboy-warehouse'])
      }
    },
  )

  test('of a service that knows no conditions is marked all the same', async () => {
    const { url, close } = await startPlainStore()
    try {
      const settings = { ...s3.env, AWS_ENDPOINT_URL: url, PAPERBOY_CAPTURES: 's3://papers/plain' }
      const at = async () => openBodyStores(await loadConfig({ env: settings, cwd: folder })).current()
      expect((await (await at())?.claim('first'))?.warehouse).toBe('first')
      expect((await (await at())?.claim('second'))?.warehouse).toBe('first')
    } finally {
      await close()
    }
  })

  test('whose mark a killed process left empty is marked anew', async () => {
    const at = join(folder, 'empty')
    await mkdir(at)
    await writeFile(join(at, 'paperboy-warehouse'), '')
    const bodyStore = bodyStores.folder.at(pathToFileURL(at).href)
    expect(await bodyStore.claim('mine')).toEqual({ warehouse: 'mine', mark: join(at, 'paperboy-warehouse') })
  })
})

test('a body that many write into a folder at once lies there once, with nothing beside it', async () => {
  const bodyStore = bodyStores.folder.at(pathToFileURL(join(folder, 'shared')).href)
  const body = Buffer.alloc(300_000, 'x')
  await Promise.all(Array.from({ length: 12 }, async () => bodyStore.put('cd34', body)))
  expect(await readdir(join(folder, 'shared', 'cd', '34'))).toEqual(['cd34.zst'])
  expect(Buffer.from((await bodyStore.get('cd34')) ?? []).equals(body)).toBe(true)
})

test('bodies in a folder are for their owner only', async () => {
  const bodyStore = bodyStores.folder.at(pathToFileURL(join(folder, 'mine')).href)
  await bodyStore.put('ab12', Buffer.from('one'))
  const mode = async (path: string) => ((await stat(join(folder, 'mine', path))).mode & 0o777).toString(8)
  expect([await mode('.'), await mode('ab/12'), await mode('ab/12/ab12.zst')]).toEqual(['700', '700', '600'])
})
