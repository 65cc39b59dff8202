import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { importArchives, importSaved } from '../../jobs/import/import.ts'
import { UsageError } from '../../src/base/errors.ts'
import type { Listing } from '../../src/model/listing.ts'
import { sql } from '../../src/base/sql.ts'
import { jobContext, keepingLogger } from '../support/job-context.ts'
import { httpAnswer, type MadeRecord, warcBytes } from '../support/warc-files.ts'
import { type TestWarehouse, createEmbedded } from '../support/warehouses.ts'

const run = promisify(execFile)

const NOW = '2025-09-26T20:00:00Z'
/** Later than the replica's own clock: what wget archives has the time of this machine. */
const LATER = Temporal.Instant.from('2099-01-01T00:00:00Z')
const SITE = 'https://huggingface.co'
const WGET = '/usr/bin/wget'

let replica: Replica
let folder: string
let page: Buffer
let newest: Buffer
let list: Buffer
const open: TestWarehouse[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-archives-'))
  replica = await startReplica({ now: NOW, quota: false })
  page = await got('/papers/date/2025-09-24')
  newest = await got('/papers')
  list = await got('/api/daily_papers?date=2025-09-23')
})
afterEach(async () => {
  for (const held of open.splice(0)) await held.drop()
})
afterAll(async () => {
  await replica.close()
  await rm(folder, { recursive: true })
})

async function got(path: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(replica.url + path)).arrayBuffer())
}

async function fresh(now = LATER, site = replica.url) {
  const held = await createEmbedded()
  open.push(held)
  const { logger, messages } = keepingLogger()
  const context = { ...jobContext(held.warehouse, site, () => now), logger }
  const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
  const captures = async () =>
    held.warehouse.rows(sql`
      select kind, key, form, to_json(fetched_at) #>> '{}' as at, octet_length(url) > 0 as named, loaded
      from captures order by kind, key, fetched_at, form`)
  return { context, select, captures, messages }
}

const VIEWS = ['paper_days', 'snapshots', 'listing_papers']

const response = (
  path: string,
  date: string,
  block: string | Uint8Array,
  more: Partial<MadeRecord> = {},
): MadeRecord => ({
  type: 'response',
  block,
  ...more,
  fields: {
    'Content-Type': 'application/http; msgtype=response',
    'WARC-Target-URI': path.startsWith('/') ? SITE + path : path,
    'WARC-Date': date,
    ...more.fields,
  },
})

/** A body in chunks, as HTTP/1.1 sends what it does not know the length of. */
const chunked = (body: Uint8Array) => {
  const half = body.byteLength >> 1
  return Buffer.concat([
    Buffer.from(`${half.toString(16)};name=value\r\n`),
    body.subarray(0, half),
    Buffer.from(`\r\n${(body.byteLength - half).toString(16).toUpperCase()}\r\n`),
    body.subarray(half),
    Buffer.from('\r\n0\r\nTrailer: x\r\n\r\n'),
  ])
}

async function imported(records: readonly MadeRecord[], packed = true) {
  const path = join(folder, `${crypto.randomUUID()}.warc${packed ? '.gz' : ''}`)
  await writeFile(path, warcBytes(records, packed))
  const into = await fresh()
  return { ...into, path, result: await importArchives(into.context, [path]) }
}

test('a crawl of somebody else gives the same history as the same pages saved one by one', async () => {
  const records = [
    { type: 'warcinfo', block: 'software: their crawler\r\n' },
    response('/papers/date/2025-09-24', '2025-09-25T08:00:00Z', httpAnswer(page)),
    response('/api/daily_papers?date=2025-09-23', '2025-09-25T08:00:01Z', httpAnswer(list, {})),
    response('/papers', '2025-09-26T21:00:00Z', httpAnswer(newest)),
  ]
  const saved = [
    { name: 'page.html', body: page, key: '2025-09-24', at: '2025-09-25T08:00:00Z' },
    { name: 'list.json', body: list, key: '2025-09-23', at: '2025-09-25T08:00:01Z' },
    { name: 'newest.html', body: newest, key: '2025-09-26', at: '2025-09-26T21:00:00Z' },
  ]
  for (const { name, body } of saved) await writeFile(join(folder, name), body)
  const one = await fresh()
  await importSaved(
    one.context,
    saved.map(({ name, key, at }) => ({
      path: join(folder, name),
      listing: { kind: 'day', key } as const,
      capturedAt: Temporal.Instant.from(at),
    })),
  )
  for (const packed of [true, false]) {
    const { select, result } = await imported(records, packed)
    expect(result).toMatchObject({
      exitCode: 0,
      runCounts: { captures: 3, loaded: 3, passedOver: { warcinfo: 1 } },
    })
    for (const view of VIEWS) {
      const all = `select * from ${view} order by 1, 2, 3`
      expect(await select(all), view).toEqual(await one.select(all))
    }
    expect((await select('select 1 from paper_days')).length).toBeGreaterThan(30)
  }
})

const BODY: Readonly<Record<string, () => string | Uint8Array>> = {
  'WARC 1.0': () => httpAnswer(page),
  gzip: () => httpAnswer(gzipSync(page), { 'Content-Encoding': 'gzip' }),
  deflate: () => httpAnswer(deflateSync(page), { 'content-encoding': 'deflate' }),
  'deflate without its frame': () => httpAnswer(deflateRawSync(page), { 'content-encoding': 'deflate' }),
  br: () => httpAnswer(brotliCompressSync(page), { 'Content-Encoding': 'br' }),
  zstd: () => httpAnswer(zstdCompressSync(page), { 'Content-Encoding': 'zstd' }),
  chunks: () => httpAnswer(chunked(page), { 'Transfer-Encoding': 'chunked' }),
  'chunks of br': () =>
    httpAnswer(chunked(brotliCompressSync(page)), {
      'Transfer-Encoding': 'chunked',
      'Content-Encoding': 'br',
    }),
  'gzip in the transfer coding': () =>
    httpAnswer(chunked(gzipSync(page)), { 'Transfer-Encoding': 'gzip, chunked' }),
  'codings that were undone, and are named still': () =>
    httpAnswer(page, { 'Transfer-Encoding': 'chunked', 'Content-Encoding': 'br' }),
  'no header field': () => httpAnswer(page, {}),
  'no header field and no empty line': () => Buffer.concat([Buffer.from('HTTP/1.0 200 OK\n'), page]),
  'no HTTP at all': () => page,
  'lines that end with LF, and a folded field': () =>
    Buffer.concat([Buffer.from('HTTP/1.1 200 OK\nContent-Type: text/html;\n charset=utf-8\n\n'), page]),
  'a length that is that of the coded body': () =>
    httpAnswer(page, { 'Content-Encoding': 'gzip', 'Content-Length': '1000' }),
}

test.each(Object.keys(BODY))('an answer with %s is read', async (form) => {
  const record = response('/papers/date/2025-09-24', '2025-09-25T08:00:00Z', BODY[form]!(), {
    version: form === 'WARC 1.0' ? '1.0' : '1.1',
  })
  const { select, result } = await imported([record])
  expect(result).toMatchObject({ exitCode: 0, runCounts: { loaded: 1, passedOver: {} } })
  expect((await select('select 1 from paper_days')).length).toBe(result.runCounts.entries)
})

test('a resource is read as it is, whoever wrote it', async () => {
  const fields = {
    'WARC-Target-URI': `<${replica.url}/papers/date/2025-09-24>`,
    'WARC-Date': '2025-09-25T08:00:00Z',
  }
  const { result, captures } = await imported([{ type: 'resource', fields, block: page }])
  expect(result.runCounts).toMatchObject({ loaded: 1 })
  expect(await captures()).toMatchObject([
    { kind: 'day', key: '2025-09-24', at: '2025-09-25T08:00:00+00:00' },
  ])
})

test('a revisit is the list at another time, where its original is in the file', async () => {
  const id = '<urn:uuid:00000000-0000-4000-8000-000000000001>'
  const uri = `${SITE}/papers/date/2025-09-24`
  const revisit = (date: string, fields: Readonly<Record<string, string>>, block = '') =>
    response('/papers/date/2025-09-24', date, block, {
      type: 'revisit',
      fields: {
        'WARC-Profile': 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest',
        ...fields,
      },
    })
  const digest = { 'WARC-Payload-Digest': 'sha1:AAAA' }
  const notModified = { 'WARC-Profile': 'http://netpreserve.org/warc/1.1/revisit/server-not-modified' }
  const { result, captures } = await imported([
    revisit('2025-09-26T08:00:00Z', { 'WARC-Refers-To': id }),
    response('/papers/date/2025-09-24', '2025-09-25T08:00:00Z', httpAnswer(page), {
      fields: { 'WARC-Record-ID': id, ...digest },
    }),
    revisit('2025-09-27T08:00:00Z', {
      'WARC-Refers-To-Target-URI': uri,
      'WARC-Refers-To-Date': '2025-09-25T08:00:00Z',
    }),
    revisit('2025-09-28T08:00:00Z', digest, 'HTTP/1.1 304 Not Modified\r\n\r\n'),
    revisit('2025-09-29T08:00:00Z', { 'WARC-Refers-To': '<urn:uuid:elsewhere>' }),
    // The sum of an answer without a body says nothing of what was not sent again.
    revisit('2025-09-30T08:00:00Z', { ...digest, ...notModified }),
    revisit('2025-10-01T08:00:00Z', { 'WARC-Refers-To': id, ...notModified }),
  ])
  expect(result.runCounts).toMatchObject({ captures: 5, passedOver: { revisit_without_original: 2 } })
  expect((await captures()).map(({ at }) => String(at).slice(0, 10))).toEqual([
    '2025-09-25',
    '2025-09-26',
    '2025-09-27',
    '2025-09-28',
    '2025-10-01',
  ])
})

test('what is no list of the site is passed over, and each is counted by its reason', async () => {
  const day = '/papers/date/2025-09-24'
  const at = '2025-09-25T08:00:00Z'
  const { result, captures, messages } = await imported([
    { type: 'warcinfo' },
    { type: 'request', fields: { 'WARC-Target-URI': SITE + day } },
    { type: 'request', fields: { 'WARC-Target-URI': SITE + day } },
    { type: 'metadata' },
    { type: 'screenshot' },
    response('https://example.org/papers/date/2025-09-24', at, httpAnswer(page)),
    response('dns:huggingface.co', at, '127.0.0.1'),
    response('/models', at, httpAnswer(page)),
    response('/api/daily_papers?date=2025-09-23&limit=10', at, httpAnswer(list)),
    response(day, at, httpAnswer('', { Location: '/papers' }, '302 Found')),
    response(day, at, httpAnswer(page.subarray(0, 1000), { 'Content-Length': String(page.byteLength) })),
    response(day, at, httpAnswer(chunked(page).subarray(0, -20), { 'Transfer-Encoding': 'chunked' })),
    response(day, at, httpAnswer(page), { fields: { 'WARC-Truncated': 'length' } }),
    response(day, at, httpAnswer(gzipSync(page).subarray(0, -20), { 'Content-Encoding': 'gzip' })),
    response(day, 'yesterday', httpAnswer(page)),
    response('/papers', at, httpAnswer('<html><body>Welcome</body></html>')),
    response('/papers/date/2025-10-09', at, httpAnswer(page)),
    response(day, at, httpAnswer(page)),
  ])
  expect(result.exitCode).toBe(0)
  expect(result.runCounts).toMatchObject({ captures: 1, loaded: 1 })
  expect(result.runCounts.passedOver).toEqual({
    warcinfo: 1,
    request: 2,
    metadata: 1,
    other_type: 1,
    other_host: 2,
    not_a_list: 1,
    part_of_a_list: 1,
    other_status: 1,
    cut_short: 3,
    undecodable: 1,
    without_time: 1,
    without_day: 1,
    no_such_list: 1,
  })
  expect(await captures()).toHaveLength(1)
  expect(messages).toContainEqual(
    expect.stringMatching(/^17 records of archives skipped \(3 cut short, 2 request, 2 other host, /),
  )
})

test('an archive without a list is refused with the number of its records and why, and nothing is written', async () => {
  const day = '/papers/date/2025-09-24'
  const at = '2025-09-25T08:00:00Z'
  const path = join(folder, 'none.warc')
  const records = [
    { type: 'warcinfo' },
    { type: 'request', fields: { 'WARC-Target-URI': SITE + day } },
    response('https://example.org/papers/date/2025-09-24', at, httpAnswer(page)),
    response(day, at, httpAnswer('', { Location: '/login' }, '302 Found')),
    response(day, at, httpAnswer('', { Location: '/login' }, '302 Found')),
  ]
  await writeFile(path, warcBytes(records, false))
  const { context, captures } = await fresh()
  const refused = importArchives(context, [path])
  await expect(refused).rejects.toThrow(UsageError)
  await expect(refused).rejects.toThrow(
    /none\.warc: no list of http\S+ in it, so nothing was imported: 5 records of archives skipped \(2 other status, 1 warcinfo, 1 request, 1 other host\); expected answers with 200/,
  )
  expect(await captures()).toEqual([])
  expect(await context.warehouse.rows(sql`select id from runs`)).toEqual([])
})

test('every kind of listing is found by its address', async () => {
  const at = '2025-09-26T21:00:00Z'
  const listings: readonly (readonly [path: string, listing: Listing])[] = [
    ['/papers/week/2025-W39', { kind: 'week', key: '2025-W39' }],
    ['/papers/month/2025-09', { kind: 'month', key: '2025-09' }],
    ['/papers/trending', { kind: 'trending', key: 'now' }],
    ['/papers?q=language+models', { kind: 'query', key: 'language models' }],
    ['/api/daily_papers?sort=trending', { kind: 'trending', key: 'now' }],
  ]
  const answers = await Promise.all(
    listings.map(async ([path], index) =>
      response(path, `2025-09-26T21:00:0${index}Z`, httpAnswer(await got(path), {})),
    ),
  )
  const [id] = /\d{4}\.\d{5}/.exec(page.toString('utf8')) ?? []
  answers.push(response(`/papers/${id}`, at, httpAnswer(await got(`/papers/${id}`))))
  const { result, captures } = await imported(answers)
  expect(result).toMatchObject({ exitCode: 0, runCounts: { loaded: 6, passedOver: {} } })
  expect((await captures()).map(({ kind, key }) => [kind, key].join(':')).sort()).toEqual(
    [...listings.map(([, { kind, key }]) => `${kind}:${key}`), `paper:${id}`].sort(),
  )
})

test.skipIf(!existsSync(WGET))('what wget archives of the site that is set is its history', async () => {
  const path = join(folder, 'theirs')
  await run(WGET, [
    '--quiet',
    '--no-config',
    '--no-proxy',
    '--compression=auto',
    `--output-document=${join(folder, 'dump')}`,
    `--warc-file=${path}`,
    `${replica.url}/robots.txt`,
    `${replica.url}/papers/date/2025-09-24`,
    `${replica.url}/api/daily_papers?date=2025-09-23`,
    `${replica.url}/papers`,
  ])
  const { context, captures, select } = await fresh()
  const { exitCode, runCounts } = await importArchives(context, [`${path}.warc.gz`])
  expect({ exitCode, runCounts }).toMatchObject({
    exitCode: 0,
    runCounts: { captures: 3, loaded: 3, passedOver: { warcinfo: 1, request: 4, not_a_list: 1 } },
  })
  expect((await captures()).map(({ kind, key, form, loaded }) => [kind, key, form, loaded])).toEqual([
    ['day', '2025-09-23', 'api', true],
    ['day', '2025-09-24', 'page', true],
    ['day', '2025-09-26', 'page', true],
  ])
  expect((await select('select 1 from paper_days')).length).toBe(runCounts.entries)
})
