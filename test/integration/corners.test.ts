import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keepAll, loadCaptures } from '../../jobs/load/ingest.ts'
import { newRunCounts, type RunCounts } from '../../jobs/run/run-counts.ts'
import { recordFailures } from '../../src/load/ledger/ledger.ts'
import { claimListings } from '../../src/load/ledger/leases.ts'
import { openRun } from '../../src/load/ledger/runs.ts'
import type { Capture } from '../../src/model/capture.ts'
import { dayListing } from '../../src/model/listing.ts'
import { everyRow } from '../support/all-tables.ts'
import { apiList, madeEntries } from '../support/api-list.ts'
import { jobContext } from '../support/job-context.ts'
import { emptied } from '../support/tables.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const DAY = '2025-01-08'
const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')

describe('lists in the corners', () => {
  let held: TestWarehouse
  beforeAll(async () => {
    held = await createWarehouse()
  })
  beforeEach(async () => emptied(held.warehouse))
  afterAll(async () => held.drop())

  const context = () => jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)
  const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows

  /** Loads captures one after the other, as an import does. */
  async function load(...captures: readonly Capture[]): Promise<RunCounts> {
    const runCounts = newRunCounts()
    for (const capture of captures) {
      const stored = await keepAll(context(), '1', [capture])
      await loadCaptures(
        context(),
        { runId: '1', runCounts },
        stored.map((each) => ({ capture: each })),
      )
    }
    return runCounts
  }

  /** Loads them in every order and expects the same rows; the tables are left as the last order made them. */
  async function inEveryOrder(...captures: readonly Capture[]): Promise<void> {
    let first: Awaited<ReturnType<typeof everyRow>> | null = null
    for (const order of permutations(captures)) {
      await emptied(held.warehouse)
      await load(...order)
      const rows = await everyRow(held.warehouse)
      first ??= rows
      expect(rows).toEqual(first)
    }
  }

  test('a part of a list takes no rank from its places, and makes no two papers first', async () => {
    const all = madeEntries(75)
    const cut = all.slice(20, 70)
    await inEveryOrder(apiList(DAY, all, '2025-01-09T08:00Z'), apiList(DAY, cut, '2025-01-09T15:00Z'))
    expect(await select(`select rank, paper_id from paper_days where rank in (1, 21) order by rank`)).toEqual(
      [
        ['1', '2501.00001'],
        ['21', '2501.00021'],
      ],
    )
    expect(await select('select count(*) from paper_days where rank is null or gone_at is not null')).toEqual(
      [['0']],
    )
  })

  test('of a list that was only read in part neither ranks nor its length are known', async () => {
    await load(apiList(DAY, madeEntries(50), '2025-01-09T08:00Z'))
    expect(await select('select state, expected, loaded from coverage')).toEqual([['open', null, '50']])
    expect(await select('select count(*) from paper_days where rank is not null')).toEqual([['0']])
  })

  test('coverage counts the papers of parts beside those of the last whole reading', async () => {
    const all = madeEntries(60)
    await inEveryOrder(
      apiList(DAY, all.slice(0, 55), '2025-01-09T08:00Z'),
      apiList(DAY, all.slice(10), '2025-01-09T15:00Z'),
    )
    expect(await select('select expected, loaded from coverage')).toEqual([['60', '60']])
  })

  test('a cut answer after a longer list is no list that shrank: it is believed, and its votes are loaded', async () => {
    const all = madeEntries(75)
    const more = all.slice(0, 50).map((entry) => ({ ...entry, upvotes: entry.upvotes! + 5 }))
    const runCounts = await load(
      apiList(DAY, all, '2025-01-09T08:00Z'),
      apiList(DAY, more, '2025-01-09T15:00Z'),
    )
    expect(runCounts.onHold).toBe(0)
    expect(await select(`select upvotes from paper_days where paper_id = '2501.00001'`)).toEqual([['1005']])
  })

  test('a list that stays short for a day is believed from then on, in whatever order its readings come', async () => {
    const all = madeEntries(75)
    const short = all.slice(0, 40)
    await inEveryOrder(
      apiList(DAY, all, '2025-01-09T08:00Z'),
      apiList(
        DAY,
        short.map((entry) => ({ ...entry, upvotes: 7 })),
        '2025-01-09T10:00Z',
      ),
      apiList(DAY, short, '2025-01-10T11:00Z'),
    )
    expect(await select(`select distinct gone_at from paper_days where gone_at is not null`)).toEqual([
      ['2025-01-10 11:00:00+00'],
    ])
    expect(await select('select count(*) from paper_days where gone_at is not null')).toEqual([['35']])
    expect(await select('select count(*) from snapshots where upvotes = 7')).toEqual([['0']])
  })

  test('fields that a list never had are not suddenly gone when newer readings know them', async () => {
    const old = madeEntries(10, { keywords: null })
    const now = madeEntries(10, { keywords: ['later'], stars: 9, repository: 'https://github.com/a/b' })
    const month = apiList(DAY, now, '2026-06-26T00:00Z', { kind: 'month', key: '2025-01' })
    await inEveryOrder(month, apiList(DAY, old, '2025-01-09T08:00Z'), apiList(DAY, old, '2025-01-10T08:00Z'))
    expect(await select('select flags, reason from coverage')).toEqual([[null, null]])
    expect(await select('select distinct keywords from paper_days')).toEqual([['{later}']])
  })

  test('fields that a list has lost since its last reading are flagged, and the known values stay', async () => {
    const had = madeEntries(10, { keywords: ['known'] })
    await inEveryOrder(
      apiList(DAY, had, '2025-01-09T08:00Z'),
      apiList(DAY, madeEntries(10, { keywords: null }), '2025-01-10T08:00Z'),
    )
    expect(await select('select flags from coverage')).toEqual([['{nulls:keywords}']])
    expect(await select('select distinct keywords from paper_days')).toEqual([['{known}']])
  })

  test('a value is dated by the reading that first had it, not by the first sighting of its paper', async () => {
    const [paper] = madeEntries(1)
    const read = (keywords: string[] | null, at: string) => apiList(DAY, [{ ...paper!, keywords }], at)
    await inEveryOrder(
      read(null, '2025-01-09T08:00Z'),
      read(['first'], '2025-01-10T08:00Z'),
      read(['second'], '2025-01-11T08:00Z'),
    )
    expect(
      await select(
        `select fields ->> 'keywords', first_seen, last_seen from stored_paper_versions order by first_seen`,
      ),
    ).toEqual([
      ['["first"]', '2025-01-10 08:00:00+00', '2025-01-10 08:00:00+00'],
      ['["second"]', '2025-01-11 08:00:00+00', null],
    ])
  })

  test('a late capture does not put back what an account was called before', async () => {
    const [paper] = madeEntries(1)
    const by = (fullname: string, at: string) =>
      apiList(DAY, [{ ...paper!, submitter: { id: 'u7', handle: 'ada', fullname } }], at)
    await inEveryOrder(
      by('Ada', '2025-01-09T08:00Z'),
      by('Ada L.', '2025-01-10T08:00Z'),
      by('Ada', '2025-01-11T08:00Z'),
    )
    expect(await select('select fullname, observed_at from accounts')).toEqual([
      ['Ada', '2025-01-09 08:00:00+00'],
    ])
    expect(await select('select field, value, last_seen from former_values')).toEqual([
      ['fullname', 'Ada L.', '2025-01-10 08:00:00+00'],
    ])
  })

  test('a handle alone means the account that had it, also after a change of name', async () => {
    const [one, two] = madeEntries(2)
    const by = (submitter: { id?: string; handle: string }, at: string, entry = one!) =>
      apiList(DAY, [{ ...entry, submitter }], at)
    await inEveryOrder(
      by({ handle: 'ada' }, '2025-01-09T08:00Z', two),
      by({ id: 'u7', handle: 'ada' }, '2025-01-10T08:00Z'),
      by({ id: 'u7', handle: 'lovelace' }, '2025-01-11T08:00Z'),
    )
    expect(await select('select account_id, account from accounts')).toEqual([['u7', 'lovelace']])
  })

  test('of two lists of one instant the one rule of ties decides, for papers and for their history', async () => {
    const votes = (upvotes: number) => [{ id: '2501.00001', upvotes }]
    const at = '2025-01-31T08:00Z'
    await inEveryOrder(
      apiList(DAY, votes(62), at, { kind: 'week', key: '2025-W02' }),
      apiList(DAY, votes(59), at, { kind: 'month', key: '2025-01' }),
      apiList(DAY, votes(60), at),
    )
    expect(
      await select(`select p.upvotes, h.upvotes from stored_papers p join snapshots h on h.paper_id = p.id`),
    ).toEqual([['62', '62']])
  })

  test('of two responses of one list at one instant each order gives the same list', async () => {
    const at = '2025-01-09T08:00Z'
    await inEveryOrder(
      apiList(DAY, madeEntries(8), at),
      apiList(DAY, madeEntries(9, { upvotes: 3 }), at),
      apiList(DAY, madeEntries(9), '2025-01-10T08:00Z'),
    )
    expect(await select('select count(*) from paper_days')).toEqual([['9']])
  })

  test('counts that a later reading does not tell stay known', async () => {
    const [paper] = madeEntries(1)
    await inEveryOrder(
      apiList(DAY, [{ ...paper!, stars: 12 }], '2025-01-09T08:00Z'),
      apiList(DAY, [paper!], '2025-01-10T08:00Z'),
    )
    expect(
      await select('select p.stars, h.stars from stored_papers p join snapshots h on h.paper_id = p.id'),
    ).toEqual([['12', '12']])
  })

  test('what a list leaves out of a submission is filled in from its paper, if it was of this day', async () => {
    const [paper] = madeEntries(1)
    const told = { ...paper!, submitter: { id: 'u7', handle: 'ada' } }
    const untold = { ...paper!, submittedAt: null, submitter: null }
    await inEveryOrder(
      apiList(DAY, [untold], '2025-01-09T08:00Z'),
      apiList(DAY, [told], '2025-01-31T08:00Z', { kind: 'month', key: '2025-01' }),
      apiList('2025-01-09', [untold], '2025-01-10T08:00Z'),
    )
    expect(await select('select day, submitted_at, submitted_by from paper_days order by day')).toEqual([
      [DAY, '2025-01-08 10:00:00+00', 'ada'],
      ['2025-01-09', null, null],
    ])
  })

  test('differences of pages are counted once per response, with the example of the first', async () => {
    const strange = (votes: number, at: string): Capture => {
      const capture = apiList(DAY, madeEntries(3, { upvotes: votes }), at)
      const list = JSON.parse(Buffer.from(capture.body).toString()) as { paper: object }[]
      const body = Buffer.from(JSON.stringify(list.map((entry) => ({ ...entry, surprise: votes }))))
      return { ...capture, body }
    }
    await inEveryOrder(
      strange(5, '2025-01-09T08:00Z'),
      strange(6, '2025-01-10T08:00Z'),
      strange(7, '2025-01-11T08:00Z'),
    )
    expect(await select(`select count, example, first_seen from drift where path = 'surprise'`)).toEqual([
      ['9', '5', '2025-01-09 08:00:00+00'],
    ])
  })

  test('a good page that a machine with a slow clock loads stands above the failure that came before it', async () => {
    const { warehouse } = held
    const run = async () => {
      const at = NOW
      return openRun(warehouse, { job: 'nightly', arguments: {}, version: '0', parserVersion: 1, at })
    }
    const listing = dayListing(DAY)
    const tokenOf = async (runId: string) => {
      const { tokens } = await claimListings(warehouse, runId, [{ listing }])
      return [...tokens.values()][0]!
    }
    const first = await run()
    const fast = Temporal.Instant.from('2025-01-09T10:05Z')
    const failure = { listing, reason: 'the site hung up', retryAt: fast, at: fast, spendsAttempt: true }
    const token = await tokenOf(first)
    await warehouse.transaction(async (tx) => recordFailures(tx, [{ ...failure, token }], first))
    expect(await select('select state, attempts from coverage')).toEqual([['failed', '1']])
    await warehouse.rows(sql`delete from leases`)

    const second = await run()
    const [stored] = await keepAll(context(), second, [apiList(DAY, madeEntries(9), '2025-01-09T10:01Z')])
    const lease = await tokenOf(second)
    await loadCaptures(context(), { runId: second, runCounts: newRunCounts() }, [{ capture: stored!, lease }])
    expect(await select('select state, attempts, reason from coverage')).toEqual([['open', '0', null]])
  })
})

function permutations<Element>(elements: readonly Element[]): Element[][] {
  if (elements.length < 2) return [[...elements]]
  return elements.flatMap((first, index) =>
    permutations(elements.toSpliced(index, 1)).map((rest) => [first, ...rest]),
  )
}
