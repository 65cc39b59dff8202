import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importSaved, type SavedResponse } from '../../jobs/import/import.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')
const ABSTRACT =
  'This is a stand-in text that is long enough to be taken for an abstract by any reader. '.repeat(3)

const TEXT = `Feb 9

Learning $\\alpha$-Fair Policies:  A Study

${ABSTRACT} See https://github.com/lab/fair.

• 2 authors
·
Feb 3 1

A Title That Nobody Has

${ABSTRACT}

• 5 authors
·
Feb 4
`

const PAGE = [
  {
    paper: {
      id: '2602.00001',
      title: 'Learning α-fair\n  policies: a study',
      authors: [{ name: 'A. One' }, { name: 'B. Two' }],
      summary: 'A stand-in.',
      publishedAt: '2026-02-03T12:00:00.000Z',
      submittedOnDailyAt: '2026-02-05T01:00:00.000Z',
      upvotes: 3,
    },
    title: 'Learning α-fair\n  policies: a study',
    publishedAt: '2026-02-03T12:00:00.000Z',
    numComments: 1,
  },
]

describe('a list as plain text', () => {
  let held: TestWarehouse
  let folder: string
  let saved: { text: SavedResponse; page: SavedResponse }

  beforeEach(async () => {
    held = await createWarehouse()
    folder = await mkdtemp(join(tmpdir(), 'paperboy-test-'))
    await writeFile(join(folder, 'page.txt'), TEXT)
    await writeFile(join(folder, 'page.json'), JSON.stringify(PAGE))
    const file = (name: string, kind: 'query' | 'day', key: string, at: string): SavedResponse => ({
      path: join(folder, name),
      listing: { kind, key },
      capturedAt: Temporal.Instant.from(at),
    })
    saved = {
      text: file('page.txt', 'query', 'fair policies', '2026-02-10T00:00:00Z'),
      page: file('page.json', 'day', '2026-02-05', '2026-02-06T00:00:00Z'),
    }
  })
  afterEach(async () => {
    await held.drop()
    await rm(folder, { recursive: true })
  })

  const load = async (...files: SavedResponse[]) =>
    importSaved(
      jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW),
      files,
    )
  const entries = async () =>
    (
      await held.warehouse.readOnly(
        `select listing, position, author_count, published_on, comments, links, paper_id, confidence from text_entries order by position`,
      )
    ).rows

  const first = ['query:fair policies', '1', '2', '2026-02-03', '1', '{https://github.com/lab/fair}']
  const second = ['query:fair policies', '2', '5', '2026-02-04', '0', '{}', null, null]

  test('entries are matched when their paper arrives later, and stay as such until then', async () => {
    const { runCounts, exitCode } = await load(saved.text)
    expect({ loaded: runCounts.loaded, entries: runCounts.entries, exitCode }).toEqual({
      loaded: 1,
      entries: 2,
      exitCode: 0,
    })
    expect(await entries()).toEqual([[...first, null, null], second])
    await load(saved.page)
    expect(await entries()).toEqual([[...first, '2602.00001', '1'], second])
    const again = await load(saved.text, saved.page)
    expect(rowsWritten(again.runCounts)).toBe(0)
    const ways = await held.warehouse.readOnly('select form, reader, era from captures order by form')
    expect(ways.rows).toEqual([
      ['api', 'json', 'list-api'],
      ['text', 'text', 'text-2025'],
    ])
  })

  test('the other order gives the same', async () => {
    await load(saved.page, saved.text)
    expect(await entries()).toEqual([[...first, '2602.00001', '1'], second])
  })

  test('a title alone is less sure, and two papers with one title are left open', async () => {
    const [entry] = PAGE
    const other = {
      ...entry,
      paper: { ...entry!.paper, authors: [{ name: 'C' }], publishedAt: '2020-01-01T00:00:00.000Z' },
    }
    await writeFile(join(folder, 'page.json'), JSON.stringify([other]))
    await load(saved.page, saved.text)
    expect((await entries())[0]?.slice(6)).toEqual(['2602.00001', '0.4'])
    const twin = { ...other, paper: { ...other.paper, id: '2602.00002' } }
    await writeFile(join(folder, 'page.json'), JSON.stringify([other, twin]))
    const fresh = await createWarehouse()
    try {
      await importSaved(
        jobContext(fresh.warehouse, 'http://127.0.0.1:9', () => NOW),
        [saved.page, saved.text],
      )
      const rows = await fresh.warehouse.readOnly('select paper_id from text_entries order by position')
      expect(rows.rows).toEqual([[null], [null]])
    } finally {
      await fresh.drop()
    }
  })
})
