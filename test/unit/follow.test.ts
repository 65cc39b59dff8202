import { describe, expect, test } from 'vitest'
import { planFollow } from '../../jobs/nightly/plan-follow.ts'
import { loadConfig } from '../../src/base/config.ts'
import type { LedgerRow } from '../../src/load/ledger/ledger.ts'
import { type Followed, followedName, listingsOn } from '../../src/model/follow.ts'
import { type Listing, listingName } from '../../src/model/listing.ts'

const NOW = Temporal.Instant.from('2026-06-03T12:30:00Z')
const TODAY = '2026-06-03'
const TRENDING: Followed = { kind: 'trending', key: 'now' }

const row = (listing: Listing, columns: Partial<LedgerRow>): LedgerRow => ({
  ...listing,
  state: 'complete',
  reason: null,
  attempts: 0,
  next_retry_at: null,
  next_due_at: null,
  fetched_at: null,
  parser_version: 1,
  last_answer: 'listing',
  ...columns,
})

const plan = (follow: readonly Followed[], ledger: readonly LedgerRow[]) =>
  planFollow(follow, ledger, TODAY, NOW).map(({ listing, why }) => `${listingName(listing)}: ${why}`)

const settings = async (PAPERBOY_FOLLOW: string) => loadConfig({ env: { PAPERBOY_FOLLOW }, cwd: '/' })

describe('what is followed', () => {
  test('is read from a list with commas, as it was typed', async () => {
    const { follow } = await settings(' trending, week,month,query:graph neural: nets ,paper:2509.24002,')
    expect(follow.map((each) => followedName(each))).toEqual([
      'trending',
      'week',
      'month',
      'query:graph neural: nets',
      'paper:2509.24002',
    ])
  })

  test('is nothing by default', async () => {
    expect((await loadConfig({ env: {}, cwd: '/' })).follow).toEqual([])
  })

  test.each([
    ['daily', '"daily" can\'t be followed: expected trending, week, month, query:WORDS or paper:ID'],
    ['day:2026-06-03', 'days are always read'],
    ['trending,week:2026-W23', '"week" alone follows the current one, "paperboy fetch week:2026-W23" reads'],
    ['query:', 'expected words, as in query:diffusion'],
    ['query', '"query" has no key'],
    ['paper:25 09', 'expected an id of arXiv or of the site'],
    ['trending:yesterday', 'expected trending, with nothing after it'],
  ])('is refused with a sentence when it is %j', async (text, sentence) => {
    const loading = settings(text)
    await expect(loading).rejects.toThrow('setting follow from environment PAPERBOY_FOLLOW: got ')
    await expect(loading).rejects.toThrow(sentence)
  })
})

describe('the listings that are followed', () => {
  test.each([
    ['2026-06-01', 'week', ['2026-W23', '2026-W22']],
    ['2026-06-07', 'week', ['2026-W23', '2026-W22']],
    ['2027-01-01', 'week', ['2026-W53', '2026-W52']],
    ['2026-06-10', 'month', ['2026-06', '2026-05']],
    ['2026-06-11', 'month', ['2026-06']],
    ['2026-01-10', 'month', ['2026-01', '2025-12']],
  ] as const)('on %s of a %s are %j', (day, period, keys) => {
    expect(listingsOn(period, day).map(({ key }) => key)).toEqual(keys)
  })

  test('are all due when they were never read, in the order in which they are followed', () => {
    expect(plan([TRENDING, 'week', 'month', { kind: 'query', key: 'agents' }], [])).toEqual([
      'trending: trending is followed, never read',
      'week:2026-W23: week is followed, never read',
      'week:2026-W22: week is followed, never read',
      'month:2026-06: month is followed, never read',
      'month:2026-05: month is followed, never read',
      'query:agents: query:agents is followed, never read',
    ])
  })

  test.each([
    ['2026-06-03T06:30:01Z', []],
    ['2026-06-03T06:30:00Z', ['trending: trending is followed, read 6 hours ago']],
  ])('read at %s are due at 12:30 as said', (fetched_at, due) => {
    expect(plan([TRENDING], [row({ kind: 'trending', key: 'now' }, { fetched_at })])).toEqual(due)
  })

  test('that failed are due when the ledger says so, however long ago they were read', () => {
    const failed = (next_retry_at: string) => [
      row(
        { kind: 'trending', key: 'now' },
        { fetched_at: '2026-06-03T12:00:00Z', next_retry_at, reason: 'a 503' },
      ),
    ]
    expect(plan([TRENDING], failed('2026-06-03T12:30:00Z'))).toEqual([
      'trending: trending is followed, again: a 503',
    ])
    expect(plan([TRENDING], failed('2026-06-03T12:31:00Z'))).toEqual([])
  })

  test('whose page no parser knew are looked at again after a day', () => {
    const drift = (fetched_at: string) => [
      row({ kind: 'trending', key: 'now' }, { state: 'drift', fetched_at }),
    ]
    expect(plan([TRENDING], drift('2026-06-03T00:30:00Z'))).toEqual([])
    expect(plan([TRENDING], drift('2026-06-02T12:30:00Z'))).toHaveLength(1)
  })

  test('of a week that failed are tried again when the week moves no more, others are left', () => {
    const ledger = [
      row({ kind: 'week', key: '2026-W10' }, { state: 'failed', reason: 'a 503' }),
      row({ kind: 'week', key: '2026-W11' }, { fetched_at: '2026-03-20T00:30:00Z' }),
      row({ kind: 'week', key: '2026-W22' }, { fetched_at: '2026-06-03T11:00:00Z' }),
    ]
    expect(plan(['week'], ledger)).toEqual([
      'week:2026-W23: week is followed, never read',
      'week:2026-W10: week is followed, again: a 503',
    ])
  })
})
