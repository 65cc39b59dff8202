import { mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../../demo/replica.ts'
import { writeChanged } from '../../../src/base/write-changed.ts'
import { dayListing } from '../../../src/model/listing.ts'
import { feedOf } from '../../../src/features/feed/feed-of.ts'
import type { Feed } from '../../../src/features/feed/feed.ts'
import { FEED_FORMATS, renderFeed } from '../../../src/features/feed/render-feed.ts'
import { parseSelection } from '../../../src/query/selection-text.ts'
import { apiList, type MadeEntry } from '../../support/api-list.ts'
import { atomProblems, jsonFeedProblems, rssProblems } from '../../support/check-feed.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, WAREHOUSES } from '../../support/warehouses.ts'

const SITE = 'https://huggingface.co'
const NOW = '2026-06-20T12:00:00Z'

async function feed(held: TestWarehouse, text: string, now = NOW): Promise<Feed> {
  const parsed = parseSelection(text)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return feedOf(held.warehouse, parsed.selection, { now: Temporal.Instant.from(now), site: SITE, self: null })
}

const bodies = (of: Feed) => FEED_FORMATS.map((format) => renderFeed(of, format).body)
const updates = (of: Feed) => Object.fromEntries(of.entries.map(({ paperId, updated }) => [paperId, updated]))

function problems(of: Feed): string[] {
  const [atom = '', json = '', rss = ''] = bodies(of)
  return [...atomProblems(atom), ...jsonFeedProblems(json), ...rssProblems(rss)]
}

describe.each(WAREHOUSES)('feeds, on the $name warehouse', ({ create }) => {
  let held: TestWarehouse
  beforeAll(async () => {
    held = await create()
  })
  afterAll(async () => held.drop())

  /** Reads the list of a day with these entries, as an import would. */
  async function read(day: string, entries: readonly MadeEntry[], at: string): Promise<void> {
    await loadAll(held.warehouse, [apiList(day, entries, at)], Temporal.Instant.from(NOW))
  }

  test('an entry moves only when what is shown of it has changed', async () => {
    const day = '2026-06-03'
    const [a, b] = [
      { id: '2606.00001', upvotes: 20, stars: 1 },
      { id: '2606.00002', upvotes: 10 },
    ]
    await read(day, [a, b], '2026-06-03T12:00Z')
    const first = await feed(held, `day:${day}`)
    expect(first.entries.map(({ id }) => id)).toEqual([
      'tag:huggingface.co,2023-05-04:paperboy/day/2026-06-03/2606.00001',
      'tag:huggingface.co,2023-05-04:paperboy/day/2026-06-03/2606.00002',
    ])
    expect(updates(first)).toEqual({
      '2606.00001': '2026-06-03T12:00:00.000Z',
      '2606.00002': '2026-06-03T12:00:00.000Z',
    })
    expect(bodies(await feed(held, `day:${day}`, '2026-06-25T12:00:00Z'))).toEqual(bodies(first))

    await read(day, [a, b], '2026-06-03T13:00Z')
    expect(bodies(await feed(held, `day:${day}`))).toEqual(bodies(first))

    // Stars are not shown, nor are comments.
    await read(day, [{ ...a, stars: 9, comments: 3 }, b], '2026-06-03T14:00Z')
    expect(bodies(await feed(held, `day:${day}`))).toEqual(bodies(first))

    await read(day, [a, { ...b, upvotes: 11 }], '2026-06-03T15:00Z')
    const voted = await feed(held, `day:${day}`)
    expect(updates(voted)).toEqual({
      '2606.00001': '2026-06-03T12:00:00.000Z',
      '2606.00002': '2026-06-03T15:00:00.000Z',
    })
    expect(voted.updated).toBe('2026-06-03T15:00:00.000Z')
    expect(voted.entries.map(({ id }) => id)).toEqual(first.entries.map(({ id }) => id))

    await read(
      day,
      [
        { ...a, title: 'Another title' },
        { ...b, upvotes: 11 },
      ],
      '2026-06-03T16:00Z',
    )
    expect(updates(await feed(held, `day:${day}`))).toEqual({
      '2606.00001': '2026-06-03T16:00:00.000Z',
      '2606.00002': '2026-06-03T15:00:00.000Z',
    })

    await read(day, [{ ...a, title: 'Another title' }], '2026-06-03T17:00Z')
    const gone = await feed(held, `day:${day}`)
    expect(updates(gone)).toEqual({ '2606.00001': '2026-06-03T16:00:00.000Z' })
    expect(gone.updated).toBe('2026-06-03T17:00:00.000Z')
    // How the list stood at an instant does not move with what comes later.
    const past = await feed(held, `day:${day} at:2026-06-03T15:30:00Z`)
    expect(past.entries.map(({ votes }) => votes)).toEqual([20, 11])
    expect(past.entries[1]?.updated).toBe('2026-06-03T15:00:00.000Z')
    expect(past.title).not.toContain('still open')
    expect([gone, past].flatMap(problems)).toEqual([])
  })

  test('a day that is open says so, and moves once when it closes', async () => {
    const day = '2026-06-08'
    await read(day, [{ id: '2606.00003' }], '2026-06-08T12:00Z')
    const open = await feed(held, `day:${day}`, '2026-06-08T13:00:00Z')
    expect(open.title).toBe('Papers of 2026-06-08, in the order of the list (still open)')
    expect(open.note).toContain('The list of 2026-06-08 is still open')
    await read(day, [{ id: '2606.00003' }], '2026-06-10T09:00Z')
    const closed = await feed(held, `day:${day}`)
    expect(closed.title).toBe('Papers of 2026-06-08, in the order of the list')
    expect([closed.updated, updates(closed)]).toEqual(['2026-06-10T00:00:00.000Z', updates(open)])
    await read(day, [{ id: '2606.00003' }], '2026-06-11T09:00Z')
    expect(bodies(await feed(held, `day:${day}`))).toEqual(bodies(closed))
    expect([open, closed].flatMap(problems)).toEqual([])
  })

  test('a paper that comes again on a later day is new only in the feed of that day', async () => {
    const id = '2606.00004'
    await read('2026-06-15', [{ id }], '2026-06-15T12:00Z')
    const before = await Promise.all(
      ['day:2026-06-15', 'week:2026-W25'].map(async (text) => feed(held, text)),
    )
    await read('2026-06-16', [{ id }], '2026-06-16T12:00Z')
    const after = await Promise.all(['day:2026-06-15', 'week:2026-W25'].map(async (text) => feed(held, text)))
    const entries = (of: Feed[]) => of.map((each) => each.entries.map(({ id, updated }) => [id, updated]))
    expect(entries(after)).toEqual(entries(before))
    const [again] = (await feed(held, 'day:2026-06-16')).entries
    expect([again?.id, again?.updated]).toEqual([
      `tag:huggingface.co,2023-05-04:paperboy/day/2026-06-16/${id}`,
      '2026-06-16T12:00:00.000Z',
    ])
    // What is new keeps the entry that readers have.
    const newest = await feed(held, 'newest')
    expect(newest.id).toBe('tag:huggingface.co,2023-05-04:paperboy/feed')
    expect(newest.title).toBe('New papers')
    expect(newest.entries.map(({ id }) => id)).toEqual([before[0]?.entries[0]?.id])
  })

  test('a day without papers is a valid feed with a note', async () => {
    await read('2026-06-13', [], '2026-06-16T12:00Z')
    const empty = await feed(held, 'day:2026-06-13')
    const unread = await feed(held, 'day:2026-06-14')
    for (const each of [empty, unread]) {
      expect(each.entries).toEqual([])
      expect(each.note).toContain('No papers.')
      expect(problems(each)).toEqual([])
    }
    expect(unread.note).toContain('2026-06-14 (never read)')
    expect(unread.updated).toBe('2026-06-14T00:00:00.000Z')
  })

  test('the replica’s week is valid by day, as a week and as what is trending', async () => {
    const replica = await startReplica({ now: '2025-09-27T22:00:00Z', quota: false })
    try {
      const days = ['2025-09-22', '2025-09-23', '2025-09-24', '2025-09-25', '2025-09-26']
      for (const day of days) {
        const answer = await fetch(`${replica.url}/api/daily_papers?date=${day}&limit=100`)
        const body = new Uint8Array(await answer.arrayBuffer())
        const capture = { ...apiList(day, [], '2025-09-27T22:00Z'), listing: dayListing(day), body }
        await loadAll(held.warehouse, [capture], Temporal.Instant.from(NOW))
      }
      for (const text of [
        ...days.map((day) => `day:${day}`),
        'week:2025-W39 top:100',
        'trending at:2025-09-28T00:00:00Z',
      ]) {
        const each = await feed(held, text)
        expect(each.entries.length, text).toBeGreaterThan(10)
        expect(problems(each)).toEqual([])
        if (text.startsWith('week')) expect(bodies(await feed(held, text))).toEqual(bodies(each))
      }
    } finally {
      await replica.close()
    }
  })
})

describe('a file for readers', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paperboy-feed-'))
  })
  afterAll(async () => rm(folder, { recursive: true, force: true }))

  test('is written whole, for all to read, and not touched when nothing is new', async () => {
    const path = join(folder, 'a.xml')
    expect(await writeChanged(path, 'one')).toBe(true)
    const old = new Date('2026-01-01T00:00:00Z')
    await utimes(path, old, old)
    expect(await writeChanged(path, 'one')).toBe(false)
    expect((await stat(path)).mtime).toEqual(old)
    expect(await writeChanged(path, 'two')).toBe(true)
    expect(await readFile(path, 'utf8')).toBe('two')
    expect((await stat(path)).mode & 0o777).toBe(0o644)
    expect(await readdir(folder)).toEqual(['a.xml'])
  })

  test('leaves nothing behind when it can not be written', async () => {
    await expect(writeChanged(join(folder, 'nowhere', 'a.xml'), 'one')).rejects.toThrow('ENOENT')
    expect(await readdir(folder)).toEqual(['a.xml'])
  })
})
