import { mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../../demo/replica.ts'
import { writeChanged } from '../../../src/base/write-changed.ts'
import { dayListing } from '../../../src/model/listing.ts'
import { readFeed } from '../../../src/features/feed/read-feed.ts'
import type { Feed } from '../../../src/features/feed/feed.ts'
import { FEED_FORMATS, renderFeed } from '../../../src/features/feed/render-feed.ts'
import { parseSelection } from '../../../src/query/selection-text.ts'
import { apiList, madeEntries, type MadeEntry } from '../../support/api-list.ts'
import { atomProblems, jsonFeedProblems, rssProblems } from '../../support/check-feed.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const SITE = 'https://huggingface.co'
const NOW = '2026-06-20T12:00:00Z'

async function feed(held: TestWarehouse, text: string, now = NOW): Promise<Feed> {
  const parsed = parseSelection(text)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return readFeed(held.warehouse, parsed.selection, {
    now: Temporal.Instant.from(now),
    site: SITE,
    self: null,
  })
}

const bodies = (of: Feed) => FEED_FORMATS.map((format) => renderFeed(of, format).body)
const updates = (of: Feed) => Object.fromEntries(of.entries.map(({ paperId, updated }) => [paperId, updated]))

function problems(of: Feed): string[] {
  const [atom = '', json = '', rss = ''] = bodies(of)
  return [...atomProblems(atom), ...jsonFeedProblems(json), ...rssProblems(rss)]
}

describe('feeds', () => {
  let held: TestWarehouse
  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterAll(async () => held.drop())

  /** Reads the list of a day with these entries, as an import would. */
  async function read(day: string, entries: readonly MadeEntry[], at: string): Promise<void> {
    await loadAll(held.warehouse, [apiList(day, entries, at)], Temporal.Instant.from(NOW))
  }

  test('an entry moves only when what is shown of it has changed', async () => {
    const day = '2026-06-03'
    // While the list is still open: two days after its date the feed says that it may have grown.
    const SOON = '2026-06-04T12:00:00Z'
    const [a, b] = [
      { id: '2606.00001', upvotes: 20, stars: 1 },
      { id: '2606.00002', upvotes: 10 },
    ]
    await read(day, [a, b], '2026-06-03T12:00Z')
    const first = await feed(held, `day:${day}`, SOON)
    expect(first.entries.map(({ id }) => id)).toEqual([
      'tag:huggingface.co,2023-05-04:paperboy/day/2026-06-03/2606.00001',
      'tag:huggingface.co,2023-05-04:paperboy/day/2026-06-03/2606.00002',
    ])
    expect(updates(first)).toEqual({
      '2606.00001': '2026-06-03T12:00:00.000Z',
      '2606.00002': '2026-06-03T12:00:00.000Z',
    })
    expect(bodies(await feed(held, `day:${day}`, '2026-06-04T23:00:00Z'))).toEqual(bodies(first))

    await read(day, [a, b], '2026-06-03T13:00Z')
    expect(bodies(await feed(held, `day:${day}`, SOON))).toEqual(bodies(first))

    // Stars are not shown, nor are comments.
    await read(day, [{ ...a, stars: 9, comments: 3 }, b], '2026-06-03T14:00Z')
    expect(bodies(await feed(held, `day:${day}`, SOON))).toEqual(bodies(first))

    await read(day, [a, { ...b, upvotes: 11 }], '2026-06-03T15:00Z')
    const voted = await feed(held, `day:${day}`, SOON)
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
    expect(updates(await feed(held, `day:${day}`, SOON))).toEqual({
      '2606.00001': '2026-06-03T16:00:00.000Z',
      '2606.00002': '2026-06-03T15:00:00.000Z',
    })

    await read(day, [{ ...a, title: 'Another title' }], '2026-06-03T17:00Z')
    const gone = await feed(held, `day:${day}`, SOON)
    // It stays for its week, and says that it has left.
    expect(updates(gone)).toEqual({
      '2606.00001': '2026-06-03T16:00:00.000Z',
      '2606.00002': '2026-06-03T17:00:00.000Z',
    })
    expect(gone.updated).toBe('2026-06-03T17:00:00.000Z')
    // How the list stood at an instant does not move with what comes later.
    const past = await feed(held, `day:${day} at:2026-06-03T15:30:00Z`)
    expect(past.entries.map(({ upvotes }) => upvotes)).toEqual([20, 11])
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
    const newest = await feed(held, 'newest', '2026-06-16T13:00:00Z')
    expect(newest.id).toBe('tag:huggingface.co,2023-05-04:paperboy/feed')
    expect(newest.title).toBe('New papers')
    expect(newest.entries.map(({ id }) => id)).toEqual([before[0]?.entries[0]?.id])
  })

  test('what is new stays for seven days from when it was first seen, unless a backfill brought it', async () => {
    const at = '2024-03-04T10:00Z'
    const [late, early] = ['2403.00001', '2403.00002']
    await read('2024-03-01', [{ id: early, upvotes: 1 }], '2024-03-01T23:00Z')
    // A paper that came to its list three days late, the first list of today, and an old one read today.
    const both = [{ id: late }, { id: early, upvotes: 1 }]
    await read('2024-03-01', both, at)
    await read('2024-03-04', [{ id: '2403.00004' }], at)
    await read('2023-12-01', [{ id: '2312.00001' }], at)
    const idsOf = async (now: string, text = 'newest') =>
      (await feed(held, text, now)).entries.map(({ paperId }) => paperId)
    // Nothing else of the years after is read yet then: the newest list is one of 2026.
    const newest = (await feed(held, 'newest', '2024-03-04T11:00:00Z')).entries
      .map(({ paperId }) => paperId)
      .filter((id) => id.startsWith('2403'))
    expect(newest).toEqual(['2403.00004', late, early])
    const old = await idsOf('2024-03-11T09:59:00Z')
    expect([old.includes(late), old.includes(early), old.includes('2312.00001')]).toEqual([
      true,
      false,
      false,
    ])
    expect((await idsOf('2024-03-11T10:00:00Z')).includes(late)).toBe(false)
    expect(await idsOf('2024-03-04T11:00:00Z', 'month:2023-12')).toEqual(['2312.00001'])
  })

  test('a list longer than the first twenty is told whole while it is new, and not beyond what top says', async () => {
    const many = madeEntries(30, { upvotes: 2 }, '2404')
    await read('2024-04-01', many, '2024-04-01T20:00Z')
    await read('2024-04-01', many.slice(1), '2024-04-02T20:00Z')
    const count = async (text: string, now: string) => (await feed(held, text, now)).entries.length
    expect(await count('week:2024-W14', '2024-04-03T00:00:00Z')).toBe(30)
    expect(await count('week:2024-W14 top:20', '2024-04-03T00:00:00Z')).toBe(20)
    expect(await count('week:2024-W14', '2024-04-09T00:00:00Z')).toBe(20)
    const week = await feed(held, 'week:2024-W14', '2024-04-03T00:00:00Z')
    const gone = week.entries.find(({ paperId }) => paperId === many[0]?.id)
    expect([gone?.summary, gone?.updated]).toEqual([
      '2 votes, no longer on the list of 2024-04-01, submitted by someone',
      '2024-04-02T20:00:00.000Z',
    ])
    expect(week.title).toBe('Papers of the week 2024-W14, most votes first')
    expect(week.note).toContain('The first 20, and each paper for 7 days from when it was first seen.')
    expect(problems(week)).toEqual([])
  })

  test('what rose at a midnight of the last week stays in the feed of what rises', async () => {
    const before = madeEntries(2, { upvotes: 1 }, '2405')
    await read('2024-05-06', before, '2024-05-06T01:00Z')
    await read('2024-05-06', [{ ...before[0]!, upvotes: 50 }, before[1]!], '2024-05-06T20:00Z')
    await read(
      '2024-05-06',
      [
        { ...before[0]!, upvotes: 50 },
        { ...before[1]!, upvotes: 90 },
      ],
      '2024-05-09T21:00Z',
    )
    const rising = async (text: string, now: string) =>
      (await feed(held, text, now)).entries.map(({ paperId }) => paperId)
    expect(await rising('trending', '2024-05-10T22:00:00Z')).toEqual([before[1]!.id, before[0]!.id])
    expect(await rising('trending top:20', '2024-05-10T22:00:00Z')).toEqual([before[1]!.id])
    expect(await rising('trending', '2024-05-20T00:00:00Z')).toEqual([])
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
