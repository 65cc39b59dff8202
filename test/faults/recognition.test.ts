import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { replay } from '../../jobs/replay/replay.ts'
import { findBrowser } from '../../src/crawl/render-page.ts'
import { dayListing } from '../../src/model/listing.ts'
import { jobContext, keepingLogger } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const DAY = '2025-09-24'
const NO_BROWSER = '/no/browser/here'
const BROWSER = findBrowser(null)
if (BROWSER === null) console.warn('no Chromium on this machine: the test that needs a browser is skipped')

describe('what the site served instead of a list', () => {
  let held: TestWarehouse
  let replica: Replica

  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ now: '2025-09-28T12:00:00Z', quota: false })
    await fetchListings(context(), [dayListing(DAY)])
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  const context = () => {
    const made = jobContext(held.warehouse, replica.url, () => replica.now())
    return { ...made, config: { ...made.config, browser: NO_BROWSER } }
  }
  const rows = async () =>
    (await held.warehouse.readOnly(`select * from paper_days where day = '${DAY}' order by rank`)).rows

  test.each([
    ['empty-body', 'the answer is empty (status 200)'],
    ['login-page', 'the site answered with its login page (status 200)'],
    ['captcha-page', 'the firewall wants a captcha solved (status 200)'],
    ['cdn-error', 'the site or its network answered with an error page (status 200)'],
  ] as const)('fault 5: a 200 with %s is recognised and old rows stay', async (kind, reason) => {
    const before = await rows()
    expect(before.length).toBeGreaterThan(20)
    replica.setFault({ kind })
    replica.setNow(replica.now().add({ minutes: 1 }))
    try {
      const { runCounts, exitCode } = await fetchListings(context(), [dayListing(DAY)])
      expect({ refused: runCounts.refused, loaded: runCounts.loaded, exitCode }).toEqual({
        refused: 1,
        loaded: 0,
        exitCode: 75,
      })
      const row = await held.warehouse.readOnly(`select reason, state from coverage where day = '${DAY}'`)
      expect(row.rows).toEqual([[reason, 'complete']])
      expect(await rows()).toEqual(before)
    } finally {
      replica.clearFaults()
    }
  })

  test('fault 5: a challenge without a browser at hand is recognised', async () => {
    const before = await rows()
    replica.setFault({ kind: 'waf-challenge' })
    replica.setNow(replica.now().add({ minutes: 1 }))
    const { logger, messages } = keepingLogger()
    const { runCounts, exitCode } = await fetchListings({ ...context(), logger }, [dayListing(DAY)])
    replica.clearFaults()
    expect({ refused: runCounts.refused, exitCode }).toEqual({ refused: 1, exitCode: 75 })
    expect(messages).toContain(
      `day:${DAY}: only a browser gets this page, and none is here: install Chromium, or set PAPERBOY_BROWSER`,
    )
    expect(await rows()).toEqual(before)
  })

  test.skipIf(BROWSER === null)(
    'fault 5: a browser solves a challenge, and the page goes the same way',
    async () => {
      const day = '2025-09-25'
      replica.setFault({ kind: 'waf-challenge', solvable: true })
      try {
        const made = jobContext(held.warehouse, replica.url, () => replica.now())
        const { runCounts, exitCode } = await fetchListings(made, [dayListing(day)])
        expect({ loaded: runCounts.loaded, refused: runCounts.refused, exitCode }).toEqual({
          loaded: 1,
          refused: 0,
          exitCode: 0,
        })
        const ways = await held.warehouse.readOnly(
          `select fetched_with, reader from captures where key = '${day}' order by id`,
        )
        expect(ways.rows).toEqual([
          ['http', null],
          ['browser', 'blob'],
        ])
      } finally {
        replica.clearFaults()
      }
    },
  )

  test('a replay of refused answers writes no row', async () => {
    const { runCounts } = await replay(context(), { from: DAY, to: DAY })
    expect(runCounts.captures).toBeGreaterThan(5)
    expect(Object.values(runCounts.rows).reduce((sum, count) => sum + count, 0)).toBe(0)
  })
})

test('the browser of the settings is taken, or none', () => {
  expect(findBrowser(process.execPath)).toBe(process.execPath)
  expect(findBrowser(NO_BROWSER)).toBeNull()
})
