import { parse } from 'csv-parse/sync'
import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { siteApp } from '../../../src/features/site/site-app.ts'
import type { SiteContext } from '../../../src/features/site/site-context.ts'
import { indexPapersWithoutText } from '../../../src/load/history/index-texts.ts'
import { apiList } from '../../support/api-list.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')
const ONE = { id: '2606.00001', title: 'One & <b>only</b>', keywords: ['agents', '=1+1'] }
const TWO = { id: '2606.00002', title: 'Two', keywords: ['agents'] }

describe('comparisons, charts to take away, and cards', () => {
  let held: TestWarehouse
  let context: SiteContext
  let app: ReturnType<typeof siteApp>
  beforeAll(async () => {
    held = await createWarehouse()
    await loadAll(
      held.warehouse,
      [
        apiList(
          '2026-06-04',
          [
            { ...ONE, upvotes: 1 },
            { ...TWO, upvotes: 1200 },
          ],
          '2026-06-04T12:00Z',
        ),
        apiList(
          '2026-06-04',
          [
            { ...ONE, upvotes: 1300 },
            { ...TWO, upvotes: 1250 },
          ],
          '2026-06-06T12:00Z',
        ),
      ],
      NOW,
    )
    await indexPapersWithoutText(held.warehouse)
    context = {
      executor: held.warehouse,
      now: () => NOW,
      source: 'https://site.example',
      publicUrl: 'https://papers.example.org',
      isStatic: false,
    }
    app = siteApp(context)
  })
  afterAll(async () => held.drop())

  const get = async (path: string) => {
    const response = await app.request(path)
    const text = await response.text()
    return { response, text, document: parseHTML(text).document }
  }
  const texts = (document: Document, selector: string) =>
    [...document.querySelectorAll(selector)].map((each) => each.textContent.replaceAll(/\s+/g, ' ').trim())

  test('trends and the page of a keyword lead here', async () => {
    for (const [path, to] of [
      ['/trends', '/compare'],
      ['/keyword/agents', '/compare?keyword=agents'],
    ] as const) {
      const { document } = await get(path)
      expect([path, document.querySelectorAll(`main a[href="${to}"]`).length]).toEqual([path, 1])
    }
  })

  test('papers stand side by side from their own starts', async () => {
    const { response, document } = await get(
      `/compare?paper=${ONE.id}&paper=https://arxiv.org/abs/${TWO.id}v2`,
    )
    expect(response.status).toBe(200)
    const [votes] = [...document.querySelectorAll('figure.chart')]
    expect(texts(document, 'figcaption')[0]).toBe('Votes by days since submission')
    expect(votes?.querySelectorAll('.line-1, .line-2').length).toBeGreaterThanOrEqual(2)
    const rows = [...(votes?.querySelectorAll('tbody tr') ?? [])].map((row) => texts(row as never, 'th, td'))
    expect(rows.map(([, name, value]) => [name, value])).toEqual([
      [ONE.title, '1'],
      [ONE.title, '1,300'],
      ['Two', '1,200'],
      ['Two', '1,250'],
    ])
    expect(Number(rows[1]?.[0]) - Number(rows[0]?.[0])).toBeCloseTo(2)
    expect(document.querySelectorAll('b')).toHaveLength(0)
  })

  test('keywords are compared by their share of a month', async () => {
    const { document } = await get('/compare?keyword=Agents&keyword=nothing')
    expect(texts(document, 'tbody td')).toEqual(['Agents', '100.0', 'nothing', '0.0'])
  })

  test.each([
    ['/compare', 200],
    ['/compare?paper=nope', 200],
    ['/compare?paper=%00&keyword=%00&paper=%ED%A0%80', 200],
    [`/compare?${'paper=2606.00001&keyword=a&'.repeat(50)}`, 200],
    [`/compare?keyword=${'x'.repeat(5000)}`, 200],
  ])('%s is answered', async (path, status) => {
    expect((await app.request(path)).status).toBe(status)
  })

  test('links of a comparison add and remove', async () => {
    const { document } = await get(`/compare?paper=${ONE.id}&keyword=agents&chart=`)
    const removing = [...document.querySelectorAll('a[rel=nofollow][aria-label]')].map((link) =>
      link.getAttribute('href'),
    )
    expect(removing).toEqual(['/compare?keyword=agents', `/compare?paper=${ONE.id}`])
    expect(document.querySelectorAll('input[type=hidden]')).toHaveLength(2)
  })

  test('every chart of a page is had as SVG and as CSV', async () => {
    const { document } = await get(`/compare?paper=${ONE.id}&paper=${TWO.id}`)
    const files = [...document.querySelectorAll('.downloads a')].map(
      (link) => link.getAttribute('href') ?? '',
    )
    expect(files[0]).toBe(`/compare?paper=${ONE.id}&paper=${TWO.id}&chart=votes.svg`)
    for (const file of [...files, `/trends?chart=ranks.csv`, `/paper/${ONE.id}?chart=votes.csv`]) {
      const { response, text } = await get(file)
      expect([file, response.status]).toEqual([file, 200])
      expect(response.headers.get('content-disposition')).toMatch(
        /^attachment; filename="[\w.-]+\.(svg|csv)"$/,
      )
      if (file.endsWith('.svg'))
        expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*><style>/)
      else expect(parse(text).length).toBeGreaterThan(1)
    }
    const { text } = await get(`/paper/${ONE.id}?chart=votes.csv`)
    expect(parse(text)).toEqual([
      ['Time (UTC)', 'votes'],
      ['2026-06-04T12:00:00.000Z', '1'],
      ['2026-06-06T12:00:00.000Z', '1300'],
    ])
  })

  test('a chart that a page does not have is none, and a program takes no keyword for a formula', async () => {
    for (const name of ['nope.svg', 'votes.png', 'votes', '../x.csv'])
      expect((await app.request(`/paper/${ONE.id}?chart=${name}`)).status).toBe(404)
    expect((await app.request('/paper/nope?chart=votes.svg')).status).toBe(404)
    const { text } = await get('/compare?keyword=%3D1%2B1&chart=keywords.csv')
    expect(text).toContain("'=1+1")
  })

  test('charts of two pages that are made at once do not mix', async () => {
    const answers = await Promise.all(
      [ONE, TWO, ONE, TWO].map(async ({ id }) => (await app.request(`/paper/${id}?chart=votes.csv`)).text()),
    )
    expect(answers.map((text) => parse(text).at(-1)?.[1])).toEqual(['1300', '1250', '1300', '1250'])
  })

  test('each page has a card, which is a picture of its title', async () => {
    const { document } = await get(`/paper/${ONE.id}`)
    const address = document.querySelector('meta[property="og:image"]')?.getAttribute('content') ?? ''
    expect(address).toBe(`https://papers.example.org/paper/${ONE.id}?card=svg`)
    const { response, text } = await get(new URL(address).pathname + new URL(address).search)
    expect(response.headers.get('content-type')).toBe('image/svg+xml')
    expect(text).toContain('>One &amp; &lt;b>only&lt;/b></text>')
    expect(parseHTML(text).document.querySelectorAll('b, script')).toHaveLength(0)
    expect((await app.request('/paper/nope?card=svg')).headers.get('content-type')).toMatch(/^text\/html/)
  })
})
