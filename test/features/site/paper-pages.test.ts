import { sql } from '../../../src/base/sql.ts'
import type { Hono } from 'hono'
import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexPapersWithoutText } from '../../../src/load/history/index-texts.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'
import { apiList, madeEntries } from '../../support/api-list.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')
const HOSTILE = {
  title: '</title><script>alert(1)</script> "مرحبا',
  author: 'Ann </a><img src=x onerror=alert(1)>',
  keyword: 'rag/<b>50% off?#',
  organization: 'a/b?"x"&%..',
}
const RAG = ['RAG', 'dense retrieval', HOSTILE.keyword]
/** A mebibyte without a place to break it. */
const LONG = 'unbroken'.repeat(131_072)

const FIRST = {
  id: '2605.00001',
  title: 'Retrieval with maps',
  keywords: RAG,
  organization: { handle: HOSTILE.organization, name: '<i>Acme</i>' },
}
const SECOND = { id: '2606.00002', title: 'Retrieval at scale', keywords: RAG, authors: ['Jane Doe'] }
const THIRD = {
  id: '2606.00003',
  title: HOSTILE.title,
  keywords: RAG,
  authors: ['Jane Doe', HOSTILE.author],
  repository: 'javascript:alert(1)',
  submitter: { id: 'u2', handle: 'bringer' },
}
const LONG_KNOWN = '2601.00001'

describe('pages about one thing', () => {
  let held: TestWarehouse
  let app: Hono
  beforeAll(async () => {
    held = await createWarehouse()
    const day = '2026-06-04'
    await loadAll(
      held.warehouse,
      [
        apiList('2026-01-07', madeEntries(3, { upvotes: 1 }, '2601'), '2026-01-07T12:00Z'),
        apiList('2026-05-20', [{ ...FIRST, upvotes: 50 }], '2026-05-20T12:00Z'),
        apiList(day, [SECOND], '2026-06-04T12:00Z'),
        apiList(
          day,
          [
            { ...THIRD, upvotes: 9, comments: 2 },
            { ...SECOND, title: 'Retrieval at <any> size', upvotes: 5 },
          ],
          '2026-06-05T12:00Z',
        ),
        apiList(
          day,
          [
            { ...SECOND, title: 'Retrieval at <any> size', upvotes: 40 },
            { ...THIRD, upvotes: 30, comments: 3 },
          ],
          '2026-06-08T10:00Z',
        ),
      ],
      NOW,
    )
    await indexPapersWithoutText(held.warehouse)
    await held.warehouse.rows(sql`update stored_papers set abstract = ${LONG} where id = ${THIRD.id}`)
    await held.warehouse.rows(sql`
      insert into stored_snapshots (paper_id, observed_at, upvotes, comments, run_id, capture_id)
      select ${LONG_KNOWN}, timestamptz '2026-01-08Z' + n * interval '1 hour', n, 0, 1, 1 from generate_series(1, 3000) n`)
    await held.warehouse.rows(sql`
      insert into stored_comments (id, paper_id, parent_id, position, kind, text, created_at, hidden, observed_at, run_id, capture_id)
      values
        ('c1', ${SECOND.id}, null, 1, 'comment', 'Asks **boldly** <script>alert(2)</script>', '2026-06-05Z', false, '2026-06-06Z', 1, 1),
        ('c2', ${SECOND.id}, 'c1', 2, 'comment', 'Answers', '2026-06-05Z', false, '2026-06-06Z', 1, 1),
        ('c3', ${SECOND.id}, 'gone', 3, 'comment', 'not to be seen', '2026-06-05Z', true, '2026-06-06Z', 1, 1)`)
    await held.warehouse.rows(sql`
      insert into linked_repositories (paper_id, kind, name, position, likes, downloads, first_seen, last_without, observed_at, run_id, capture_id)
      values
        (${SECOND.id}, 'dataset', 'acme/maps', 1, null, null, '2026-06-06Z', null, '2026-06-06Z', 1, 1),
        (${SECOND.id}, 'model', 'acme/retriever', 1, 1, 2000, '2026-06-06Z', '2026-06-05Z', '2026-06-06Z', 1, 1)`)
    await held.warehouse.rows(sql`
      insert into paper_upvoters (paper_id, account_id, first_seen, run_id, capture_id)
      select ${SECOND.id}, id, timestamptz '2026-06-06Z', 1, 1 from stored_accounts where handle = 'bringer'`)
    app = siteApp({
      executor: held.warehouse,
      now: () => NOW,
      source: 'https://site.example',
      publicUrl: null,
      isStatic: false,
    })
  })
  afterAll(async () => held.drop())

  async function pageOf(path: string) {
    const response = await app.request(path)
    const text = await response.text()
    return { status: response.status, text, document: parseHTML(text).document }
  }
  const texts = (document: Document, selector: string) =>
    [...document.querySelectorAll(selector)].map((element) =>
      element.textContent.replaceAll(/\s+/g, ' ').trim(),
    )

  test('accounts that the page of Hugging Face named among its upvoters are named, as some of them', async () => {
    const { document } = await pageOf(`/paper/${SECOND.id}`)
    const list = document.querySelector('ul[aria-label=Upvoters]')
    expect(list?.querySelector('a')?.getAttribute('href')).toBe('https://site.example/bringer')
    expect(list?.previousElementSibling?.textContent).toContain('Some of them')
    const { document: other } = await pageOf(`/paper/${FIRST.id}`)
    expect(other.querySelector('ul[aria-label=Upvoters]')).toBe(null)
  })

  test('a count that never changed is told in a sentence, not drawn', async () => {
    const { text, document } = await pageOf(`/paper/${FIRST.id}`)
    expect(document.querySelectorAll('figure.chart')).toHaveLength(0)
    expect(text).toMatch(/Votes: \d+ votes?, unchanged since /)
  })

  test.each([
    `/paper/${SECOND.id}`,
    `/paper/${THIRD.id}`,
    `/paper/${LONG_KNOWN}`,
    `/organization/${encodeURIComponent(HOSTILE.organization)}`,
    `/author/${encodeURIComponent(HOSTILE.author)}`,
    `/keyword/${encodeURIComponent(HOSTILE.keyword)}`,
    '/submitter/bringer',
    '/trends',
  ])('%s has charts that say what they show, and no markup but our own', async (path) => {
    const { status, text, document } = await pageOf(path)
    expect(status).toBe(200)
    const charts = [...document.querySelectorAll('figure.chart')]
    expect(charts.length).toBeGreaterThan(0)
    for (const chart of charts) {
      const plot = chart.querySelector('svg')!
      expect(plot.getAttribute('role')).toBe('img')
      const [title, description] = (plot.getAttribute('aria-labelledby') ?? '').split(' ')
      expect(plot.querySelector('title')?.id).toBe(title)
      expect(plot.querySelector('desc')?.id).toBe(description)
      expect(plot.querySelector('desc')?.textContent).toMatch(/\d/)
      expect(plot.outerHTML.length).toBeLessThan(15_000)
      expect(chart.querySelectorAll('details tbody tr[data-x]').length).toBeGreaterThan(0)
      expect(chart.querySelectorAll('details tbody tr').length).toBeLessThanOrEqual(180)
    }
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(document.querySelectorAll('[style]')).toHaveLength(0)
    expect(document.querySelectorAll('style')).toHaveLength(1)
    expect(document.querySelectorAll('script:not([type="application/ld+json"])')).toHaveLength(1)
    expect(document.querySelectorAll('img, b, i')).toHaveLength(0)
    expect(document.querySelector('[href^="javascript"]')).toBeNull()
    expect((await pageOf(path)).text).toBe(text)
  })

  test('every link on them to another of them leads somewhere', async () => {
    const start = [`/paper/${FIRST.id}`, `/paper/${SECOND.id}`, `/paper/${THIRD.id}`, '/trends']
    const links = new Set<string>()
    for (const path of start) {
      const { document } = await pageOf(path)
      for (const link of document.querySelectorAll('main a[href^="/"]')) {
        const href = link.getAttribute('href')!
        if (/^\/(paper|organization|author|keyword|submitter|day)\//.test(href)) links.add(href)
      }
    }
    expect([...links].map((link) => link.split('/')[1])).toEqual(
      expect.arrayContaining(['paper', 'organization', 'author', 'keyword', 'submitter', 'day']),
    )
    for (const link of links) expect([link, (await app.request(link)).status]).toEqual([link, 200])
  })

  test.each([
    '/paper/nope',
    '/paper/%00',
    '/organization/nope',
    '/author/%00',
    '/keyword/nope',
    '/submitter/nope',
    '/author/%E0%A4%A',
  ])('%s is said not to be known', async (path) => {
    const { status, document } = await pageOf(path)
    expect(status).toBe(404)
    expect(texts(document, 'main p')[0]).toMatch(/No (list|paper)/)
  })

  test('a paper is a ScholarlyArticle to programs, whatever its texts hold', async () => {
    const { document, text } = await pageOf(`/paper/${THIRD.id}`)
    const block = document.querySelector('script[type="application/ld+json"]')?.textContent ?? ''
    const data = JSON.parse(block) as Record<string, unknown>
    expect([data['@type'], data['headline'], data['sameAs']]).toEqual([
      'ScholarlyArticle',
      HOSTILE.title,
      [`https://arxiv.org/abs/${THIRD.id}`, `https://site.example/papers/${THIRD.id}`],
    ])
    expect(data['author']).toEqual(['Jane Doe', HOSTILE.author].map((name) => ({ '@type': 'Person', name })))
    expect(text.match(/<script/g)).toHaveLength(2)
  })

  test.each([
    ['bib', 'application/x-bibtex; charset=utf-8', /^@misc\{/],
    ['ris', 'application/x-research-info-systems; charset=utf-8', /^TY {2}- UNPB\r\n/],
  ])('a citation is had as a .%s file, the same as on the page', async (ending, type, start) => {
    const response = await app.request(`/paper/${SECOND.id}.${ending}`)
    const body = await response.text()
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
    expect(body).toMatch(start)
    const { document } = await pageOf(`/paper/${SECOND.id}`)
    const shown = document.querySelector(`#${ending === 'bib' ? 'bibtex' : 'ris'}-text`)?.textContent
    expect(shown?.replaceAll('\r', '')).toBe(body.replaceAll('\r', ''))
    expect((await app.request(`/paper/nope.${ending}`)).status).toBe(404)
    expect((await app.request(`/paper/%00.${ending}`)).status).toBe(404)
  })

  test('models, data sets and spaces are told with when they came', async () => {
    const { document } = await pageOf(`/paper/${SECOND.id}`)
    const uses = [...document.querySelectorAll('.uses li')].map((use) => [
      use.querySelector('a')?.getAttribute('href'),
      use.querySelector('.quiet')?.textContent.replaceAll(/\s+/g, ' ').trim(),
    ])
    expect(uses).toEqual([
      ['https://site.example/acme/retriever', '1 like, 2,000 downloads, since 5 June 2026 to 6 June 2026'],
      ['https://site.example/datasets/acme/maps', 'there by 6 June 2026'],
    ])
  })

  test('a paper links to the site and to arXiv, and to no address but of the web', async () => {
    const { document } = await pageOf(`/paper/${THIRD.id}`)
    const links = [...document.querySelectorAll('main a[rel*=external]')].map((link) =>
      link.getAttribute('href'),
    )
    expect(links).toEqual([
      ...['abs', 'pdf', 'html'].map((form) => `https://arxiv.org/${form}/${THIRD.id}`),
      `https://site.example/papers/${THIRD.id}`,
    ])
    expect(texts(document, 'h1')).toEqual([HOSTILE.title])
    expect(texts(document, 'main .written')).toEqual([LONG])
  })

  test('tells what a title was before, word by word', async () => {
    const { document } = await pageOf(`/paper/${SECOND.id}`)
    expect(texts(document, 'main ins')).toEqual(['<any> size'])
    expect(texts(document, 'main del')).toEqual(['scale'])
  })

  test('shows comments as a thread, without what is hidden', async () => {
    const { document, text } = await pageOf(`/paper/${SECOND.id}`)
    expect(texts(document, '.thread > li > .thread .said')).toEqual(['Answers'])
    expect(texts(document, '.paper > .thread > li > .said')).toEqual([
      'Asks boldly <script>alert(2)</script>',
    ])
    expect(text).not.toContain('not to be seen')
  })

  test('papers like it are those that began before, by what they share', async () => {
    const similar = async (id: string) =>
      texts((await pageOf(`/paper/${id}`)).document, '.paper > .spaced > li').map(
        (line) => line.split(' both about')[0],
      )
    expect(await similar(FIRST.id)).toEqual([])
    expect(await similar(SECOND.id)).toEqual(['Retrieval with maps 50 votes;'])
    const rows = await held.warehouse.rows<{ shared: string[]; words: string[] }>(
      sql`select shared_keywords as shared, shared_words as words from similar_papers(${SECOND.id}, 5)`,
    )
    expect(rows).toEqual([{ shared: ['dense retrieval', 'rag', HOSTILE.keyword], words: [] }])
  })

  test('the momentum of a paper is the sum of the terms that are shown', async () => {
    const { document } = await pageOf(`/paper/${SECOND.id}`)
    const shown = texts(document, 'summary').find((words) => words.startsWith('Momentum'))
    const terms = texts(document, '[aria-label="Terms of the momentum"] td:last-child').map(Number)
    expect(terms.length).toBeGreaterThan(0)
    const sum = terms.reduce((all, term) => all + term, 0)
    expect(Number(shown?.split(': ')[1])).toBeCloseTo(sum, 2)
  })

  test('a name has its papers, newest first, with their votes', async () => {
    const { document } = await pageOf('/author/Jane%20Doe')
    expect(texts(document, '.papers h3 a')).toEqual(['Retrieval at <any> size', HOSTILE.title])
    expect(texts(document, '.lead')).toEqual(['2 papers, 70 votes.'])
    const { document: folded } = await pageOf('/keyword/RaG')
    expect([texts(folded, 'h1'), texts(folded, '.lead')]).toEqual([['rag'], ['3 papers, 120 votes.']])
  })

  test('trends count votes by place, hour and weekday', async () => {
    const { document } = await pageOf('/trends')
    const table = (caption: string) => {
      const chart = [...document.querySelectorAll('figure.chart')].find((each) =>
        each.querySelector('figcaption')?.textContent.includes(caption),
      )
      return [...(chart?.querySelectorAll('tbody tr') ?? [])].map((row) =>
        [...row.children].map((cell) => cell.textContent.trim()).join(' '),
      )
    }
    expect(table('place')).toEqual(['place 1 30.3 3', 'place 2 15.5 2', 'place 3 1.0 1'])
    expect(table('hour')).toHaveLength(24)
    expect(table('hour').slice(9, 11)).toEqual(['09:00 – 0', '10:00 20.5 6'])
    expect(table('weekday')).toEqual(['Wednesday 13.3 4', 'Thursday 35.0 2'])
  })
})
