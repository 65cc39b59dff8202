import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importSaved } from '../../jobs/import/import.ts'
import { HAS_CAPTURES, rawEntries, savedDays } from '../support/captures.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')

interface Counts {
  readonly upvotes: number | null
  readonly comments: number | null
  readonly stars: number | null
}

/** What the files themselves say, read with none of the project's code, in the order of their times. */
const readings = savedDays(['html', 'api-date'])
  .map(({ path, listing, capturedAt }) => ({
    day: listing.key,
    at: capturedAt.epochMilliseconds,
    entries: rawEntries(path),
  }))
  .sort((a, b) => a.at - b.at)

/** Each paper's counts wherever it was seen, a row only where one changed. */
function expectedCurves(): Map<string, (Counts & { at: number })[]> {
  const curves = new Map<string, (Counts & { at: number })[]>()
  for (const { at, entries } of readings) {
    for (const { paper, numComments } of entries) {
      const curve = curves.get(paper.id) ?? []
      const before = curve.at(-1)
      const now = {
        at,
        upvotes: paper.upvotes,
        comments: numComments ?? before?.comments ?? null,
        stars: paper.githubStars ?? before?.stars ?? null,
      }
      const differs = (['upvotes', 'comments', 'stars'] as const).some((name) => now[name] !== before?.[name])
      if (differs && before?.at !== at) curve.push(now)
      curves.set(paper.id, curve)
    }
  }
  return curves
}

describe('the history in real captures', () => {
  let held: TestWarehouse
  const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows

  beforeAll(async () => {
    held = await createWarehouse()
    await importSaved(
      jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW),
      savedDays(['html', 'api-date']),
    )
  })
  afterAll(async () => held.drop())

  test.skipIf(!HAS_CAPTURES)('each paper has the growth curve that the files hold', async () => {
    const rows =
      await select(`select paper_id, (extract(epoch from observed_at) * 1000)::bigint, upvotes, comments, stars
      from snapshots order by paper_id, observed_at`)
    const curves = new Map<string, (Counts & { at: number })[]>()
    for (const [id, ...values] of rows) {
      const [at, upvotes, comments, stars] = values.map((value) => (value === null ? null : Number(value)))
      const curve = curves.get(id!) ?? []
      curve.push({ at: at!, upvotes: upvotes!, comments: comments!, stars: stars! })
      curves.set(id!, curve)
    }
    const expected = expectedCurves()
    expect(expected.size).toBeGreaterThan(800)
    expect([...expected.values()].filter((curve) => curve.length > 2).length).toBeGreaterThan(150)
    expect(curves.size).toBe(expected.size)
    for (const [id, curve] of expected) expect(curves.get(id), id).toEqual(curve)
  })

  test.skipIf(!HAS_CAPTURES)('late entries are known by when they were first seen', async () => {
    const expected = new Map<string, number>()
    for (const { day, at, entries } of readings)
      for (const { paper } of entries) {
        const key = `${day} ${paper.id}`
        if (!expected.has(key)) expected.set(key, at)
      }
    const rows = await select(
      `select day || ' ' || paper_id, (extract(epoch from first_seen) * 1000)::bigint from paper_days`,
    )
    expect(new Map(rows.map(([key, at]) => [key, Number(at)]))).toEqual(expected)
  })

  test.skipIf(!HAS_CAPTURES)('ranks over the day are those of the files', async () => {
    const day = '2026-05-08'
    const pages = readings.filter((reading) => reading.day === day && reading.entries.length !== 50)
    const [id] = pages[0]!.entries.map(({ paper }) => paper.id).slice(3)
    const rows = await select(
      `select (extract(epoch from observed_at) * 1000)::bigint, rank, upvotes, listed from rank_history('${day}', '${id}')`,
    )
    expect(rows.map((row) => row.map((value) => (value === null ? null : Number(value))))).toEqual(
      pages.map(({ at, entries }) => {
        const place = entries.findIndex(({ paper }) => paper.id === id)
        return [at, place < 0 ? null : place + 1, entries[place]?.paper.upvotes ?? null, entries.length]
      }),
    )
    expect(rows.length).toBeGreaterThan(2)
  })

  test.skipIf(!HAS_CAPTURES)('a list as it was is the last whole reading until then', async () => {
    const day = '2026-04-24'
    const pages = readings.filter((reading) => reading.day === day && reading.entries.length !== 50)
    const second = pages[1]!
    const rows = await select(
      `select paper_id, upvotes from list_at('${day}', to_timestamp(${second.at / 1000}) + interval '1 minute') order by rank`,
    )
    expect(rows).toEqual(second.entries.map(({ paper }) => [paper.id, String(paper.upvotes)]))
  })

  test.skipIf(!HAS_CAPTURES)('one paper stood on three days of August 2026', async () => {
    expect(await select(`select day from paper_days where paper_id = '2608.12313' order by day`)).toEqual([
      ['2026-08-13'],
      ['2026-08-14'],
      ['2026-08-19'],
    ])
    expect(await select(`select count(*) from stored_papers where id = '2608.12313'`)).toEqual([['1']])
  })

  test.skipIf(!HAS_CAPTURES)('papers that left a list are those that its last whole pages lack', async () => {
    const expected = new Set<string>()
    for (const day of new Set(readings.map((reading) => reading.day))) {
      const pages = readings.filter((reading) => reading.day === day)
      const last = pages.findLast(({ entries }) => entries.length !== 50)
      const kept = new Set(
        pages
          .filter(({ at }) => at >= (last?.at ?? 0))
          .flatMap(({ entries }) => entries.map(({ paper }) => paper.id)),
      )
      for (const { entries } of pages) {
        for (const { paper } of entries) if (last && !kept.has(paper.id)) expected.add(`${day} ${paper.id}`)
      }
    }
    const rows = await select(`select day || ' ' || paper_id from papers_gone order by 1`)
    expect(rows.flat()).toEqual([...expected].sort())
    expect(expected).toContain('2026-05-08 2605.06356')
  })
})
