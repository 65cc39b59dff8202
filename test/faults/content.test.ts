import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import type { Fault } from '../../demo/fault/fault.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { retryQuarantine } from '../../jobs/load/quarantine.ts'
import { replay } from '../../jobs/replay/replay.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import { dayListing, parseListing } from '../../src/model/listing.ts'
import type { Era } from '../../src/transform/era.ts'
import { ERAS } from '../../src/transform/eras.ts'
import { day2026 } from '../../src/transform/eras/day-2026.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const NOW = '2025-09-28T12:00:00Z'
const DAY = '2025-09-22'
const PAPER = '2509.16198'
const HOSTILE = new Set(['\u0000', '\u200F', '\u202A', '\u202E', '\u2066', '\u2069'])

/** A table without what only tells where a row came from. */
const rowsOf = (table: string) =>
  `select (to_jsonb(t) - array['run_id', 'capture_id', 'observed_at'])::text from ${table} t order by 1`

describe('bad content', () => {
  let replica: Replica
  const open: TestWarehouse[] = []

  beforeAll(async () => {
    replica = await startReplica({ now: NOW, quota: false })
  })
  afterEach(async () => {
    replica.clearFaults()
    replica.setNow(NOW)
    for (const held of open.splice(0)) await held.drop()
  })
  afterAll(async () => replica.close())

  async function fresh() {
    const held = await createWarehouse()
    open.push(held)
    const context = jobContext(held.warehouse, replica.url, () => replica.now())
    const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
    return { context, select }
  }

  /** One day fetched into a fresh warehouse while a fault is in force. */
  async function fetchedUnder(fault: Fault | null, day = DAY) {
    const made = await fresh()
    if (fault) replica.setFault(fault)
    const result = await fetchListings(made.context, [dayListing(day)])
    replica.clearFaults()
    return { ...made, ...result }
  }

  const DAYS = `select * from paper_days order by day, rank`

  test.each(['renamed-target', 'renamed-key', 'moved-to-script', 'gone'] as const)(
    'fault 6: JSON that is %s fails as a changed page; the capture is kept and nothing else',
    async (change) => {
      const { runCounts, exitCode, select } = await fetchedUnder({ kind: 'blob', change })
      expect({ unreadable: runCounts.unreadable, loaded: runCounts.loaded, exitCode }).toEqual({
        unreadable: 1,
        loaded: 0,
        exitCode: 65,
      })
      expect(await select('select state from coverage')).toEqual([['drift']])
      expect(await select('select count(*) from captures')).toEqual([['1']])
      expect(await select('select count(*) from papers')).toEqual([['0']])
    },
  )

  test('fault 6: JSON that is gone from a page with cards is read by its cards, and exits 65 all the same', async () => {
    const { runCounts, exitCode, select } = await fetchedUnder({ kind: 'blob', change: 'gone', cards: true })
    const whole = await fetchedUnder(null)
    expect({ loaded: runCounts.loaded, changed: runCounts.changed, exitCode }).toEqual({
      loaded: 1,
      changed: 1,
      exitCode: 65,
    })
    const columns =
      'select rank, paper_id, title, upvotes, comments, organization, submitted_by from paper_days'
    expect(await select(`${columns} order by rank`)).toEqual(await whole.select(`${columns} order by rank`))
    expect(await select('select state from coverage')).toEqual([['drift']])
    expect(await select('select reader from captures')).toEqual([['cards']])
  })

  test('fault 6: after a fix of the parser a replay recovers the page offline', async () => {
    const { context, select } = await fetchedUnder({ kind: 'blob', change: 'renamed-key' })
    const requests = replica.requests.length
    const fixed: Era = {
      ...day2026,
      name: 'day-renamed',
      outline: (source) => {
        const blob = source.blob('DailyPapers')
        if (!('props' in blob) || !('papersOfTheDay' in blob.props)) return null
        const { papersOfTheDay, ...others } = blob.props
        return day2026.outline({
          ...source,
          blob: () => ({ props: { ...others, dailyPapers: papersOfTheDay } }),
        })
      },
    }
    const eras = ERAS as Era[]
    eras.push(fixed)
    try {
      const { exitCode, runCounts } = await replay(context, {})
      expect({ exitCode, loaded: runCounts.loaded }).toEqual({ exitCode: 0, loaded: 1 })
      expect(replica.requests.length).toBe(requests)
      const whole = await fetchedUnder(null)
      expect(await select(DAYS)).toEqual(await whole.select(DAYS))
    } finally {
      eras.splice(eras.indexOf(fixed), 1)
    }
  })

  const LONG = Array.from({ length: 6_000 }, (_, index) =>
    ((index * 7919 + (index >> 3) * 31) % 36).toString(36),
  ).join('')
  test.each([
    ['paper.ai_keywords.0', ['paper', 'ai_keywords'], [LONG]],
    ['paper.title', ['paper', 'title'], '漢'.repeat(950)],
    ['submittedBy.name', ['submittedBy', 'name'], LONG],
    ['paper.authors.0.name', ['paper', 'authors', 0, 'name'], LONG],
    ['paper.githubRepo', ['paper', 'githubRepo'], `https://github.com/a/${LONG}`],
    ['paper.upvotes', ['paper', 'upvotes'], 2 ** 31],
    ['paper.githubStars', ['paper', 'githubStars'], 2 ** 31],
    ['paper.publishedAt', ['paper', 'publishedAt'], '0000-01-01T00:00:00.000Z'],
    ['paper.key', ['paper', 'key\u0000'], 1],
  ] as const)(
    'fault 26: an entry with %s that no index or column takes is in quarantine, and nothing stops for it',
    async (path, at, value) => {
      const { context, select, runCounts, exitCode } = await fetchedUnder({
        kind: 'value',
        id: PAPER,
        path: at,
        value,
      })
      expect({ entries: runCounts.entries, quarantined: runCounts.quarantined, exitCode }).toEqual({
        entries: 14,
        quarantined: 1,
        exitCode: 75,
      })
      expect(await select('select path, resolved_at from quarantine')).toEqual([[path, null]])
      const next = await fetchListings(context, [dayListing('2025-09-23')])
      expect({ exitCode: next.exitCode, loaded: next.runCounts.loaded }).toEqual({ exitCode: 0, loaded: 1 })
      expect(await select('select loaded from captures')).toEqual([['t'], ['t']])
      expect(rowsWritten((await replay(context, {})).runCounts)).toBe(0)
    },
  )

  test.each([1, 15])(
    'fault 27: with %d of its 15 entries in quarantine for three days a list keeps all its papers',
    async (bad) => {
      const { context, select } = await fetchedUnder(null)
      const listed = 'select paper_id, gone_at from paper_days order by paper_id'
      const before = await select(listed)
      expect(before).toHaveLength(15)
      const ids = before.map(([id]) => id ?? '').slice(0, bad)
      for (const hours of [13, 37, 61]) {
        const at = Temporal.Instant.from(NOW).add({ hours })
        replica.setNow(at.toString())
        for (const id of ids) replica.setFault({ kind: 'bad-entry', id })
        await fetchListings(context, [dayListing(DAY)])
        replica.clearFaults()
        expect(await select(listed)).toEqual(before)
      }
      const ledger = "select state, reason, expected, loaded from coverage where state <> 'missing'"
      expect(await select(ledger)).toEqual([['open', `${bad} of 15 entries in quarantine`, '15', '15']])
      await fetchListings(context, [dayListing(DAY)])
      expect(await select(listed)).toEqual(before)
      expect(await select(ledger)).toEqual([['complete', null, '15', '15']])
    },
  )

  test.each([
    ['upvotes-text', 'paper.upvotes'],
    ['no-title', 'paper.title'],
    ['no-paper', 'paper'],
    ['bad-date', 'paper.publishedAt'],
    ['authors-text', 'paper.authors'],
  ] as const)('fault 7: an entry with %s is in quarantine, the others load', async (change, path) => {
    const { context, select, runCounts, exitCode } = await fetchedUnder({
      kind: 'bad-entry',
      id: PAPER,
      change,
    })
    expect({ entries: runCounts.entries, quarantined: runCounts.quarantined, exitCode }).toEqual({
      entries: 14,
      quarantined: 1,
      exitCode: 75,
    })
    const rows = await select('select path, reason <> $$$$, raw is not null, resolved_at from quarantine')
    expect(rows).toEqual([[path, 't', 't', null]])
    expect(await select('select expected, loaded from coverage')).toEqual([['15', '14']])
    // Without a fix a retry finds the same and writes nothing.
    const again = await retryQuarantine(context)
    expect({ rows: rowsWritten(again.runCounts), exitCode: again.exitCode }).toEqual({
      rows: 0,
      exitCode: 75,
    })
  })

  test('fault 9: unknown new keys load, and are recorded once', async () => {
    const { context, select, runCounts, exitCode } = await fetchedUnder({ kind: 'unknown-keys' })
    expect({ entries: runCounts.entries, exitCode }).toEqual({ entries: 15, exitCode: 0 })
    const drift = await select(`select path, change, example <> '' from drift order by path`)
    expect(drift.length).toBeGreaterThan(1)
    expect(new Set(drift.map(([, change]) => change))).toEqual(new Set(['new']))
    replica.setFault({ kind: 'unknown-keys' })
    replica.setNow(replica.now().add({ hours: 1 }))
    await fetchListings(context, [dayListing('2025-09-23')])
    expect(await select(`select path, change, example <> '' from drift order by path`)).toEqual(drift)
  })

  test.each([
    ['day:2025-09-22', 'page'],
    ['day:2025-09-22', 'api'],
    ['week:2025-W39', 'page'],
    ['trending', 'page'],
    ['query:video', 'page'],
    ['query:video', 'api'],
    ['paper:2509.16198', 'page'],
    ['paper:2509.16198', 'api'],
  ] as const)('fault 9: null for each absent key of %s (%s) is an absent value', async (name, form) => {
    const parsed = parseListing(name)
    if ('problem' in parsed) throw new Error(parsed.problem)
    const loadedUnder = async (fault: Fault | null) => {
      const { context, select } = await fresh()
      if (fault) replica.setFault(fault)
      const { exitCode, runCounts } = await fetchListings(context, [parsed.listing], form)
      replica.clearFaults()
      const tables = ['papers', 'paper_authors', 'appearances', 'comments', 'linked_repositories', 'drift']
      const rows = await Promise.all(tables.map(async (table) => select(rowsOf(table))))
      return { exitCode, entries: runCounts.entries, rows }
    }
    const told = await loadedUnder({ kind: 'null-keys' })
    expect(told).toEqual(await loadedUnder(null))
    expect(told).toMatchObject({ exitCode: 0 })
    expect(told.entries).toBeGreaterThan(0)
  })

  test.each([
    ['another host', 'http://127.0.0.1:1/papers/date/2025-09-22'],
    ['itself', 'loop'],
  ])('fault 12: a redirect to %s stores nothing', async (_, to) => {
    const { select, runCounts, exitCode } = await fetchedUnder({ kind: 'redirect', to })
    expect({ failed: runCounts.failed, captures: runCounts.captures, exitCode }).toEqual({
      failed: 1,
      captures: 0,
      exitCode: 69,
    })
    expect(await select('select state, loaded from coverage')).toEqual([['failed', null]])
    expect(await select('select count(*) from papers')).toEqual([['0']])
  })

  test('fault 12: a redirect to another date stores nothing under the asked one', async () => {
    const { select, runCounts } = await fetchedUnder({
      kind: 'redirect',
      to: '/papers/date/2025-09-23',
      match: DAY,
    })
    expect(runCounts.redirected).toBe(1)
    expect(await select('select day, state, reason from coverage')).toEqual([
      [DAY, 'redirected', 'the site answered with day:2025-09-23: a weekday without papers'],
    ])
    expect(await select('select count(*) from papers')).toEqual([['0']])
  })

  test('fault 14: a paper twice on a page is one appearance with its better rank and a note', async () => {
    const { select } = await fetchedUnder({ kind: 'repeated-entry', id: PAPER })
    const whole = await fetchedUnder(null)
    const [[rank]] = (await whole.select(`select rank from paper_days where paper_id = '${PAPER}'`)) as [
      [string],
    ]
    expect(await select(`select rank, note from stored_appearances where paper_id = '${PAPER}'`)).toEqual([
      [rank, `also at rank ${Number(rank) + 1}`],
    ])
    expect(await select('select count(*) from papers')).toEqual([['15']])
  })

  test('fault 14: an id with a version is the same paper, and the version is kept', async () => {
    const { context, select } = await fetchedUnder(null)
    replica.setFault({ kind: 'repeated-entry', id: PAPER, secondId: `${PAPER}v2` })
    replica.setNow(replica.now().add({ hours: 1 }))
    await fetchListings(context, [dayListing(DAY)])
    expect(await select(`select id, version from stored_papers where id like '${PAPER}%'`)).toEqual([
      [PAPER, '2'],
    ])
    expect(await select('select count(*) from paper_days')).toEqual([['15']])
  })

  test('fault 14: a paper on two days is one paper with two appearances', async () => {
    const { context, select } = await fresh()
    await fetchListings(
      context,
      ['2025-09-22', '2025-09-23', '2025-09-24', '2025-09-25', '2025-09-26'].map((day) => dayListing(day)),
    )
    const twice = await select(
      `select paper_id, count(*) from stored_appearances group by paper_id having count(*) > 1`,
    )
    expect(twice).toEqual([[expect.any(String), '2']])
    expect(await select(`select count(*) from stored_papers where id = '${twice[0]![0]}'`)).toEqual([['1']])
  })

  test('fault 14: ids are text, so 2503.02130 is not 2503.0213', async () => {
    const { context, select } = await fresh()
    replica.setFault({ kind: 'repeated-entry', id: PAPER, secondId: '2509.1619' })
    await fetchListings(context, [dayListing(DAY)])
    expect(
      await select(`select id from stored_papers where id in ('2509.1619', '${PAPER}') order by id`),
    ).toEqual([['2509.1619'], [PAPER]])
  })

  test.each([
    ['nul', 0],
    ['lone-surrogate', 0],
    ['bidi', 0],
    ['script', 0],
    ['javascript-url', 0],
    ['huge-abstract', 1],
  ] as const)('fault 15: %s is cleaned or rejected, and the batch survives', async (text, rejected) => {
    const { select, runCounts, exitCode } = await fetchedUnder({ kind: 'hostile-text', id: PAPER, text })
    expect({ entries: runCounts.entries, quarantined: runCounts.quarantined }).toEqual({
      entries: 15 - rejected,
      quarantined: rejected,
    })
    expect(exitCode).toBe(rejected === 0 ? 0 : 75)
    const [row] = await select(
      `select title, abstract, repository, project_page from paper_days where paper_id = '${PAPER}'`,
    )
    if (rejected > 0) {
      expect(row).toBeUndefined()
      return
    }
    const [title, abstract, repository, projectPage] = row!
    for (const value of [title, abstract]) {
      expect([...HOSTILE].filter((character) => value?.includes(character))).toEqual([])
      expect(value?.isWellFormed()).toBe(true)
    }
    expect([repository, projectPage].filter((link) => link?.toLowerCase().includes('javascript'))).toEqual([])
    if (text === 'script') expect(title).toContain('<script>')
  })
})
