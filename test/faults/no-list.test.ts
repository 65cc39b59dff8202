import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../demo/fault/fault.ts'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { planNight } from '../../jobs/nightly/plan-days.ts'
import { planFollow } from '../../jobs/nightly/plan-follow.ts'
import { previewReplay } from '../../jobs/replay/replay.ts'
import { readStatus } from '../../jobs/run/status.ts'
import { checkStatus } from '../../src/commands/check-status.ts'
import { duration } from '../../src/commands/duration.ts'
import { statusText } from '../../src/commands/status-text.ts'
import { ledgerRows } from '../../src/load/ledger/ledger.ts'
import { addDays, dayOf } from '../../src/model/day.ts'
import { dayListing, type Listing, listingName } from '../../src/model/listing.ts'
import type { Capture } from '../../src/model/capture.ts'
import { apiList, madeEntries } from '../support/api-list.ts'
import { jobContext } from '../support/job-context.ts'
import { loadAll } from '../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const DAY = '2025-09-22'
const FIRST_READ = '2025-09-23T22:00:00Z'

interface NoList {
  readonly fault: Fault
  readonly answer: string
  readonly reason: RegExp
  /** Nights after the day on which it is asked for, with this fault on the second and the fifth. */
  readonly nights: readonly number[]
}

/** An answer that says nothing to be tried again soon costs its own turn; what failed is tried again the next night. */
const PLANNED = [2, 3, 5, 7, 10, 14, 21, 30]
const TRIED_AGAIN = [2, 3, 5, 6, 7, 10, 14, 21, 30]

const NO_LISTS: readonly (readonly [string, NoList])[] = [
  [
    'another day',
    {
      fault: { kind: 'redirect', to: '/papers/date/2025-09-23', match: DAY },
      answer: 'redirected',
      reason: /^the site answered with day:2025-09-23$/,
      nights: PLANNED,
    },
  ],
  ['a 404', { fault: { kind: 'status', status: 404 }, answer: 'not-found', reason: /404/, nights: PLANNED }],
  ['a 400', { fault: { kind: 'status', status: 400 }, answer: 'not-found', reason: /400/, nights: PLANNED }],
  [
    'a page that no parser knows',
    { fault: { kind: 'blob', change: 'renamed-key' }, answer: 'unreadable', reason: /keys/, nights: PLANNED },
  ],
  [
    'an empty body',
    { fault: { kind: 'empty-body' }, answer: 'refused', reason: /is empty/, nights: TRIED_AGAIN },
  ],
  [
    'a challenge',
    { fault: { kind: 'waf-challenge' }, answer: 'refused', reason: /browser/, nights: TRIED_AGAIN },
  ],
  [
    'a page that was cut',
    { fault: { kind: 'blob', change: 'cut' }, answer: 'refused', reason: /damaged/, nights: TRIED_AGAIN },
  ],
  ['a 503', { fault: { kind: 'status', status: 503 }, answer: 'none', reason: /503/, nights: TRIED_AGAIN }],
  [
    'a list without entries',
    {
      fault: { kind: 'missing-entries', share: 1 },
      answer: 'on-hold',
      reason: /^0 entries where there were 15/,
      nights: TRIED_AGAIN,
    },
  ],
]

describe('an answer that is no list', () => {
  let replica: Replica
  const open: TestWarehouse[] = []

  beforeAll(async () => {
    replica = await startReplica({ now: FIRST_READ, quota: false })
  })
  afterEach(async () => {
    replica.clearFaults()
    for (const held of open.splice(0)) await held.drop()
  })
  afterAll(async () => replica.close())

  async function fresh() {
    const held = await createWarehouse()
    open.push(held)
    const made = jobContext(held.warehouse, replica.url, () => replica.now())
    const context = { ...made, config: { ...made.config, browser: '/no/browser/here' } }
    const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
    const status = async () => readStatus(held.warehouse, replica.now())
    const fetchUnder = async (fault: Fault | null, listing: Listing, form: 'page' | 'api' = 'page') => {
      if (fault) replica.setFault(fault)
      try {
        return await fetchListings(context, [listing], form)
      } finally {
        replica.clearFaults()
      }
    }
    return { context, warehouse: held.warehouse, select, status, fetchUnder }
  }

  test.each(NO_LISTS)(
    'fault 28: %s for a loaded day leaves its rows and its later readings, and status tells it',
    async (_, { fault, answer, reason, nights }) => {
      const { context, warehouse, select, status, fetchUnder } = await fresh()
      replica.setNow(FIRST_READ)
      await fetchUnder(null, dayListing(DAY))
      const rows = async () =>
        select(`select rank, paper_id, gone_at, title from paper_days where day = '${DAY}' order by rank`)
      expect(await rows()).toHaveLength(15)

      const asked: number[] = []
      for (let night = 2; night <= 40; night++) {
        const now = Temporal.Instant.from(`${addDays(DAY, night)}T22:00:00Z`)
        replica.setNow(now)
        const due = planNight(await ledgerRows(warehouse, 'day'), dayOf(now), now)
        if (!due.some(({ day }) => day === DAY)) continue
        asked.push(night)
        if (night !== 2 && night !== 5) {
          await fetchUnder(null, dayListing(DAY))
          continue
        }
        const before = await rows()
        const [[state]] = (await select(`select state from coverage where day = '${DAY}'`)) as [[string]]
        await fetchUnder(fault, dayListing(DAY))
        expect(await rows()).toEqual(before)
        const [row] = await select(
          `select state, last_answer, reason, loaded, next_due_at::date::text from coverage where day = '${DAY}'`,
        )
        const next = night === 2 ? 3 : 7
        expect(row).toEqual([state, answer, expect.stringMatching(reason), '15', addDays(DAY, next)])
        const found = await status()
        const told = answer === 'on-hold' ? found.on_hold : found.stale
        expect(told.map(({ listing }) => listing)).toEqual([`day:${DAY}`])
        expect(statusText(found, 300, false)).toMatch(
          new RegExp(
            `! 1 list (?:on hold|brought no list).*fetch day:${DAY}\n[^!]*${reason.source.replaceAll(/[\^$]/g, '')}`,
          ),
        )
        if (answer !== 'on-hold')
          expect(checkStatus(found, duration('26h'))).toMatchObject({ stale: [`day:${DAY}`], ok: false })
      }
      expect(asked).toEqual(nights)
      expect(await status()).toMatchObject({ stale: [], on_hold: [], failed: [] })
      expect(await select(`select state, last_answer, reason from coverage where day = '${DAY}'`)).toEqual([
        ['complete', 'listing', null],
      ])
      expect((await previewReplay(context, {})).changes).toEqual([])
    },
  )

  test.each([
    ['without entries', { kind: 'missing-entries', share: 1 }, 'on-hold'],
    [
      'of another day',
      { kind: 'redirect', to: '/api/daily_papers?date=2025-09-23&limit=100&p=0', match: DAY },
      'redirected',
    ],
    ['with the status 400', { kind: 'status', status: 400 }, 'not-found'],
  ] as const)('fault 28: an answer of the API %s is no list of a loaded day', async (_, fault, answer) => {
    const { select, fetchUnder } = await fresh()
    replica.setNow(FIRST_READ)
    await fetchUnder(null, dayListing(DAY))
    replica.setNow('2025-09-27T22:00:00Z')
    await fetchUnder(fault, dayListing(DAY), 'api')
    expect(await select(`select count(*), count(gone_at) from paper_days where day = '${DAY}'`)).toEqual([
      ['15', '0'],
    ])
    expect(
      await select(`select state, last_answer, next_due_at::date::text from coverage where day = '${DAY}'`),
    ).toEqual([['open', answer, '2025-09-29']])
  })

  test.each([1, 2, 4, 50])(
    'fault 28: a list of %i that is empty once keeps its papers, and has lost them when it stays empty for a day',
    async (size) => {
      const { warehouse, select } = await fresh()
      const now = Temporal.Instant.from('2025-10-30T00:00:00Z')
      const list = async (entries: number, at: string) =>
        loadAll(warehouse, [apiList(DAY, madeEntries(entries), at)], now)
      const stands = async () =>
        select(`select state, last_answer, loaded, next_due_at::date::text from coverage`)
      await list(size, '2025-09-23T22:00:00Z')
      await list(0, '2025-09-25T22:00:00Z')
      expect(await stands()).toEqual([['open', 'on-hold', String(size), '2025-09-27']])
      await list(0, '2025-09-27T22:00:00Z')
      expect(await stands()).toEqual([['empty', 'listing', '0', '2025-09-29']])
      await list(size, '2025-09-29T22:00:00Z')
      expect(await stands()).toEqual([
        [size === 50 ? 'open' : 'complete', 'listing', String(size), '2025-10-02'],
      ])
    },
  )

  test('fault 28: in which order a list and an answer with another one are loaded makes no difference', async () => {
    const captures = [
      apiList(DAY, madeEntries(6), '2025-09-23T22:00:00Z'),
      apiList('2025-09-23', madeEntries(3), '2025-09-27T22:00:00Z', dayListing(DAY)),
      apiList('2025-09-24', madeEntries(3), '2025-09-22T22:00:00Z', dayListing(DAY)),
    ]
    const [first, second, third] = captures as [Capture, Capture, Capture]
    for (const order of [captures, [second, third, first], [third, second, first]]) {
      const { warehouse, select } = await fresh()
      await loadAll(warehouse, order, Temporal.Instant.from('2025-10-30T00:00:00Z'))
      expect(
        await select(
          `select state, reason, last_answer, loaded, flags, redirected_to, next_due_at::date::text from stored_listings`,
        ),
      ).toEqual([
        [
          'open',
          'the site answered with day:2025-09-23',
          'redirected',
          '6',
          null,
          'day:2025-09-23',
          '2025-09-29',
        ],
      ])
    }
  })

  test.each([
    { kind: 'day', key: DAY },
    { kind: 'week', key: '2025-W39' },
    { kind: 'trending', key: 'now' },
  ] as const)(
    'fault 28: empty lists of a $kind count the same in whatever order they come',
    async (listing) => {
      const times = ['23T22', '24T22', '26T22', '27T22', '28T22', '29T12'].map(
        (time) => `2025-09-${time}:00:00Z`,
      )
      // The first empty list is on hold, the second is believed, the last two are on hold again.
      const sizes = [6, 0, 0, 4, 0, 0]
      const captures = times.map((at, index) => apiList(DAY, madeEntries(sizes[index]!), at, listing))
      const orders = [
        [0, 1, 2, 3, 4, 5],
        [5, 4, 3, 2, 1, 0],
        [2, 1, 0, 5, 3, 4],
        [1, 4, 0, 3, 5, 2],
        [4, 2, 5, 3, 1, 0],
        [3, 5, 4, 0, 2, 1],
      ]
      for (const order of orders) {
        const { warehouse, select } = await fresh()
        const now = Temporal.Instant.from('2025-10-30T00:00:00Z')
        await loadAll(
          warehouse,
          order.map((index) => captures[index]!),
          now,
        )
        expect(
          await select('select on_hold from stored_observations order by observed_at'),
          String(order),
        ).toEqual(['f', 't', 'f', 'f', 't', 't'].map((held) => [held]))
        expect(await select('select count(*), count(gone_at) from appearances'), String(order)).toEqual([
          ['6', '2'],
        ])
        expect(await select('select loaded, last_answer from listings'), String(order)).toEqual([
          ['4', 'on-hold'],
        ])
      }
    },
  )

  const KINDS: readonly Listing[] = [
    { kind: 'week', key: '2025-W39' },
    { kind: 'month', key: '2025-09' },
    { kind: 'trending', key: 'now' },
    { kind: 'query', key: 'video' },
    { kind: 'paper', key: '2509.16198' },
  ]
  const OTHERS: readonly (readonly [string, Fault, string])[] = [
    [
      'another list',
      { kind: 'redirect', to: '/papers/date/2025-09-24', match: /week|month|trending|q=/ },
      'redirected',
    ],
    ['another paper', { kind: 'redirect', to: '/papers/2509.17765', match: '2509.16198' }, 'redirected'],
    ['a 404', { kind: 'status', status: 404 }, 'not-found'],
    ['a page that no parser knows', { kind: 'blob', change: 'renamed-key' }, 'unreadable'],
    ['an empty body', { kind: 'empty-body' }, 'refused'],
    ['a 503', { kind: 'status', status: 503 }, 'none'],
    ['a list without entries', { kind: 'missing-entries', share: 1 }, 'on-hold'],
  ]
  const CASES = KINDS.flatMap((listing) =>
    OTHERS.filter(([what]) => (listing.kind === 'paper' ? !/list/.test(what) : what !== 'another paper')).map(
      ([what, fault, answer]) => [listingName(listing), what, { listing, fault, answer }] as const,
    ),
  )

  test.each(CASES)(
    'fault 28: %s, once loaded, stays with its papers after %s, and is read again',
    async (name, _, { listing, fault, answer }) => {
      const { warehouse, select, status, fetchUnder } = await fresh()
      replica.setNow('2025-09-26T22:00:00Z')
      await fetchUnder(null, listing)
      const rows = async () =>
        select(`select paper_id, rank, gone_at from stored_appearances order by rank, paper_id`)
      const before = await rows()
      expect(before.length).toBeGreaterThan(0)
      const [[state]] = (await select('select state from listings')) as [[string]]
      expect(['open', 'complete']).toContain(state)
      replica.setNow('2025-09-27T22:00:00Z')
      await fetchUnder(fault, listing)
      expect(await rows()).toEqual(before)
      expect(await select('select state, last_answer from listings')).toEqual([[state, answer]])
      const found = await status()
      // That a paper has no page any more is a fact of the paper.
      const isTold = answer !== 'on-hold' && !(listing.kind === 'paper' && answer === 'not-found')
      expect(found.stale.map((each) => each.listing)).toEqual(isTold ? [name] : [])
      const followed = listing.kind === 'week' || listing.kind === 'month' ? listing.kind : listing
      const later = Temporal.Instant.from('2025-11-28T22:00:00Z')
      const due = planFollow([followed], await ledgerRows(warehouse, listing.kind), dayOf(later), later)
      expect(due.map((each) => listingName(each.listing))).toContain(name)
      await fetchUnder(null, listing)
      expect(await status()).toMatchObject({ stale: [], on_hold: [], failed: [] })
      const after = planFollow([followed], await ledgerRows(warehouse, listing.kind), dayOf(later), later)
      if (followed === listing.kind)
        expect(after.map((each) => listingName(each.listing))).not.toContain(name)
    },
  )
})
