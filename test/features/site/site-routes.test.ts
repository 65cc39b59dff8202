import type { z } from '@hono/zod-openapi'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { sql } from '../../../src/base/sql.ts'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeDataset } from '../../../src/features/dataset/jobs/write-dataset.ts'
import { WarehouseTrouble } from '../../../src/base/errors.ts'
import type { coverageSchema, papersSchema } from '../../../src/features/site/api/schemas.ts'
import { datasetPart } from '../../../src/features/dataset/pages/site-part.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'
import type { SiteContext } from '../../../src/features/site/site-context.ts'
import { apiList, madeEntries } from '../../support/api-list.ts'
import { atomProblems, jsonFeedProblems, rssProblems } from '../../support/check-feed.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'
import { runTogether } from '../../support/run-together.ts'

const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')
const SECRET = 'postgres://someone:hunter2@db.internal/papers'

type Papers = z.infer<typeof papersSchema>
type Coverage = z.infer<typeof coverageSchema>

let held: TestWarehouse
let context: SiteContext
let app: ReturnType<typeof siteApp>

beforeAll(async () => {
  // The server where one answers: what is asked here is the same for both.
  held = await createWarehouse()
  const { warehouse } = held
  // Votes that many share: only their ids tell where a page ends.
  const many = madeEntries(23, { upvotes: 7, keywords: ['agents'] }, '2606')
  await loadAll(
    warehouse,
    [
      apiList('2026-06-01', many, '2026-06-04T01:00Z'),
      apiList(
        '2026-06-03',
        [
          { id: '2606.00001', upvotes: 9 },
          {
            id: '2606.09001',
            title: '<script>alert(1)</script> & friends',
            upvotes: 30,
            repository: 'https://github.com/a/b',
            organization: { handle: 'nvidia', name: 'NVIDIA' },
          },
        ],
        '2026-06-06T01:00Z',
      ),
      apiList('2026-06-08', [{ id: '2606.08001', upvotes: 3 }], '2026-06-08T09:00Z'),
      // On no day's list: they come last.
      apiList(
        '2026-06-05',
        madeEntries(6, { upvotes: 50, repository: 'https://github.com/c/d' }, '2605'),
        '2026-06-05T09:00Z',
        { kind: 'trending', key: 'now' },
      ),
    ],
    NOW,
  )
  await warehouse.rows(sql`
    insert into runs (job, arguments, version, parser_version, host, pid, process, alive_until, started_at, ended_at, outcome, counts, error)
    values ('nightly', ${JSON.stringify({ given: SECRET })}::text::jsonb, '1', 1, 'secrethost', 1, 'p', now(), '2026-06-08T09:00Z',
      '2026-06-08T09:01Z', 'partial', ${JSON.stringify({ exitCode: 75, loaded: 3, firstFailure: SECRET })}::text::jsonb, ${SECRET})`)
  await warehouse.rows(sql`
    insert into quarantine (capture_id, position, kind, key, path, reason, raw, observed_at, run_id)
    values (1, 4, 'day', '2026-06-03', 'paper.id', 'expected <b>an id</b>', '{}', '2026-06-06T01:00Z', 1)`)
  await warehouse.rows(sql`
    insert into quotas (site, quota_identity, bucket, budget, version) values ('https://huggingface.co', ${`token:${SECRET}`}, 'pages',
      '{"left": 12, "limit": 200, "endsBeforeMs": 1780920060000, "endsAfterMs": 0, "windowMs": 300000, "nextMs": 0}', 1),
      ('https://huggingface.co', 'secrethost', 'pages',
      '{"left": 7, "limit": 100, "endsBeforeMs": 1780920060000, "endsAfterMs": 0, "windowMs": 300000, "nextMs": 0}', 1)`)
  context = {
    executor: warehouse,
    now: () => NOW,
    source: 'https://huggingface.co',
    publicUrl: 'https://papers.example.org',
    isStatic: false,
  }
  app = siteApp(context)
})
afterAll(async () => held.drop())

const get = async (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })
const json = async <Body = object>(path: string): Promise<Body> => (await get(path)).json() as Promise<Body>

describe('the API', () => {
  test.each([
    ['/api/papers?order=votes&period=this-month', '/papers'],
    ['/api/papers?q=nothing+at+all', '/papers'],
    ['/api/papers/2606.00001', '/papers/{id}'],
    ['/api/days/2026-06-03', '/days/{day}'],
    ['/api/days/2026-06-02', '/days/{day}'],
    ['/api/days/2026-06-03?at=2026-06-07T00:00:00Z', '/days/{day}'],
    ['/api/coverage', '/coverage'],
    ['/api/trending', '/trending'],
  ])('%s is what the OpenAPI document says', async (path, route) => {
    const document = await json('/api/openapi.json')
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
    ajv.addSchema(document, 'api')
    const pointer = `/paths/${route.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}`
    const check = ajv.compile({
      $ref: `api#${pointer}/get/responses/200/content/application~1json/schema`,
    })
    const response = await get(path)
    expect(response.status).toBe(200)
    const body = (await response.json()) as object
    check(body)
    expect(check.errors).toBeNull()
    expect(check({ ...body, more: 1 })).toBe(false)
  })

  test.each([
    'order=votes&period=all',
    'order=newest&period=all',
    'keyword=agents',
    'order=match&q=paper',
    'day=2026-06-01',
    'period=this-month',
  ])('the pages of %s hold every paper once, in one order', async (pairs) => {
    const whole = await json<Papers>(`/api/papers?${pairs}&limit=100`)
    const papers: Papers['papers'] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Papers = await json<Papers>(
        `/api/papers?${pairs}&limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      papers.push(...page.papers)
      expect(page.total).toBe(whole.total)
      cursor = page.next_cursor
    }
    expect(papers.length).toBeGreaterThan(20)
    expect(papers.length).toBe(whole.total)
    if (pairs.startsWith('order=newest'))
      expect(papers.map(({ day }) => day ?? 'none').join()).toMatch(
        /^2026-06-08,2026-06-03(,2026-06-01){23}(,none){6}$/,
      )
    expect(new Set(papers.map(({ paper_id }) => paper_id)).size).toBe(papers.length)
    expect(papers).toEqual(whole.papers)
    expect(papers.map(({ place }) => place)).toEqual(papers.map((_, index) => index + 1))
  })

  test('top is the most papers of all pages together', async () => {
    const first = await json<Papers>('/api/papers?period=all&order=votes&top=5&limit=4')
    const second = await json<Papers>(
      `/api/papers?period=all&order=votes&top=5&limit=4&cursor=${first.next_cursor}`,
    )
    expect([first.papers.length, second.papers.length, second.next_cursor]).toEqual([4, 1, null])
    expect([first.total, second.total]).toEqual([5, 5])
  })

  test.each(['/api/papers?period=all&limit=7', '/api/papers?q=paper&limit=9', '/api/trending?limit=1'])(
    'the Link field of %s leads through all pages',
    async (first) => {
      const ids: string[] = []
      let total = 0
      for (let path: string | undefined = first; path !== undefined;) {
        const response = await get(path)
        const page = (await response.json()) as Papers
        ids.push(...page.papers.map(({ paper_id }) => paper_id))
        ;({ total } = page)
        path = /^<https:\/\/[^/]+([^>]+)>; rel="next"$/.exec(response.headers.get('Link') ?? '')?.[1]
        expect(path === undefined).toBe(page.next_cursor === null)
      }
      expect(ids.length).toBeGreaterThan(1)
      expect([new Set(ids).size, ids.length]).toEqual([total, total])
    },
  )

  test('coverage goes on by its cursor', async () => {
    const first = await json<Coverage>('/api/coverage?limit=5')
    const second = await json<Coverage>(`/api/coverage?limit=5&cursor=${first.next_cursor}`)
    const days = [...first.days, ...second.days].map(({ day, state }) => `${day} ${state}`)
    expect(days).toEqual([
      '2026-06-08 open',
      '2026-06-07 missing',
      '2026-06-06 missing',
      '2026-06-05 missing',
      '2026-06-04 missing',
      '2026-06-03 complete',
      '2026-06-02 missing',
      '2026-06-01 complete',
    ])
    expect(first.gaps).toBe(6)
    expect([first.total, second.total, second.next_cursor]).toEqual([8, 8, null])
    expect((await get('/api/coverage?limit=5')).headers.get('Link')).toBe(
      `<https://papers.example.org/api/coverage?limit=5&cursor=${first.next_cursor}>; rel="next"`,
    )
    expect(first.newest_day).toBe('2026-06-08')
  })

  test.each([
    '/api/papers?q=%00',
    '/api/papers?day=2026-02-30',
    '/api/papers?day=0000-01-01',
    '/api/papers?week=0000-W01',
    '/api/papers?day=2026-06-03&week=2026-W23',
    '/api/papers?day=2026-06-03&day=2026-06-04',
    '/api/papers?order=rank&period=all',
    '/api/papers?limit=0',
    '/api/papers?limit=101',
    '/api/papers?limit=1e2',
    '/api/papers?top=-1',
    '/api/papers?nothing=1',
    '/api/papers?__proto__=1',
    '/api/papers?at=0000-01-01T00:00:00Z&order=momentum',
    '/api/papers?at=9999-12-31T23:59:59-12:00&order=momentum',
    '/api/papers?cursor=x',
    `/api/papers?cursor=${Buffer.from('{"of":"","place":1,"keys":[1],"id":"\\u0000"}').toString('base64url')}`,
    `/api/papers?q=${'a'.repeat(201)}`,
    `/api/papers/${'a'.repeat(201)}`,
    '/api/papers/a%00b',
    '/api/days/tomorrow',
    '/api/days/2026-06-31',
    '/api/days/2026-06-03?at=then',
    '/api/days/2026-06-03?day=2026-06-01',
    '/api/coverage?from=x',
    '/api/coverage?from=2026-06-04&to=2026-06-03',
    '/api/coverage?cursor=zz',
    '/api/trending?at=now',
    '/api/trending?order=votes',
    '/feed.atom?nothing=1',
    '/feed.rss?q=a&q=b',
  ])('%s is refused with what was expected', async (path) => {
    const response = await get(path)
    expect([response.status, response.headers.get('Content-Type')]).toEqual([400, 'application/problem+json'])
    expect(await response.json()).toMatchObject({
      status: 400,
      title: 'Bad Request',
      detail: expect.stringMatching(/.{8}/),
    })
  })

  test.each([
    "' or 1=1 --",
    '%',
    '\\',
    '"',
    '((',
    '&|!',
    ':*',
    '${x}',
    '../../x',
    '\u202e\ud83d',
    '<script>',
  ])('words such as %s find nothing and break nothing', async (text) => {
    for (const name of ['q', 'organization', 'author', 'keyword'])
      expect((await get(`/api/papers?${new URLSearchParams({ [name]: text }).toString()}`)).status).toBe(200)
    expect((await get(`/api/papers/${encodeURIComponent(text.toWellFormed())}`)).status).toBe(404)
  })

  test('a cursor is of one selection', async () => {
    const { next_cursor: cursor } = await json<Papers>('/api/papers?period=all&limit=2')
    expect((await get(`/api/papers?period=all&limit=2&cursor=${cursor}`)).status).toBe(200)
    expect((await get(`/api/papers?keyword=agents&limit=2&cursor=${cursor}`)).status).toBe(400)
  })

  test.each([
    '/api/papers/none',
    '/api/days/2026-06-09',
    '/api/days/2023-05-03',
    '/api/nothing',
    '/feed/day/2026-13-01.atom',
    '/feed/day/2026-06-03.xml',
    '/feed/nothing.atom',
  ])('%s is a 404 with a reason', async (path) => {
    const response = await get(path)
    expect([response.status, response.headers.get('Content-Type')]).toEqual([404, 'application/problem+json'])
  })

  test('what has not changed is not sent again, and what is settled may be kept', async () => {
    for (const path of [
      '/api/days/2026-06-03',
      '/day/2026-06-03',
      '/feed/day/2026-06-03.atom',
      '/coverage',
    ]) {
      const first = await get(path)
      const again = await get(path, { 'If-None-Match': first.headers.get('ETag') ?? '' })
      expect([path, first.status, again.status, await again.text()]).toEqual([path, 200, 304, ''])
      expect(again.headers.get('Cache-Control')).toBe(first.headers.get('Cache-Control'))
      expect((await get(path, { 'If-None-Match': '"other"' })).status).toBe(200)
    }
    const kept = async (path: string) => (await get(path)).headers.get('Cache-Control')
    expect(await kept('/api/days/2026-06-03')).toBe('public, max-age=86400')
    expect(await kept('/feed/day/2026-06-03.json')).toBe('public, max-age=86400')
    expect(await kept('/api/papers?day=2026-06-03')).toBe('public, max-age=86400')
    expect(await kept('/api/days/2026-06-08')).toBe('public, max-age=60')
    expect(await kept('/api/papers?period=newest')).toBe('public, max-age=60')
    expect(await kept('/api/papers?period=this-week')).toBe('public, max-age=60')
  })

  test('a client that asks too often is told when to go on, and others are not', async () => {
    const limited = siteApp({ ...context, proxies: ['loopback'] })
    const ask = async (address: string, forwarded?: string) =>
      limited.request(
        '/api/days/x',
        forwarded === undefined ? {} : { headers: { 'X-Forwarded-For': forwarded } },
        { incoming: { socket: { remoteAddress: address } } },
      )
    const first = await ask('2001:db8::1')
    expect(first.headers.get('RateLimit-Policy')).toBe('"requests";q=300;w=60')
    expect(first.headers.get('RateLimit')).toMatch(/^"requests";r=299;t=\d+$/)
    // One household: its addresses share the first 64 bits.
    for (let asked = 1; asked < 300; asked++) await ask(`2001:db8::${asked.toString(16)}`)
    const refused = await ask('2001:db8::5')
    expect([refused.status, refused.headers.get('Content-Type')]).toEqual([429, 'application/problem+json'])
    expect(refused.headers.get('RateLimit')).toMatch(/^"requests";r=0;t=\d+$/)
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect((await ask('2001:db8:0:1::5')).status).toBe(400)
    expect((await ask('127.0.0.1', 'nonsense, 2001:db8::7')).status).toBe(429)
    expect((await ask('192.0.2.1', '2001:db8::7')).status).toBe(400)
  })
})

describe('feeds', () => {
  test.each([
    '/feed/newest',
    '/feed/trending',
    '/feed/day/2026-06-03',
    '/feed/week/2026-W23',
    '/feed/month/2026-06',
    '/feed',
  ])('%s is good Atom, JSON Feed and RSS, and names itself', async (path) => {
    const pairs = path === '/feed' ? '?keyword=agents' : ''
    const texts: string[] = []
    for (const format of ['atom', 'json', 'rss']) {
      const response = await get(`${path}.${format}${pairs}`)
      expect(response.status).toBe(200)
      texts.push(await response.text())
      expect(texts.at(-1)).toContain(`https://papers.example.org${path}.${format}${pairs}`)
    }
    const [atom = '', feed = '', rss = ''] = texts
    expect([...atomProblems(atom), ...jsonFeedProblems(feed), ...rssProblems(rss)]).toEqual([])
  })

  test.each([
    ['/feed/newest.json', ['2606.08001', '2606.09001', '2606.00001']],
    ['/feed/newest.json?votes=9', ['2606.09001', '2606.00001']],
    ['/feed/newest.json?organization=NVIDIA', ['2606.09001']],
    ['/feed/newest.json?has=code&order=votes', ['2606.09001']],
    ['/feed/newest.json?top=1', ['2606.08001']],
    ['/feed/week/2026-W23.json?votes=9', ['2606.09001', '2606.00001']],
    ['/feed/day/2026-06-03.json?top=1', ['2606.00001']],
  ])('%s takes filters, and shows what passes them', async (path, ids) => {
    const { items } = await json<{ items: { _paperboy: { paper_id: string } }[] }>(path)
    const shown = items.map(({ _paperboy: paper }) => paper.paper_id)
    expect(path.endsWith('newest.json') ? shown.slice(0, 3) : shown).toEqual(ids)
  })

  test.each([
    ['/feed/newest.atom?vote=9', 'vote: this feed takes order, q, organization, author, keyword,'],
    ['/feed/newest.atom?votes=many', 'votes:many: expected a whole number from 0'],
    ['/feed/newest.atom?votes=1&votes=2', 'votes: expected it once'],
    ['/feed/newest.rss?day=2026-06-03', 'day: this feed takes order, q,'],
    ['/feed/trending.json?order=votes', 'order: this feed takes q,'],
    ['/feed/week/2026-W23.atom?order=rank', 'order:rank: ranks are those of one day'],
    ['/feed/day/2026-06-03.atom?period=all', 'period: this feed takes order, q,'],
  ])('%s is refused by name', async (path, words) => {
    const response = await get(path)
    expect(response.status).toBe(400)
    expect(((await response.json()) as { detail: string }).detail).toContain(words)
  })
})

describe('pages', () => {
  test('coverage tells each day by a link with words, gaps, runs, rejections and quota, and no secret', async () => {
    const page = await (await get('/coverage')).text()
    expect(page).toContain('aria-label="3 June 2026: 2 papers, complete"')
    expect(page).toContain('aria-label="8 June 2026: 1 paper so far, still open"')
    expect(page).toContain('aria-label="2 June 2026: never read"')
    expect(page.match(/href="\/day\/2026-06-\d\d" title/g)?.length).toBe(8)
    expect(page).toContain('3 days may be missing or incomplete. 2 days on weekends were never read')
    expect(page).toContain('aria-label="6 June 2026: no list on weekends, never read"')
    const classOf = (day: string) =>
      new RegExp(`<td class="(\\w*)">\\s*<a href="/day/${day}"`).exec(page)?.[1]
    expect(['2026-06-05', '2026-06-06', '2026-06-08'].map(classOf)).toEqual(['gap', 'none', 'open'])
    expect(page).toContain('partial: something is left over for the next run')
    expect(page).toContain('expected &lt;b&gt;an id&lt;/b&gt;')
    expect(page).toContain('pages, with a token (')
    expect(page).toMatch(/<td[^>]*>pages \([0-9a-f]{8}\)/)
    for (const secret of ['hunter2', 'db.internal', 'secrethost']) expect(page).not.toContain(secret)
  })

  test('the front page says how old the newest reading is, and how many days nobody read', async () => {
    const front = async (at: string) => {
      const now = Temporal.Instant.from(at)
      const later = siteApp({ ...context, now: () => now })
      const { document } = parseHTML(await (await later.request('/')).text())
      return [...document.querySelectorAll('main > .fresh, main > .notice')].map((each) =>
        each.textContent.replaceAll(/\s+/g, ' ').trim(),
      )
    }
    expect(await front('2026-06-08T09:14Z')).toEqual([
      'Read 14 minutes ago: 1 paper so far; the list is still open. The newest complete list is that of 3 June 2026.',
    ])
    expect(await front('2026-06-14T09:14Z')).toEqual([
      'Read 6 days ago: 1 paper.',
      '5 days behind. Possibly incomplete: 2026-06-08 (last read 8 Jun 09:00 UTC; may have grown since), ' +
        '2026-06-09 (never read), 2026-06-10 (never read) and 2 more. Coverage',
    ])
  })

  test.each([
    '/',
    '/day/2026-06-03',
    '/week/2026-W23',
    '/month/2026-06',
    '/trending',
    '/trends',
    '/search?q=friends',
    '/paper/2606.09001',
    '/organization/nvidia',
    '/coverage',
    '/data',
    '/feeds',
    '/none',
  ])('the words of %s stand apart without styles', async (path) => {
    expect(runTogether(await (await get(path)).text())).toEqual([])
  })

  test('a list that was last read early says so on its page', async () => {
    const later = siteApp({ ...context, now: () => Temporal.Instant.from('2026-06-14T09:14Z') })
    const page = await (await later.request('/day/2026-06-08')).text()
    expect(page).toContain('last read 8 Jun 09:00 UTC; may have grown since')
    expect(page).not.toContain('still open')
    const calendar = await (await later.request('/coverage')).text()
    expect(calendar).toContain('It is 5 days behind: no day after 8 June 2026 has been read.')
    expect(calendar).toContain('aria-label="8 June 2026: 1 paper, may have grown since it was read"')
  })

  test('data shows the views with what their columns mean, and answers a question', async () => {
    const page = await (await get('/data')).text()
    expect(page).toContain('what it exited with; null until it ends')
    expect(page).toContain('FROM top_of_week(')
    const answered = await (await get('/data?run=22')).text()
    expect(answered).toMatch(/No rows|From this warehouse/)
    expect((await get('/data?run=drop')).status).toBe(200)
  })

  describe('the data set', () => {
    let above: string
    let folder: string
    let offering: ReturnType<typeof siteApp>
    beforeAll(async () => {
      above = await mkdtemp(join(tmpdir(), 'paperboy-offered-'))
      folder = join(above, 'daily-papers')
      offering = siteApp({ ...context, parts: [datasetPart(folder, 'https://hub.example.org/papers')] })
    })
    afterAll(async () => rm(above, { recursive: true }))
    const ask = async (path: string, headers: Record<string, string> = {}) =>
      offering.request(path, { headers })

    test('is not spoken of before it is written', async () => {
      const page = await (
        await siteApp({ ...context, parts: [datasetPart(folder, null)] }).request('/data')
      ).text()
      expect(page).not.toContain('/dataset/')
      expect((await ask('/dataset/README.md')).status).toBe(404)
    })

    test('is offered file by file, whole and by ranges, and nothing beside it is', async () => {
      await writeDataset(
        { warehouse: held.warehouse, signal: new AbortController().signal },
        { folder, formats: ['parquet', 'csv'] },
      )
      await writeFile(join(above, 'secret.txt'), SECRET)
      const page = await (await ask('/data')).text()
      expect(page).toContain('<a href="https://hub.example.org/papers" rel="external">')
      const links = [...page.matchAll(/href="(\/dataset\/[^"]+)"/g)].map(([, link]) => link ?? '')
      expect(links).toEqual(expect.arrayContaining(['/dataset/datapackage.json', '/dataset/croissant.json']))
      const sums = await readFile(join(folder, 'SHA256SUMS'), 'utf8')
      const tables = [...sums.matchAll(/ {2}(\S+\.(?:parquet|csv))$/gm)].map(([, path]) => `/dataset/${path}`)
      expect(links.filter((link) => /\.(?:parquet|csv)$/.test(link)).toSorted()).toEqual(tables.toSorted())
      for (const link of links) {
        const bytes = await readFile(join(folder, link.slice('/dataset/'.length)))
        const whole = await ask(link)
        expect(Buffer.from(await whole.arrayBuffer()).equals(bytes), link).toBe(true)
        expect(whole.headers.get('X-Content-Type-Options')).toBe('nosniff')
        const part = await ask(link, { Range: 'bytes=2-7', 'Accept-Encoding': 'gzip' })
        expect(part.status).toBe(206)
        expect(part.headers.get('Content-Range')).toBe(`bytes 2-7/${bytes.byteLength}`)
        expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(2, 8)), link).toBe(true)
      }
      const [link = ''] = links
      const size = (await readFile(join(folder, link.slice('/dataset/'.length)))).byteLength
      const ranges: [range: string, status: number, says: string | null][] = [
        ['bytes=0-0', 206, `bytes 0-0/${size}`],
        ['bytes=-5', 206, `bytes ${size - 5}-${size - 1}/${size}`],
        [`bytes=5-${10 * size}`, 206, `bytes 5-${size - 1}/${size}`],
        [`bytes=${size - 1}-`, 206, `bytes ${size - 1}-${size - 1}/${size}`],
        [`bytes=${size}-`, 416, `bytes */${size}`],
        ['bytes=-0', 416, `bytes */${size}`],
        ['bytes=7-2', 200, null],
        ['bytes=0-1,4-5', 200, null],
        ['lines=1-2', 200, null],
      ]
      for (const [range, status, says] of ranges) {
        const answer = await ask(link, { Range: range })
        expect([range, answer.status, answer.headers.get('Content-Range')]).toEqual([range, status, says])
        expect((await answer.arrayBuffer()).byteLength).toBe(
          Number(answer.headers.get('Content-Length') ?? 0),
        )
      }
      const head = await offering.request(link, { method: 'HEAD', headers: { Range: 'bytes=0-1' } })
      expect([head.status, head.headers.get('Content-Length')]).toEqual([200, String(size)])
      await writeFile(join(folder, 'notes.txt'), SECRET)
      for (const path of [
        'notes.txt',
        '../secret.txt',
        '%2e%2e/secret.txt',
        '..%2fsecret.txt',
        './../secret.txt',
        'none',
      ])
        expect(await (await ask(`/dataset/${path}`)).text(), path).not.toContain(SECRET)
      expect((await offering.request('/dataset/README.md', { method: 'DELETE' })).status).toBe(405)
      const files = siteApp({
        ...context,
        isStatic: true,
        parts: [datasetPart(null, 'https://hub.example.org/papers')],
      })
      expect(await (await files.request('/data')).text()).toContain('href="https://hub.example.org/papers"')
    })
  })

  test('a download of the data set that goes on later never holds parts of two versions', async () => {
    const above = await mkdtemp(join(tmpdir(), 'paperboy-resumed-'))
    const folder = join(above, 'daily-papers')
    const address = '/dataset/papers/part.csv'
    const offering = siteApp({ ...context, parts: [datasetPart(folder, null)] })
    const ask = async (headers: Record<string, string> = {}) => offering.request(address, { headers })
    const write = async () =>
      writeDataset(
        { warehouse: held.warehouse, signal: new AbortController().signal },
        { folder, formats: ['csv'] },
      )
    await write()
    const first = await ask({ Range: 'bytes=0-9' })
    const [etag, modified] = ['ETag', 'Last-Modified'].map((name) => first.headers.get(name) ?? '')
    expect(etag).toMatch(/^"[^"]+"$/)
    await first.arrayBuffer()
    const rest = async (condition: string) => {
      const answer = await ask({ Range: 'bytes=10-', 'If-Range': condition })
      await answer.arrayBuffer()
      return answer.status
    }
    expect([await rest(etag!), await rest(modified!), await rest('"other"')]).toEqual([206, 206, 200])
    const again = await ask({ 'If-None-Match': `"other", ${etag}` })
    expect([again.status, await again.text(), again.headers.get('ETag')]).toEqual([304, '', etag])
    // The same rows make the same file, which a client may go on with.
    await write()
    expect(await rest(etag!)).toBe(206)
    // A client that has begun gets the version that it began with, whatever is put in its place meanwhile.
    const before = await readFile(join(folder, 'papers/part.csv'))
    const slow = await ask()
    await held.warehouse.rows(sql`update stored_papers set upvotes = upvotes + 1 where id = '2606.00001'`)
    await write()
    const after = await readFile(join(folder, 'papers/part.csv'))
    expect(after.equals(before)).toBe(false)
    expect(Buffer.from(await slow.arrayBuffer()).equals(before)).toBe(true)
    expect(await rest(etag!)).toBe(200)
    expect((await ask({ 'If-None-Match': etag! })).status).toBe(200)
    await held.warehouse.rows(sql`update stored_papers set upvotes = upvotes - 1 where id = '2606.00001'`)
    await rm(above, { recursive: true })
  })

  test('files leave out what needs a server', async () => {
    const files = siteApp({ ...context, isStatic: true })
    const text = async (path: string) => (await files.request(path)).text()
    expect(await text('/feeds')).not.toContain('/api/')
    expect(await text('/data')).not.toContain('run=')
    expect(await text('/coverage')).not.toContain('href="/day/2026-06-02"')
    for (const path of ['/api/papers', '/feed.atom', '/healthz', '/metrics'])
      expect((await files.request(path)).status).toBe(404)
    expect((await files.request('/feed/day/2026-06-03.atom')).status).toBe(200)
  })

  test('a warehouse that does not answer is said so, without a stack', async () => {
    const told: string[] = []
    const broken = siteApp({
      ...context,
      executor: {
        rows: async () => {
          throw new WarehouseTrouble('connection-lost', 'the connection was lost', {
            cause: new Error(SECRET),
            retryable: true,
          })
        },
      },
      onError: ({ message }) => told.push(message),
    })
    for (const path of [
      '/',
      '/coverage',
      '/data',
      '/feeds',
      '/api/papers',
      '/feed/newest.atom',
      '/healthz',
      '/sitemap.xml',
    ]) {
      const response = await broken.request(path)
      const text = await response.text()
      expect([path, response.status, response.headers.get('Retry-After')]).toEqual([path, 503, '60'])
      expect(text).not.toMatch(/hunter2|\.ts:\d/)
    }
    expect(new Set(told)).toEqual(new Set(['the connection was lost']))
  })

  test.each([
    ['3D000', 503],
    ['58030', 503],
    ['42703', 500],
    ['22007', 500],
  ])('an error %s of the database is a %i', async (code, status) => {
    const broken = siteApp({
      ...context,
      executor: {
        rows: async () => {
          throw Object.assign(new Error('the database says no'), { code })
        },
      },
    })
    expect((await broken.request('/coverage')).status).toBe(status)
  })

  test('a bug is no stack either', async () => {
    const broken = siteApp({
      ...context,
      executor: {
        rows: async () => {
          throw new TypeError(SECRET)
        },
      },
    })
    for (const path of ['/coverage', '/api/papers']) {
      const response = await broken.request(path)
      expect(response.status).toBe(500)
      expect(await response.text()).not.toMatch(/hunter2|\.ts:\d/)
    }
    expect((await broken.request('/healthz')).status).toBe(503)
  })
})

describe('programs', () => {
  test('health, robots and the sitemap answer, and only this machine sees the measures', async () => {
    expect(await json('/healthz')).toEqual({ status: 'ok' })
    expect(await (await get('/robots.txt')).text()).toContain(
      'Sitemap: https://papers.example.org/sitemap.xml',
    )
    const map = await (await get('/sitemap.xml')).text()
    expect(map).toContain('<loc>https://papers.example.org/day/2026-06-03</loc>')
    expect(map).not.toContain('2026-06-02')
    const here = siteApp({ ...context, proxies: [] })
    await here.request('/healthz')
    const measures = async (address: string, headers: Record<string, string> = {}) =>
      here.request('/metrics', { headers }, { incoming: { socket: { remoteAddress: address } } })
    const mine = await measures('::ffff:127.0.0.1')
    expect(await mine.text()).toContain(
      'paperboy_http_request_duration_seconds_count{method="GET",route="/healthz",status="200"} 1',
    )
    expect((await measures('192.0.2.1')).status).toBe(404)
    expect((await measures('127.0.0.1', { 'X-Forwarded-For': '192.0.2.1' })).status).toBe(404)
  })

  test('nothing takes a body', async () => {
    const response = await app.request('/api/papers', { method: 'POST', body: 'x'.repeat(100_000) })
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
    expect((await app.request('/api/papers', { method: 'HEAD' })).status).toBe(200)
  })
})
