import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pictureOf } from '../../../demo/page/picture.ts'
import { type Replica, startReplica } from '../../../demo/replica.ts'
import { sql } from '../../../src/base/sql.ts'
import { buildSite } from '../../../src/features/site/jobs/build-site.ts'
import {
  isPublic,
  MOST_PICTURE_BYTES,
  pictureFetcher,
} from '../../../src/features/site/pictures/fetch-picture.ts'
import {
  otherMedia,
  pictureAddresses,
  pictureSource,
} from '../../../src/features/site/pictures/picture-addresses.ts'
import { openPictureStore, type PictureStore } from '../../../src/features/site/pictures/picture-store.ts'
import { readPictureType } from '../../../src/features/site/pictures/read-picture-type.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'
import type { SiteContext } from '../../../src/features/site/site-context.ts'
import { apiList } from '../../support/api-list.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const CDN = 'https://cdn-thumbnails.huggingface.co'
const SITE = 'https://huggingface.co'
const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')

describe('addresses', () => {
  test.each([
    [`${CDN}/a.png`, `${CDN}/a.png`],
    [
      'https://cdn-uploads.huggingface.co/production/uploads/x.jpeg',
      'https://cdn-uploads.huggingface.co/production/uploads/x.jpeg',
    ],
    ['http://cdn-thumbnails.huggingface.co/a.png', null],
    ['https://cdn-thumbnails.huggingface.co:8443/a.png', null],
    ['https://user:word@cdn-thumbnails.huggingface.co/a.png', null],
    ['https://huggingface.co.example.org/a.png', null],
    ['https://evilhuggingface.co/a.png', null],
    ['https://127.0.0.1/a.png', null],
    ['https://[::1]/a.png', null],
    ['https://example.org/?https://cdn-thumbnails.huggingface.co/a.png', null],
    ['file:///etc/passwd', null],
    ['a.png', null],
  ])('%s is fetched from %s', (address, expected) => {
    expect(pictureSource(address, SITE)?.href ?? null).toBe(expected)
  })

  test('a stand-in for the site stands in for its hosts of pictures, and for no others', () => {
    const standIn = 'http://127.0.0.1:8080'
    expect(pictureSource(`${CDN}/a.png?x=1`, standIn)?.href).toBe(`${standIn}/a.png`)
    expect(pictureSource(`${standIn}/a.png`, standIn)?.href).toBe(`${standIn}/a.png`)
    expect(pictureSource('http://127.0.0.1:9090/a.png', standIn)).toBeNull()
    expect(pictureSource('https://example.org/a.png', standIn)).toBeNull()
  })

  test.each([
    '10.0.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '192.168.1.1',
    '172.16.0.1',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '224.0.0.1',
    'x',
  ])('%s is no address of the open internet', (address) => expect(isPublic(address)).toBe(false))
  test('others are', () => expect(['1.1.1.1', '2606:4700::1111'].map(isPublic)).toEqual([true, true]))

  test('what was submitted with a paper comes before its card, and films are no pictures', () => {
    const thumbnailUrl = `${CDN}/t.png`
    const film = 'https://cdn-uploads.huggingface.co/f.mp4'
    const media = ['https://cdn-uploads.huggingface.co/a.PNG', film]
    expect(pictureAddresses({ thumbnailUrl, mediaUrls: media })).toEqual([media[0]])
    expect(pictureAddresses({ thumbnailUrl, mediaUrls: [film] })).toEqual([thumbnailUrl])
    expect(pictureAddresses({ thumbnailUrl: null, mediaUrls: null })).toEqual([])
    expect(otherMedia({ thumbnailUrl, mediaUrls: media })).toEqual([film])
  })
})

test('what a picture is, its bytes say', () => {
  const png = pictureOf('x')
  expect(readPictureType(png)).toBe('png')
  expect(
    readPictureType(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')),
  ).toBeNull()
  expect(readPictureType(Buffer.from('<!doctype html><script>alert(1)</script>'))).toBeNull()
  expect(readPictureType(new Uint8Array())).toBeNull()
  expect(readPictureType(png.subarray(0, 12))).toBeNull()
  const huge = Buffer.from(png)
  huge.writeUInt32BE(60_000, 16)
  huge.writeUInt32BE(60_000, 20)
  expect(readPictureType(huge)).toBeNull()
})

describe('what is fetched', () => {
  let server: Server
  let site: string
  let folder: string
  let asked: string[]
  let answer: (request: IncomingMessage, response: ServerResponse) => void
  let now = NOW
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '')
      answer(request, response)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paperboy-pictures-'))
    asked = []
    now = NOW
    answer = (_request, response) => response.end(pictureOf('x'))
  })
  afterEach(async () => rm(folder, { recursive: true, force: true }))

  const store = async (mostBytes = 50_000_000): Promise<PictureStore> =>
    openPictureStore({
      folder,
      mostBytes,
      fetchPicture: pictureFetcher({ site, userAgent: 'paperboy/test' }),
      now: () => now,
    })

  test('is fetched once, however many ask and however often it is opened', async () => {
    const first = await store()
    const both = await Promise.all([first.get(`${CDN}/a.png`), first.get(`${CDN}/a.png`)])
    expect(both.map((picture) => picture?.type)).toEqual(['image/png', 'image/png'])
    expect((await (await store()).get(`${CDN}/a.png`))?.bytes).toEqual(Buffer.from(pictureOf('x')))
    expect(asked).toEqual(['/a.png'])
    expect(first.known(`${CDN}/a.png`)?.ending).toBe('png')
  })

  test.each<[string, (response: ServerResponse) => void]>([
    [
      'a page',
      (response) => response.writeHead(200, { 'content-type': 'image/png' }).end('<script>alert(1)</script>'),
    ],
    [
      'an SVG',
      (response) =>
        response.writeHead(200, { 'content-type': 'image/png' }).end('<svg width="1" height="1"/>'),
    ],
    ['a 404', (response) => response.writeHead(404).end(pictureOf('x'))],
    [
      'a redirect to another host',
      (response) => response.writeHead(302, { location: 'https://example.org/a.png' }).end(),
    ],
    [
      'a redirect into the house',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/a.png' }).end(),
    ],
    ['redirects without end', (response) => response.writeHead(302, { location: '/a.png' }).end()],
    [
      'more than is taken',
      (response) => response.end(Buffer.concat([pictureOf('x'), Buffer.alloc(MOST_PICTURE_BYTES)])),
    ],
  ])('%s is none, and is not asked for again that day', async (_name, reply) => {
    answer = (_request, response) => reply(response)
    const pictures = await store()
    expect(await pictures.get(`${CDN}/a.png`)).toBeNull()
    const times = asked.length
    expect(await pictures.get(`${CDN}/a.png`)).toBeNull()
    expect(await (await store()).get(`${CDN}/a.png`)).toBeNull()
    expect(asked).toHaveLength(times)
    expect(times).toBeLessThanOrEqual(3)
    answer = (_request, response) => response.end(pictureOf('x'))
    now = NOW.add({ hours: 48 })
    expect(await pictures.get(`${CDN}/a.png`)).not.toBeNull()
  })

  test.each<[string, (response: ServerResponse) => void]>([
    ['no answer', (response) => response.destroy()],
    [
      'half a picture',
      (response) =>
        response.writeHead(200, { 'content-length': '5000' }).write('x', () => response.destroy()),
    ],
    ['a 503', (response) => response.writeHead(503).end()],
    ['a 429', (response) => response.writeHead(429).end()],
  ])('after %s it is asked for again some minutes later', async (_name, reply) => {
    answer = (_request, response) => reply(response)
    const pictures = await store()
    expect(await pictures.get(`${CDN}/a.png`)).toBeNull()
    expect(await pictures.get(`${CDN}/a.png`)).toBeNull()
    expect(asked).toHaveLength(1)
    answer = (_request, response) => response.end(pictureOf('x'))
    now = NOW.add({ minutes: 6 })
    expect(await pictures.get(`${CDN}/a.png`)).not.toBeNull()
  })

  test('another host is never asked, whatever the warehouse says', async () => {
    const pictures = await store()
    expect(await pictures.get('http://169.254.169.254/latest/a.png')).toBeNull()
    expect(await pictures.get('https://example.org/a.png')).toBeNull()
    expect(asked).toEqual([])
  })

  test('pictures take no more room than they may: those not looked at for longest go', async () => {
    const size = pictureOf('x').length
    const pictures = await store(size * 3 + 10)
    for (const name of ['a', 'b', 'c']) await pictures.get(`${CDN}/${name}.png`)
    await pictures.get(`${CDN}/a.png`)
    await pictures.get(`${CDN}/d.png`)
    expect(['a', 'b', 'c', 'd'].map((name) => pictures.known(`${CDN}/${name}.png`) !== null)).toEqual([
      true,
      false,
      true,
      true,
    ])
    await expect.poll(async () => (await readdir(folder)).length).toBe(3)
  })
})

describe('pictures on pages, from the replica', () => {
  let held: TestWarehouse
  let replica: Replica
  let folder: string
  let context: SiteContext
  const ID = '2606.00001'
  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ quota: false })
    folder = await mkdtemp(join(tmpdir(), 'paperboy-pictures-'))
    const papers = [
      { id: ID, upvotes: 3, organization: { handle: 'an-org', name: 'An Organization' } },
      { id: '2606.00002', upvotes: 2 },
      { id: '2606.00003', upvotes: 1 },
    ]
    await loadAll(held.warehouse, [apiList('2026-06-04', papers, '2026-06-05T12:00Z')], NOW)
    const uploads = 'https://cdn-uploads.huggingface.co/production/uploads'
    await held.warehouse.rows(sql`
      update stored_papers set thumbnail_url = ${`${CDN}/social-thumbnails/papers/`} || id || '.png',
        media_urls = case id when ${ID} then array[${`${uploads}/a.png`}, ${`${uploads}/b.png`}, ${`${uploads}/c.mp4`}]
          when '2606.00003' then array['https://example.org/elsewhere.png'] end`)
    await held.warehouse.rows(sql`
      update stored_organizations set avatar_url = 'https://cdn-avatars.huggingface.co/v1/production/uploads/org.png'`)
    context = {
      executor: held.warehouse,
      now: () => NOW,
      source: replica.url,
      publicUrl: null,
      isStatic: false,
      pictures: await openPictureStore({
        folder: join(folder, 'pictures'),
        mostBytes: 50_000_000,
        fetchPicture: pictureFetcher({ site: replica.url, userAgent: 'paperboy/test' }),
        now: () => NOW,
      }),
    }
  })
  afterAll(async () => {
    await replica.close()
    await held.drop()
    await rm(folder, { recursive: true, force: true })
  })

  test('a reader asks this host only, and has each picture with its place kept for it', async () => {
    const app = siteApp(context)
    const page = await (await app.request(`/paper/${ID}`)).text()
    const all = [...page.matchAll(/<img\s[^>]*>/g)].map(([image]) => image)
    const images = all.filter((image) => image.includes('/picture/'))
    expect(images.map((image) => /src="([^"]*)"/.exec(image)?.[1])).toEqual([
      `/picture/${ID}`,
      `/picture/${ID}/2`,
    ])
    for (const image of images) expect(image).toMatch(/alt=""\s+width="600"\s+height="324"\s+loading="lazy"/)
    expect(page).toMatch(/href="[^"]*c\.mp4" rel="noopener nofollow external"/)
    const picture = await app.request(`/picture/${ID}/2`)
    expect([
      picture.status,
      picture.headers.get('content-type'),
      picture.headers.get('x-content-type-options'),
    ]).toEqual([200, 'image/png', 'nosniff'])
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(Buffer.from(pictureOf('uploads/b')))
    const again = await app.request(`/picture/${ID}/2`, {
      headers: { 'if-none-match': picture.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
    const profiles = all.filter((image) => !images.includes(image))
    expect(profiles.map((image) => /src="([^"]*)"/.exec(image)?.[1])).toEqual([
      '/logo/an-org',
      '/avatar/someone',
    ])
    for (const image of profiles) expect(image).toMatch(/alt=""\s+width="18"\s+height="18"\s+loading="lazy"/)
    const { requests } = replica
    expect(requests.map(({ path }) => path)).toEqual(['/production/uploads/b.png'])
  })

  test.each(['nope', '%00', `${ID}/9`, '2606.00003'])(
    '/picture/%s is the drawing that stands in',
    async (path) => {
      const answer = await siteApp(context).request(`/picture/${path}`)
      expect([
        answer.status,
        answer.headers.get('content-type'),
        answer.headers.get('cache-control'),
      ]).toEqual([200, 'image/svg+xml', 'public, max-age=60'])
    },
  )

  test('an organization has its logo, and who has no picture a letter', async () => {
    const app = siteApp(context)
    const logo = await app.request('/logo/an-org')
    expect(logo.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await logo.arrayBuffer())).toEqual(Buffer.from(pictureOf('uploads/org')))
    for (const path of ['/logo/none', '/logo/%00', '/avatar/someone', '/avatar/%3Cscript%3E']) {
      const drawn = await app.request(path)
      expect([drawn.status, drawn.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
      expect(await drawn.text()).toMatch(/>[A-Z0-9]?<\/text>/)
    }
    expect(await (await app.request('/organization/an-org')).text()).toMatch(/<img\s+class="logo"/)
  })

  test('without the setting pages have none, and nothing answers', async () => {
    const app = siteApp({ ...context, pictures: undefined })
    expect(await (await app.request(`/paper/${ID}`)).text()).not.toContain('<img')
    expect((await app.request(`/picture/${ID}`)).status).toBe(404)
  })

  test('a static site has those that could be had as files, and no gap where one is gone', async () => {
    const site = join(folder, 'site')
    const build = async (pictures: PictureStore | undefined) =>
      buildSite(
        { ...context, isStatic: true, pictures },
        { folder: site, signal: new AbortController().signal, onPhase: () => undefined, workers: null },
      )
    const page = async (id: string) => readFile(join(site, `paper/${id}/index.html`), 'utf8')
    await build(context.pictures)
    expect(await page(ID)).toContain(`src="/picture/${ID}.png"`)
    expect(await page(ID)).toContain('src="/logo/an-org.png"')
    expect(await readFile(join(site, 'logo/an-org.png'))).toEqual(Buffer.from(pictureOf('uploads/org')))
    expect(await page('2606.00003')).not.toContain('<img')
    // Avatars are no files, and no page waits for one.
    expect(await readFile(join(site, '.paperboy', 'manifest.json'), 'utf8')).not.toContain('/avatar/')
    expect(await readFile(join(site, `picture/${ID}.png`))).toEqual(Buffer.from(pictureOf('uploads/a')))
    expect(await build(context.pictures)).toMatchObject({ written: 0 })
    const forgetful: PictureStore = {
      get: async () => Promise.resolve(null),
      known: () => null,
      isNew: () => false,
    }
    await build(forgetful)
    expect(await page(ID)).toContain(`src="/picture/${ID}.png"`)
    expect(readPictureType(await readFile(join(site, `picture/${ID}.png`)))).toBe('png')
    expect((await readFile(join(site, `picture/${ID}.png`))).length).toBeLessThan(100)
    await build(undefined)
    expect(await page(ID)).not.toContain('<img')
    for (const name of ['picture', 'logo']) expect(await readdir(site)).not.toContain(name)
  })
})
