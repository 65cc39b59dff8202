import { load } from 'cheerio'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSite } from '../../../src/features/site/jobs/build-site.ts'
import { listPage } from '../../../src/query/list-page.ts'
import { parseSelection } from '../../../src/query/selection-text.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'
import type { SiteContext } from '../../../src/features/site/site-context.ts'
import { apiList, type MadeEntry, madeEntries } from '../../support/api-list.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')
const SAID = {
  organization: { handle: 'nvidia', name: 'NVIDIA' },
  authors: ['Jane Doe'],
  keywords: ['Agents'],
}

/** Days of one week and month. Many share their votes, and the last paper of each stands on the next one too. */
const DAYS: readonly (readonly [day: string, entries: readonly MadeEntry[]])[] = [
  '2026-05-19',
  '2026-05-20',
  '2026-05-21',
  '2026-05-22',
].map((day, index) => [
  day,
  [
    ...madeEntries(70, { ...SAID }, `26${10 + index}`).map((entry, place) => ({
      ...entry,
      upvotes: Math.floor(place / 30),
      title: `Agents that write ${place}`,
    })),
    ...(index === 0
      ? []
      : [{ ...SAID, id: `26${9 + index}.00070`, upvotes: 2, title: 'Agents that write 69' }]),
  ],
])
const ALL = DAYS.flatMap(([, entries]) => entries.map(({ id }) => id)).filter(
  (id, place, ids) => ids.indexOf(id) === place,
)

interface ShownPage {
  readonly ids: readonly string[]
  readonly part: string
  readonly next: string | null
  readonly previous: string | null
}

function shownPage(html: string): ShownPage {
  const $ = load(html)
  return {
    ids: [...$('ol.papers > li h3 a')].map(
      (link) => /paper\/([^/]+)/.exec($(link).attr('href') ?? '')?.[1] ?? '',
    ),
    part: $('p.part').text(),
    next: $('nav.pages a[rel=next]').attr('href') ?? null,
    previous: $('nav.pages a[rel=prev]').attr('href') ?? null,
  }
}

/** All pages from the first one on. */
async function follow(first: string, read: (path: string) => Promise<string>): Promise<ShownPage[]> {
  const pages: ShownPage[] = []
  for (let path: string | null = first; path !== null && pages.length < 99;) {
    const page = shownPage(await read(path))
    pages.push(page)
    path = page.next
  }
  return pages
}

const LISTS = [
  ['/month/2026-05', 50, 'by votes'],
  ['/week/2026-W21', 50, 'by votes'],
  ['/keyword/agents', 50, 'newest first'],
  ['/author/Jane%20Doe', 50, 'newest first'],
  ['/organization/nvidia', 50, 'newest first'],
  ['/submitter/someone', 50, 'newest first'],
] as const

const SEARCHES = [
  ['/search?q=agents', 50, 'best match first'],
  ['/search?q=agents&order=votes', 50, 'by votes'],
  ['/search?organization=NVIDIA', 50, 'newest first'],
  ['/search?period=all&top=30', 30, 'newest first'],
  ['/search?period=last-month&order=momentum', 50, 'by momentum'],
] as const

let held: TestWarehouse
let context: SiteContext
let app: ReturnType<typeof siteApp>

beforeAll(async () => {
  held = await createWarehouse()
  await loadAll(
    held.warehouse,
    DAYS.flatMap(([day, entries]) => [
      apiList(day, entries, `${day}T20:00Z`),
      apiList(day, entries, '2026-05-30T01:00Z'),
    ]),
    NOW,
  )
  context = {
    executor: held.warehouse,
    now: () => NOW,
    source: 'https://huggingface.co',
    publicUrl: null,
    isStatic: false,
  }
  app = siteApp(context)
})
afterAll(async () => held.drop())

const read = async (path: string) => {
  const response = await app.request(path)
  expect([path, response.status]).toEqual([path, 200])
  return response.text()
}

describe('pages of a served list', () => {
  test.each([...LISTS, ...SEARCHES])(
    '%s shows %i and leads to the rest: none lost, none double',
    async (path, most, order) => {
      const pages = await follow(path, read)
      const ids = pages.flatMap((page) => page.ids)
      expect(ids.toSorted()).toEqual(ALL.toSorted())
      expect(pages.map(({ part }) => part)).toEqual(
        pages.map((_, index) => {
          const last = Math.min((index + 1) * most, ALL.length)
          return `${index * most + 1} to ${last} of ${ALL.length}, ${order}`
        }),
      )
      // And back again, page by page.
      const back: ShownPage[] = []
      for (let at: string | null | undefined = pages.at(-1)?.previous; at != null;) {
        const page = shownPage(await read(at))
        back.unshift(page)
        at = page.previous
      }
      expect(back.map((page) => page.ids)).toEqual(pages.slice(0, -1).map((page) => page.ids))
      expect(back.map(({ part }) => part)).toEqual(pages.slice(0, -1).map(({ part }) => part))
    },
  )

  test('a list of one page says its number and links to no other', async () => {
    const page = shownPage(await read('/day/2026-05-20'))
    expect(page).toMatchObject({ part: '71 papers, in the order of the list', next: null, previous: null })
    expect(page.ids).toHaveLength(71)
  })

  test.each(['/month/2026-05', '/keyword/agents', '/search?q=agents'])(
    '%s refuses a cursor of another list, one that is none, and two at once',
    async (path) => {
      const other = shownPage(
        await read(path === '/keyword/agents' ? '/week/2026-W21' : '/author/Jane%20Doe'),
      ).next
      const foreign = new URL(other!, 'http://site').searchParams.get('after')!
      const own = new URL(shownPage(await read(path)).next!, 'http://site').searchParams.get('after')!
      const mark = path.includes('?') ? '&' : '?'
      for (const query of [
        `after=${foreign}`,
        'after=x',
        'before=%00',
        `after=${own.slice(0, -3)}`,
        `after=${own}&before=${own}`,
      ]) {
        const response = await app.request(`${path}${mark}${query}`)
        expect([query, response.status]).toEqual([query, 400])
        expect(load(await response.text())('main').text()).toMatch(
          /expected (?:a cursor from a page|one of the two)/,
        )
      }
    },
  )
})

test('static pages have the same parts as files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-lists-'))
  try {
    await buildSite(
      { ...context, isStatic: true },
      { folder, signal: new AbortController().signal, onPhase: () => undefined, workers: null },
    )
    for (const [path] of LISTS) {
      const written = await follow(`${path}/`, async (link) =>
        readFile(join(folder, decodeURIComponent(link), 'index.html'), 'utf8'),
      )
      const served = await follow(path, read)
      const told = (pages: readonly ShownPage[]) => pages.map(({ ids, part }) => ({ ids, part }))
      expect([path, told(written)]).toEqual([path, told(served)])
      expect(written.length).toBe(6)
      expect(written.slice(1, 3).map(({ previous }) => previous)).toEqual([`${path}/`, `${path}/2/`])
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('what rises is told whole, served and built', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-rising-'))
  const then = { ...context, now: () => Temporal.Instant.from('2026-05-22T21:00:00Z') }
  try {
    const app = siteApp(then)
    const served = await follow('/trending', async (path) => (await app.request(path)).text())
    const ids = served.flatMap((page) => page.ids)
    expect(ids.length).toBeGreaterThan(100)
    expect(new Set(ids).size).toBe(ids.length)
    expect(served[1]?.part).toBe(`51 to 100 of ${ids.length}, by momentum`)
    await buildSite(
      { ...then, isStatic: true },
      { folder, signal: new AbortController().signal, onPhase: () => undefined, workers: null },
    )
    const written = await follow('/trending/', async (link) =>
      readFile(join(folder, link, 'index.html'), 'utf8'),
    )
    expect(written.map((page) => page.ids)).toEqual(served.map((page) => page.ids))
    expect((await app.request('/trending?after=x')).status).toBe(400)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('papers that come, go and win votes between two pages lose none of the others', async () => {
  const other = await createWarehouse()
  try {
    const load = async (entries: readonly MadeEntry[], at: string) =>
      loadAll(other.warehouse, [apiList('2026-05-19', entries, at)], NOW)
    const entries = madeEntries(60, {}, '2611')
    await load(entries, '2026-05-20T01:00Z')
    const parsed = parseSelection('month:2026-05')
    if ('problem' in parsed) throw new Error(parsed.problem)
    const page = async (after?: string) => {
      const list = await listPage(other.warehouse, parsed.selection, NOW, 20, { after })
      if ('problem' in list) throw new Error(list.problem)
      return list
    }
    const first = await page()
    // The first one goes, two come before the end of the first page, the last one of it wins a vote.
    await load(
      [
        { id: '2612.00001', upvotes: 5000 },
        { id: '2612.00002', upvotes: 4000 },
        ...entries.slice(1).map((entry) => (entry.id === '2611.00020' ? { ...entry, upvotes: 2000 } : entry)),
      ],
      '2026-05-21T01:00Z',
    )
    const second = await page(first.next!)
    const third = await page(second.next!)
    const rest = [...second.papers, ...third.papers].map(({ paperId }) => paperId)
    expect(rest).toEqual(entries.slice(20).map(({ id }) => id))
    expect([second, third].map(({ total, start, next }) => [total, start, next === null])).toEqual([
      [61, 21, false],
      [61, 41, true],
    ])
  } finally {
    await other.drop()
  }
})
