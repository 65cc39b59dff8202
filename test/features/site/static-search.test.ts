import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { selectPapers } from '../../../src/query/select-papers.ts'
import { selectionOf } from '../../../src/query/selection.ts'
import { findPapers, fromSigns, type Result } from '../../../src/features/site/files/find-papers.js'
import { endIndexing, indexShard, planShards } from '../../../src/features/site/static/search-index.ts'
import { apiList } from '../../support/api-list.ts'
import { loadAll } from '../../support/load-captures.ts'
import { SEARCHED } from '../../support/searched-papers.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')

/** What an HTML page has to escape, and what only looks like it. */
const SIGNS = {
  id: '2606.00999',
  title: 'Effects with p<0.0001 & "more" <b>or</b> less',
  abstract: 'As p<0.0001 > 0 && AT&T; some write p&lt;0.0001 \u{1d4d0} themselves.',
  authors: ['Ada Byron'],
} as const

interface Pagefind {
  readonly options: (options: { readonly basePath: string }) => Promise<void>
  readonly mergeIndex: (path: string) => Promise<void>
  readonly search: (typed: string) => Promise<{ readonly results: readonly Result[] }>
}

// One kind of warehouse: what differs between them is below the views, and tested there.
describe('search of pages without a server', () => {
  let held: TestWarehouse
  let folder: string
  let pagefind: Pagefind
  const { fetch } = globalThis

  beforeAll(async () => {
    held = await createWarehouse()
    folder = await mkdtemp(join(tmpdir(), 'paperboy-search-'))
    const entries = SEARCHED.map(([title], place) => ({
      id: `2606.${String(place + 1).padStart(5, '0')}`,
      title,
      abstract: 'None.',
      authors: ['Ada Byron'],
      organization: { handle: 'nvidia-labs', name: 'Institut für Maschinen' },
    }))
    await loadAll(
      held.warehouse,
      [
        apiList('2026-05-29', entries.slice(0, 6), '2026-05-29T12:00Z'),
        apiList('2026-06-04', [...entries.slice(6), SIGNS], '2026-06-04T12:00Z'),
      ],
      NOW,
    )
    const shards = await planShards(held.warehouse, 'mark')
    for (const { key } of shards)
      for (const { path, content } of await indexShard(held.warehouse, key, (page) => page)) {
        await mkdir(dirname(join(folder, key, path)), { recursive: true })
        await writeFile(join(folder, key, path), content)
      }
    await endIndexing()
    // Pagefind asks for its files by addresses of the page.
    globalThis.fetch = async (address) => {
      if (typeof address !== 'string') throw new Error('expected the path of a file')
      return new Response(await readFile(new URL(address, 'file:///').pathname))
    }
    pagefind = (await import(join(folder, '2026-06', 'pagefind.js'))) as Pagefind
    await pagefind.options({ basePath: `${join(folder, '2026-06')}/` })
    await pagefind.mergeIndex(`${join(folder, '2026-05')}/`)
  })
  afterAll(async () => {
    globalThis.fetch = fetch
    await held.drop()
    await rm(folder, { recursive: true, force: true })
  })

  test.each([
    ...SEARCHED.flatMap(([, ...typed]) => typed),
    'gpt -mini',
    'gpt -gpt-4o',
    'wan2.2 or o3-mini',
    'ada byron',
    'nvidia qwen',
    'maschinen',
    '2606.00003',
    'arXiv:2606.00003v2',
    'https://huggingface.co/papers/2606.00003',
    'ada he byron',
    'nothing-like-this',
  ])('"%s" finds what it finds in the warehouse', async (typed) => {
    const parsed = selectionOf({ q: typed, top: '1000' })
    if ('problem' in parsed) throw new Error(parsed.problem)
    const { papers } = await selectPapers(held.warehouse, parsed.selection, NOW)
    const found = await Promise.all((await findPapers(pagefind, typed)).map(async (each) => each.data()))
    const titles = found.map(({ meta }) => fromSigns(meta['title'] ?? ''))
    expect(new Set(titles)).toEqual(new Set(papers.map(({ title }) => title)))
    expect(titles.length).toBe(papers.length)
    if (typed !== 'nothing-like-this') expect(titles.length).toBeGreaterThan(0)
  })

  test('the parts of a name in small and large letters are no words, as in the warehouse', async () => {
    expect(await findPapers(pagefind, 'gs')).toEqual([])
    expect(await findPapers(pagefind, 'seek')).toEqual([])
  })

  test('signs of markup are shown as they are written', async () => {
    const [first] = await findPapers(pagefind, 'effects')
    const { meta } = await first!.data()
    expect([meta['title'], meta['text']].map((signs) => fromSigns(signs ?? ''))).toEqual([
      SIGNS.title,
      SIGNS.abstract,
    ])
  })

  test('the start of the abstract is shown, as it is written', async () => {
    const [first] = await findPapers(pagefind, '3dgs')
    const { meta } = await first!.data()
    expect([meta['title'], meta['text']].map((signs) => fromSigns(signs ?? ''))).toEqual([
      'Splats by 3DGS',
      'None.',
    ])
  })
})
