import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../src/base/sql.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'
import { indexPapersWithoutText } from '../../../src/load/history/index-texts.ts'
import { apiList, madeEntries } from '../../support/api-list.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-06-05T12:00:00Z')
const NVIDIA = { handle: 'nvidia', name: 'NVIDIA' }
const ADOBE = { handle: 'zz-adobe', name: 'Adobe' }

let held: TestWarehouse
let app: ReturnType<typeof siteApp>
let files: ReturnType<typeof siteApp>

beforeAll(async () => {
  held = await createWarehouse()
  const one = {
    id: '2606.00001',
    title: 'beta',
    organization: NVIDIA,
    keywords: ['agents'],
    authors: ['Zoë Doe'],
  }
  const two = {
    id: '2606.00002',
    title: 'Alpha',
    organization: ADOBE,
    keywords: ['agents'],
    authors: ['Zoë Doe'],
  }
  const three = { id: '2606.00003', title: 'gamma', keywords: ['speech'], authors: ['Jim Roe'] }
  await loadAll(
    held.warehouse,
    [
      // Months of old papers, so that an index has more than a page.
      apiList(
        '2026-03-02',
        madeEntries(120, {}, '2603').map((entry, place) => ({ ...entry, authors: [`Author ${place}`] })),
        '2026-03-05T01:00Z',
      ),
      apiList(
        '2026-06-03',
        [
          { ...one, upvotes: 10, comments: 1, stars: 5 },
          { ...two, upvotes: 8, comments: 4 },
        ],
        '2026-06-03T20:00Z',
      ),
      apiList(
        '2026-06-03',
        [
          { ...one, upvotes: 30, comments: 1, stars: 5 },
          { ...two, upvotes: 7, comments: 4 },
          { ...three, upvotes: 9, comments: 2, stars: 50 },
        ],
        '2026-06-05T09:00Z',
      ),
      // Seen for the first time today, by a list of today.
      apiList(
        '2026-06-05',
        [{ ...three, id: '2606.00005', title: 'delta', upvotes: 3 }],
        '2026-06-05T10:00Z',
      ),
    ],
    NOW,
  )
  await indexPapersWithoutText(held.warehouse)
  const context = {
    executor: held.warehouse,
    now: () => NOW,
    source: 'https://site.example',
    publicUrl: null,
    isStatic: false,
  }
  app = siteApp(context)
  files = siteApp({ ...context, isStatic: true })
})
afterAll(async () => held.drop())

async function pageAt(path: string, from = app, status = 200) {
  const response = await from.request(path)
  expect([path, response.status]).toEqual([path, status])
  return parseHTML(await response.text()).document
}

const words = (element: { readonly textContent: string | null } | null) =>
  (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim()

/** Rows of the page's table, cell by cell. */
function rowsOf(page: Awaited<ReturnType<typeof pageAt>>): string[][] {
  return [...page.querySelectorAll('table.dense tbody tr')].map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => words(cell)),
  )
}

describe('a list as a table', () => {
  test('tells what is missing, as the cards do', async () => {
    for (const path of ['/day/2026-06-05', '/month/2026-06']) {
      const [cards, table] = [await pageAt(path), await pageAt(`${path}?view=table`)]
      expect([path, words(table.querySelector('.notice'))]).toEqual([
        path,
        words(cards.querySelector('.notice')),
      ])
      expect(words(table.querySelector('.notice'))).toMatch(/still open|Possibly incomplete/)
    }
  })

  test('is not offered where there are no papers', async () => {
    const page = await pageAt('/search?q=xyzzy')
    expect(words(page.querySelector('main'))).toContain('No papers.')
    expect(page.querySelector('nav[aria-label=View]')).toBe(null)
  })

  test('has place, title, votes, votes of a day, comments, stars and organization', async () => {
    expect(rowsOf(await pageAt('/day/2026-06-03?view=table'))).toEqual([
      ['1', 'beta', '30', '+20', '1', '5', 'NVIDIA'],
      ['2', 'Alpha', '7', '−1', '4', '–', 'Adobe'],
      // What it had when it was first seen was won before anybody looked.
      ['3', 'gamma', '9', '0', '2', '50', ''],
    ])
    // Its start lies within the day: all its votes do.
    expect(rowsOf(await pageAt('/day/2026-06-05?view=table'))).toEqual([
      ['1', 'delta', '3', '+3', '0', '–', ''],
    ])
  })

  test.each([
    ['title', 'Alpha beta gamma'],
    ['-title', 'gamma beta Alpha'],
    ['votes', 'beta gamma Alpha'],
    ['gain', 'beta gamma Alpha'],
    ['-gain', 'Alpha gamma beta'],
    ['comments', 'Alpha gamma beta'],
    ['stars', 'gamma beta Alpha'],
    // What is not known comes last, either way.
    ['-stars', 'beta gamma Alpha'],
    ['organization', 'Alpha beta gamma'],
    ['rank', 'beta Alpha gamma'],
  ])('sorted by %s is %s', async (sort, titles) => {
    const page = await pageAt(`/day/2026-06-03?view=table&sort=${sort}`)
    expect(
      rowsOf(page)
        .map(([, title]) => title)
        .join(' '),
    ).toBe(titles)
    const heading = page.querySelector('th[aria-sort]')
    expect(heading?.getAttribute('aria-sort')).toBe(
      /[▲▼]/.exec(words(heading))?.[0] === '▲' ? 'ascending' : 'descending',
    )
    // Its own heading turns it round.
    const turned = sort.startsWith('-') ? sort.slice(1) : `-${sort}`
    expect(heading?.querySelector('a')?.getAttribute('href')).toBe(
      turned === 'rank' ? '/day/2026-06-03?view=table' : `/day/2026-06-03?view=table&sort=${turned}`,
    )
  })

  test('of a month goes on by numbered pages, each paper once', async () => {
    const ids: string[] = []
    let path: string | null = '/month/2026-03?view=table&sort=title'
    let pages = 0
    for (; path !== null && pages < 9; pages++) {
      const page = await pageAt(path)
      ids.push(
        ...[...page.querySelectorAll('table.dense th[scope=row] a')].map(
          (link) => link.getAttribute('href') ?? '',
        ),
      )
      path = page.querySelector('nav.pages a[rel=next]')?.getAttribute('href') ?? null
    }
    expect([pages, ids.length, new Set(ids).size]).toEqual([2, 120, 120])
  })

  test.each(['/search?q=beta', '/trending?', '/organization/nvidia?'])('of %s is had too', async (path) => {
    const rows = rowsOf(await pageAt(`${path}&view=table`))
    expect(rows.map(([, title]) => title)).toContain('beta')
  })

  test.each(['sort=nothing', 'sort=', 'page=0', 'page=x', 'page=1e9'])('refuses %s', async (pair) => {
    const page = await pageAt(`/day/2026-06-03?view=table&${pair}`, app, 400)
    expect(words(page.querySelector('main'))).toContain('expected')
  })

  test('is not offered by files', async () => {
    const page = await pageAt('/day/2026-06-03', files)
    expect(page.querySelector('nav[aria-label=View]')).toBeNull()
    expect((await pageAt('/day/2026-06-03')).querySelector('nav[aria-label=View]')).not.toBeNull()
  })
})

describe('an index', () => {
  test('tells numbers of each name', async () => {
    expect(rowsOf(await pageAt('/organizations')).map((row) => row.slice(0, 7))).toEqual([
      ['1', 'NVIDIA', '1', '1', '30', '30.0', '3 June 2026'],
      ['2', 'Adobe', '1', '1', '7', '7.0', '3 June 2026'],
    ])
    expect(rowsOf(await pageAt('/keywords?q=e')).map((row) => row.slice(0, 5))).toEqual([
      ['1', 'agents', '2', '2', '37'],
      ['2', 'speech', '2', '2', '12'],
    ])
    const curve = (await pageAt('/keywords?q=agents')).querySelector('svg.spark')?.getAttribute('aria-label')
    expect(curve).toBe('Papers a month from July 2025 to June 2026: 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2')
  })

  test.each([
    ['name', 'Adobe NVIDIA'],
    ['votes', 'NVIDIA Adobe'],
    ['mean', 'NVIDIA Adobe'],
  ])('is sorted by %s', async (sort, names) => {
    const rows = rowsOf(await pageAt(`/organizations?sort=${sort}`))
    expect(rows.map(([, name]) => name).join(' ')).toBe(names)
  })

  test('is searched by a part of a name, whatever its case and accents', async () => {
    for (const q of ['zoe', 'ZOË', 'oë d'])
      expect(rowsOf(await pageAt(`/authors?q=${encodeURIComponent(q)}`)).map(([, name]) => name)).toEqual([
        'Zoë Doe',
      ])
    // The handle of an organization is one of its names.
    expect(rowsOf(await pageAt('/organizations?q=zz-a')).map(([, name]) => name)).toEqual(['Adobe'])
    for (const q of ['%', '_', "'", '\\', '<b>'])
      expect(rowsOf(await pageAt(`/authors?q=${encodeURIComponent(q)}`))).toEqual([])
  })

  test('has pages, each name once, and each name a page', async () => {
    const first = await pageAt('/authors?sort=name')
    const second = await pageAt(first.querySelector('nav.pages a[rel=next]')?.getAttribute('href') ?? '')
    const names = [...rowsOf(first), ...rowsOf(second)].map(([, name]) => name)
    expect([names.length, new Set(names).size]).toEqual([122, 122])
    for (const link of [...second.querySelectorAll('table.dense th a')].slice(0, 5))
      await pageAt(link.getAttribute('href') ?? '')
  })

  test.each(['sort=rank', 'page=-1', 'q=%00', `q=${'a'.repeat(201)}`])('refuses %s', async (pair) => {
    await pageAt(`/authors?${pair}`, app, 400)
  })

  test('in files shows the first names and offers no search', async () => {
    const page = await pageAt('/authors', files)
    expect(words(page.querySelector('.part'))).toBe('The 100 with the most papers, of 122 authors')
    expect(page.querySelector('main form')).toBeNull()
  })
})

describe('the front page', () => {
  test('says what it is, with its source, and searches', async () => {
    const page = await pageAt('/')
    expect(words(page.querySelector('h1'))).toBe('Hugging Face Daily Papers, with their history')
    expect(page.querySelector('.hero a')?.getAttribute('href')).toBe('https://huggingface.co/papers')
    expect(page.querySelector('form[action="/search"] input[name=q]')).not.toBeNull()
  })

  test('shows the newest week that has papers, whatever today is', async () => {
    const later = siteApp({
      executor: held.warehouse,
      now: () => Temporal.Instant.from('2026-06-20T12:00:00Z'),
      source: 'https://site.example',
      publicUrl: null,
      isStatic: false,
    })
    const page = await pageAt('/', later)
    expect([...page.querySelectorAll('.columns h2')].map(words)).toContain('Top of week 23 of 2026')
    expect(words(page.querySelector('ol.short h3'))).toBe('beta')
  })

  test('tells how much papers won, and how it came', async () => {
    const page = await pageAt('/')
    expect(words(page.querySelector('ol.two .gain, ol.papers .gain'))).toBe('+3 in 24 h')
    const curve = page.querySelector('ol.short svg.spark')
    expect(curve?.getAttribute('aria-label')).toBe('Votes of beta, in the last days: from 0 to 30')
  })

  test('colours days by their papers, and leaves days without a list alone', async () => {
    const page = await pageAt('/')
    const classOf = (day: string) =>
      page.querySelector(`.months a[href="/day/${day}"]`)?.parentElement?.getAttribute('class') ?? null
    expect(['2026-03-02', '2026-06-03', '2026-06-05'].map(classOf)).toEqual(['depth-4', 'depth-1', 'depth-1'])
    expect(['2026-06-04', '2026-06-06'].map(classOf)).toEqual([null, null])
    expect(page.querySelectorAll('.months table')).toHaveLength(4)
  })
})

test('a page says where it lies', async () => {
  const current = async (path: string) => {
    const link = (await pageAt(path)).querySelector('nav[aria-label=Sections] [aria-current]')
    return [words(link), link?.getAttribute('aria-current')]
  }
  expect(await current('/')).toEqual(['Today', 'page'])
  expect(await current('/day/2026-06-05')).toEqual(['Today', 'true'])
  expect(await current('/day/2026-06-03')).toEqual(['Month', 'true'])
  expect(await current('/organization/nvidia')).toEqual(['Organizations', 'true'])
  expect(await current('/organizations')).toEqual(['Organizations', 'page'])
  const steps = [...(await pageAt('/day/2026-06-03')).querySelectorAll('nav.trail a')].map(words)
  expect(steps).toEqual(['June 2026', 'Week 23 of 2026'])
})

test('the calendar of a month has a day for each list, with its papers and the first of them', async () => {
  const page = await pageAt('/month/2026-06')
  expect([...page.querySelectorAll('.diary td.has')].map(words)).toEqual([
    '3 3 papers beta',
    '5 1 paper delta',
  ])
})

test('an author without a page has no link, all others have', async () => {
  await held.warehouse.rows(sql`update stored_paper_authors set hidden = true where name = 'Jim Roe'`)
  // A page that was asked for before is kept for a minute.
  const cards = [...(await pageAt('/day/2026-06-03?&')).querySelectorAll('ol.papers li')]
  const linked = cards.map((card) => card.querySelector('a[href^="/author/"]')?.getAttribute('href') ?? null)
  expect(linked).toEqual(['/author/Zo%C3%AB%20Doe', '/author/Zo%C3%AB%20Doe', null])
  expect(words(cards[2] ?? null)).toContain('Jim Roe')
  await pageAt('/author/Jim%20Roe', app, 404)
})
