import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sql } from '../../src/base/sql.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { forgetHistory, importHistory } from '../../jobs/import/import-history.ts'
import { keepAll, loadCaptures } from '../../jobs/load/ingest.ts'
import { previewReplay, replay } from '../../jobs/replay/replay.ts'
import { newRunCounts, rowsWritten } from '../../jobs/run/run-counts.ts'
import { forgetCaptures } from '../../src/load/captures/forget-captures.ts'
import { forgetReadings } from '../../src/load/history/forget-readings.ts'
import { addOutsideCounts, forgetOutsideCounts } from '../../src/load/history/outside-counts.ts'
import type { Capture } from '../../src/model/capture.ts'
import type { OutsideCount } from '../../src/model/outside-count.ts'
import { everyRow } from '../support/all-tables.ts'
import { apiList } from '../support/api-list.ts'
import { jobContext } from '../support/job-context.ts'
import { randomFrom, shuffled } from '../support/shuffle.ts'
import { emptied } from '../support/tables.ts'
import { type TestWarehouse, createEmbedded, createWarehouse } from '../support/warehouses.ts'

const ROUNDS = Number(process.env['PAPERBOY_TEST_SEEDS'] ?? 6)
const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')
/** So many that a reading is taken apart when all of them are asked for. */
const PAPERS = Array.from({ length: 10 }, (_, index) => `2601.0000${index}`)
const DAYS = ['2026-01-05', '2026-01-06']
const INSTANTS = [5, 6, 7, 8, 9].map((day) => `2026-01-0${day}T12:00:00.000Z`)
const SOURCES = ['one', 'two']

/** Counts of one outside source, as one import brings them. */
interface Batch {
  readonly source: string
  readonly counts: readonly OutsideCount[]
}

/** Captures and imports of few papers at few instants, so that they meet. */
function made(random: () => number): { captures: Capture[]; batches: Batch[] } {
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  const some = <Each>(from: readonly Each[]) => from[upTo(from.length - 1)]!
  const captures = Array.from({ length: 5 }, () => {
    const entries = PAPERS.filter(() => random() < 0.6).map((id) => ({
      id,
      upvotes: upTo(2),
      ...(random() < 0.5 && { stars: upTo(2) }),
      title: random() < 0.1 ? `Another title of ${id}` : `Paper ${id}`,
    }))
    return apiList(some(DAYS), entries, some(INSTANTS))
  })
  const batches = Array.from({ length: 4 }, () => ({
    source: some(SOURCES),
    counts: (random() < 0.5 ? PAPERS : [some(PAPERS), some(PAPERS)]).map((paperId) => {
      const told = { upvotes: upTo(2), comments: random() < 0.2 ? upTo(1) : null, stars: null }
      const stars = { upvotes: null, comments: null, stars: upTo(2) }
      const counts = random() < 0.8 ? told : stars
      return { paperId, observedAt: some(['2025-12-31T00:00:00.000Z', ...INSTANTS]), ...counts }
    }),
  }))
  return { captures, batches }
}

describe('whatever is crawled and imported, in whatever order', () => {
  let held: TestWarehouse

  beforeAll(async () => {
    held = await createEmbedded()
  })
  afterAll(async () => held.drop())

  const context = () => jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)

  async function take(each: Capture | Batch): Promise<number> {
    if ('counts' in each) {
      const batches = async function* () {
        yield each.counts
      }
      const { rows } = await held.warehouse.transaction(async (tx) =>
        addOutsideCounts(tx, each.source, batches(), '1'),
      )
      return rows.outside_counts + rows.snapshots
    }
    const runCounts = newRunCounts()
    const [capture] = await keepAll(context(), '1', [each])
    await loadCaptures(context(), { runId: '1', runCounts }, [{ capture: capture! }])
    return rowsWritten(runCounts)
  }

  async function taken(all: readonly (Capture | Batch)[]) {
    await emptied(held.warehouse)
    for (const each of all) await take(each)
    return everyRow(held.warehouse)
  }

  test(
    `each of ${ROUNDS} orders gives the same rows, and a second time writes none`,
    { timeout: 300_000 },
    async () => {
      let fromElsewhere = 0
      for (let seed = 1; seed <= ROUNDS; seed++) {
        const random = randomFrom(seed)
        const { captures, batches } = made(random)
        const one = await taken([...captures, ...batches])
        fromElsewhere += one.get('stored_snapshots')!.filter((row) => !row.includes('"source": null')).length
        // Every other time the crawl goes on from what was imported, as it mostly will.
        const inTime = captures.toSorted((a, b) => Temporal.Instant.compare(a.fetchedAt, b.fetchedAt))
        const order =
          seed % 2 === 0
            ? shuffled([...captures, ...batches], random)
            : [inTime[0]!, ...batches, ...inTime.slice(1)]
        expect(await taken(order), `seed ${seed}`).toEqual(one)
        let again = 0
        for (const each of shuffled(order, random)) again += await take(each)
        expect(again, `seed ${seed}, again`).toBe(0)
        expect((await previewReplay(context(), {})).changes, `seed ${seed}, replayed`).toEqual([])
      }
      expect(fromElsewhere).toBeGreaterThan(ROUNDS)
    },
  )

  test('a source and captures that are forgotten leave no trace', { timeout: 300_000 }, async () => {
    for (let seed = 1001; seed <= 1000 + ROUNDS / 2; seed++) {
      const random = randomFrom(seed)
      const { captures, batches } = made(random)
      const gone = new Set(captures.filter(() => random() < 0.3))
      const without = await taken([
        ...captures.filter((each) => !gone.has(each)),
        ...batches.filter(({ source }) => source !== 'one'),
      ])
      await taken(shuffled([...captures, ...batches], random))
      const stored = await keepAll(context(), '1', [...gone])
      await held.warehouse.transaction(async (tx) => {
        if (random() < 0.5) await forgetOutsideCounts(tx, 'one')
        await forgetReadings(
          tx,
          stored.map(({ id, listing }) => ({ id, ...listing })),
          '1',
          async () =>
            forgetCaptures(
              tx,
              stored.map(({ id }) => id),
              { runId: '1', reason: null, at: NOW },
            ),
        )
        await forgetOutsideCounts(tx, 'one')
      })
      const after = new Map(await everyRow(held.warehouse))
      after.set('forgotten_captures', [])
      expect(after, `seed ${seed}`).toEqual(without)
    }
  })
})

describe('a history from elsewhere', () => {
  let held: TestWarehouse
  let folder: string

  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterAll(async () => held.drop())
  beforeEach(async () => {
    await emptied(held.warehouse)
    folder = await mkdtemp(join(tmpdir(), 'paperboy-history-'))
  })
  afterEach(async () => rm(folder, { recursive: true }))

  const context = () => jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)
  const file = async (path: string, contents: string | Uint8Array) => {
    await writeFile(join(folder, path), contents)
    return join(folder, path)
  }
  const crawl = async (at: string, upvotes: number, id = PAPERS[0]!) => {
    const stored = await keepAll(context(), '1', [apiList(DAYS[0]!, [{ id, upvotes }], at)])
    await loadCaptures(
      context(),
      { runId: '1', runCounts: newRunCounts() },
      stored.map((capture) => ({ capture })),
    )
  }
  const history = async () =>
    (
      await held.warehouse.rows<{
        day: string
        upvotes: number
        stars: number | null
        source: string | null
      }>(sql`
        select to_char(observed_at at time zone 'UTC', 'MM-DD') as day, upvotes, stars, source
        from snapshots order by paper_id, observed_at`)
    ).map(({ day, upvotes, stars, source }) => [day, upvotes, stars, source])
  const conflicts = async () =>
    held.warehouse.rows(sql`select paper_id, to_char(observed_at at time zone 'UTC', 'MM-DD') as day, field,
      to_json(counts) as counts, to_json(sources) as sources from history_conflicts order by 1, 2, 3`)

  const CSV = [
    'Paper_ID,date,title,Votes,github_stars',
    `${PAPERS[0]},2026-01-05,"with, comma",3,`,
    `https://huggingface.co/papers/${PAPERS[0]},2026-01-06,,5.0,10`,
    `"${PAPERS[0]}v2",2026-01-07,,5,10`,
  ].join('\r\n')
  const NDJSON = [
    { id: PAPERS[0], at: '2026-01-05T00:00:00Z', upvotes: 3 },
    { id: PAPERS[0], at: '2026-01-06T01:00:00+01:00', upvotes: 5, stars: 10 },
    { id: PAPERS[0], at: '2026-01-07', upvotes: 5, stars: 10, comments: null },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n')

  test('waits for a paper that is not known, and goes on when it is', async () => {
    await importHistory(context(), await file('a.csv', CSV), 'them')
    expect(await history()).toEqual([])
    await crawl('2026-01-08T12:00:00Z', 5)
    expect((await history()).map(([day]) => day)).toEqual(['01-05', '01-06', '01-08'])
    await crawl('2026-01-09T12:00:00Z', 7)
    expect((await history()).at(-1)).toEqual(['01-09', 7, 10, null])
  })

  test('is no count to go on from: what Paperboy sees later is a change, though it saw the same before', async () => {
    await crawl('2026-01-06T12:00:00Z', 4)
    await importHistory(context(), await file('a.csv', CSV), 'them')
    await crawl('2026-01-09T12:00:00Z', 4)
    expect((await history()).slice(-2)).toEqual([
      ['01-07', 5, 10, 'them'],
      ['01-09', 4, 10, null],
    ])
  })

  test('is seen by the vote curve and by what gained most', async () => {
    await crawl('2026-01-08T12:00:00Z', 9)
    await importHistory(context(), await file('a.csv', CSV), 'them')
    const gains = await held.warehouse.rows(sql`select upvotes, gained from vote_curve(${PAPERS[0]})`)
    expect(gains).toEqual([
      { upvotes: 3, gained: null },
      { upvotes: 5, gained: 2 },
      { upvotes: 9, gained: 4 },
    ])
    const [first] = await held.warehouse.rows(sql`select gained::int from trending_at('2026-01-07')`)
    expect(first).toEqual({ gained: 5 })
  })

  test('is in the log and not in the history where sources differ', async () => {
    await crawl('2026-01-07T00:00:00Z', 4)
    const line = (date: string, votes: number, stars: number) => `${PAPERS[0]},${date},${votes},${stars}`
    const header = 'id,date,votes,stars'
    const one = await file('one.csv', [header, line('2026-01-05', 1, 7), line('2026-01-07', 5, 7)].join('\n'))
    const two = await file('two.csv', [header, line('2026-01-05', 2, 7), line('2026-01-06', 3, 7)].join('\n'))
    await importHistory(context(), one, 'one')
    const { conflicts: told, exitCode } = await importHistory(context(), two, 'two')
    expect({ told, exitCode }).toEqual({ told: 2, exitCode: 0 })
    expect(await conflicts()).toEqual([
      { paper_id: PAPERS[0], day: '01-05', field: 'upvotes', counts: [1, 2], sources: ['one', 'two'] },
      { paper_id: PAPERS[0], day: '01-07', field: 'upvotes', counts: [5, 4], sources: ['one', 'paperboy'] },
    ])
    // Of the stars there is no doubt.
    expect(await history()).toEqual([
      ['01-05', null, 7, 'one, two'],
      ['01-06', 3, 7, 'two'],
      ['01-07', 4, 7, null],
    ])
    const { runCounts } = await forgetHistory(context(), 'two')
    expect(runCounts.rows).toEqual({ outside_counts: 2, snapshots: 2 })
    expect(await history()).toEqual([
      ['01-05', 1, 7, 'one'],
      ['01-07', 4, 7, null],
    ])
    await expect(forgetHistory(context(), 'two')).rejects.toThrow(
      'no history of "two": there is history of: one',
    )
  })

  // The rest does not depend on the database.
  test.each([
    ['a.csv', CSV],
    ['a.csv.gz', gzipSync(CSV)],
    ['with a byte order mark.csv', `\uFEFF${CSV}`],
    ['a.ndjson', NDJSON],
    ['a.ndjson.gz', gzipSync(`\uFEFF\n${NDJSON}\n\n`)],
  ])('stands before and between what Paperboy saw: %s', async (fileName, contents) => {
    await crawl('2026-01-06T12:00:00Z', 4)
    await crawl('2026-01-08T12:00:00Z', 6)
    const path = await file(fileName, contents)
    const { exitCode, runCounts } = await importHistory(context(), path, 'them')
    expect({ exitCode, rows: runCounts.rows }).toEqual({
      exitCode: 0,
      rows: { outside_counts: 3, snapshots: 5 },
    })
    expect(await history()).toEqual([
      ['01-05', 3, null, 'them'],
      ['01-06', 5, 10, 'them'],
      ['01-06', 4, 10, null],
      ['01-07', 5, 10, 'them'],
      ['01-08', 6, 10, null],
    ])
    const [paper] = await held.warehouse.rows(sql`select upvotes, stars from stored_papers`)
    expect(paper).toEqual({ upvotes: 6, stars: null })
    expect(rowsWritten((await importHistory(context(), path, 'them')).runCounts)).toBe(0)
    expect(rowsWritten((await replay(context(), {})).runCounts)).toBe(0)
  })

  test('a source that contradicts itself is a conflict too, whichever it said last', async () => {
    await crawl('2026-01-08T12:00:00Z', 9)
    for (const votes of [1, 2]) {
      const path = await file('a.csv', `id,date,votes\n${PAPERS[0]},2026-01-05,${votes}\n`)
      await importHistory(context(), path, 'them')
    }
    expect(await conflicts()).toMatchObject([{ counts: [1, 2], sources: ['them', 'them'] }])
    expect(await history()).toEqual([['01-08', 9, null, null]])
  })

  test('lines that make no sense are told and passed over', async () => {
    const lines = [
      'id,at,votes',
      `${PAPERS[0]},2026-01-05,1`,
      `${PAPERS[0]},1767571200,1`,
      `2601.0001,2026-01-05,1`,
      `${PAPERS[0]},2026-01-05,-1`,
      `${PAPERS[0]},2026-01-05`,
      '',
      `${PAPERS[0]},2026-01-05,9999999999`,
      `"${PAPERS[0]},2026-01-06"x,2`,
      `${PAPERS[1]},2026-01-06,2`,
    ]
    const { exitCode, runCounts, rejections } = await importHistory(
      context(),
      await file('a.csv', lines.join('\n')),
      'them',
    )
    expect({ exitCode, lines: runCounts.lines, rejected: runCounts.rejectedLines }).toEqual({
      exitCode: 75,
      lines: 8,
      rejected: 6,
    })
    expect(rejections.map(({ line }) => line)).toEqual([3, 4, 5, 6, 8])
    expect(rejections[1]?.reason).toMatch(/was its last zero lost\?/)
    expect(runCounts.rows).toEqual({ outside_counts: 2, snapshots: 0 })
    const [run] = await held.warehouse.rows(sql`select outcome, error from runs order by id desc limit 1`)
    expect(run).toEqual({ outcome: 'partial', error: '6 of 8 lines rejected' })
  })

  const GOOD = `${PAPERS[0]},2026-01-05,1\n`
  test.each([
    ['empty.csv', '', /the file is empty/],
    ['array.json', '[{"id": "2601.00001"}]', /one JSON array/],
    [
      'header.csv',
      `paper,when,votes\n${GOOD}`,
      /header: got "paper, when, votes", expected one of observed_at/,
    ],
    [
      'no-counts.ndjson',
      '{"id": "2601.00001", "at": "2026-01-05"}',
      /line 1: .*expected one of upvotes, votes/,
    ],
    [
      'seconds.csv',
      `id,at,votes\n${PAPERS[0]},1767571200,1\n`,
      /none of the first 1 lines can be read; line 2: the time/,
    ],
    ['quote.csv', `id,at,votes\n${GOOD}"${GOOD.repeat(6000)}`, /is not CSV at line/],
    [
      'long.ndjson',
      `{"id": "${PAPERS[0]}", "at": "2026-01-05", "votes": 1}\n{${' '.repeat(200_000)}`,
      /line 2 is longer/,
    ],
    ['cut.csv.gz', gzipSync(`id,at,votes\n${GOOD.repeat(3000)}`).subarray(0, -20), /can't be read/],
    ['page.csv', '<!doctype html><html></html>', /header: got/],
  ])('%s is refused, and nothing is written', async (fileName, contents, message) => {
    await crawl('2026-01-08T12:00:00Z', 9)
    await expect(importHistory(context(), await file(fileName, contents), 'them')).rejects.toThrow(message)
    expect(await held.warehouse.rows(sql`select 1 from outside_counts`)).toEqual([])
    expect(await history()).toHaveLength(1)
  })

  test('an import that a signal stops has written nothing', async () => {
    const path = await file('a.csv', CSV)
    const { exitCode, runCounts } = await importHistory(
      { ...context(), signal: AbortSignal.abort() },
      path,
      'them',
    )
    expect({ exitCode, rows: runCounts.rows }).toEqual({ exitCode: 75, rows: {} })
    expect(await held.warehouse.rows(sql`select 1 from outside_counts`)).toEqual([])
  })
})
