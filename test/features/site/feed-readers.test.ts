import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../../demo/replica.ts'
import { syntheticCatalog } from '../../../demo/site/synthetic-catalog.ts'
import { nightly } from '../../../jobs/nightly/nightly.ts'
import { addDays, startOfDay } from '../../../src/model/day.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'
import { sql } from '../../../src/base/sql.ts'
import { jobContext } from '../../support/job-context.ts'
import { type TestWarehouse, createEmbedded } from '../../support/warehouses.ts'

const FIRST = '2026-03-02'
const NIGHTS = 30
/** So long after the last night the last papers can still be read. */
const READ_ON_DAYS = 4

/** When readers ask, by the hours since the first midnight. */
const READERS: Readonly<Record<string, (hour: number) => boolean>> = {
  hourly: () => true,
  'daily at 00:30': (hour) => hour % 24 === 0,
  'every third day': (hour) => hour % 72 === 0,
}

interface Document {
  readonly title: string
  readonly items: readonly { readonly id: string; readonly _paperboy: { readonly paper_id: string } }[]
}

describe('readers of feeds', () => {
  let held: TestWarehouse
  let replica: Replica
  let now = startOfDay(FIRST)
  let app: ReturnType<typeof siteApp>
  const got = new Map<string, Set<string>>()
  const ids = new Map<string, Set<string>>()
  const exitCodes = new Set<number>()
  const titles = new Map<string, Set<string>>()

  const read = async (path: string): Promise<Document> => {
    const response = await app.request(path)
    expect(response.status).toBe(200)
    return (await response.json()) as Document
  }

  beforeAll(async () => {
    held = await createEmbedded()
    const catalog = syntheticCatalog({
      from: FIRST,
      to: addDays(FIRST, NIGHTS - 1),
      seed: 'readers',
      size: 16,
    })
    replica = await startReplica({ catalog, now, quota: false })
    const site = { source: 'https://huggingface.co', publicUrl: null, isStatic: false }
    app = siteApp({ executor: held.warehouse, now: () => now, ...site })
    for (let hour = 0; hour < (NIGHTS + READ_ON_DAYS) * 24; hour++) {
      now = startOfDay(FIRST).add({ hours: hour, minutes: 30 })
      if (hour % 24 === 22 && hour < NIGHTS * 24) {
        replica.setNow(now)
        const context = jobContext(held.warehouse, replica.url, () => now)
        exitCodes.add((await nightly(context, {})).exitCode)
      }
      // In between nothing changes but the hour: what is there after a night, at midnight and at noon is all there is.
      if (![0, 12, 23].includes(hour % 24)) continue
      const paths = ['/feed/newest.json', `/feed/month/${FIRST.slice(0, 7)}.json`]
      for (const path of paths) {
        const { title, items } = await read(path)
        titles.set(path, (titles.get(path) ?? new Set()).add(title))
        for (const { id, _paperboy: paper } of items) {
          if (path === paths[0]) ids.set(paper.paper_id, (ids.get(paper.paper_id) ?? new Set()).add(id))
          for (const [name, isNow] of Object.entries(READERS)) {
            const key = `${name} ${path === paths[0] ? 'newest' : 'month'}`
            const seen = got.get(key) ?? new Set()
            if (isNow(hour)) seen.add(paper.paper_id)
            got.set(key, seen)
          }
        }
      }
    }
  }, 120_000)
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  test.each(Object.keys(READERS).flatMap((name) => ['newest', 'month'].map((feed) => [name, feed] as const)))(
    `%s miss none of the papers of ${NIGHTS} nights in the feed of the %s`,
    async (name, feed) => {
      const all = await held.warehouse.rows<{ paperId: string }>(
        sql`select distinct paper_id as "paperId" from paper_days`,
      )
      const seen = got.get(`${name} ${feed}`) ?? new Set()
      const missed = all.filter(({ paperId }) => !seen.has(paperId)).length
      expect(all.length).toBeGreaterThan(300)
      expect({ missed, of: all.length }).toEqual({ missed: 0, of: all.length })
    },
  )

  test('all nights went well', () => {
    expect([...exitCodes]).toEqual([0])
  })

  test('the newest has one title and one id for each paper all the time', () => {
    expect([...(titles.get('/feed/newest.json') ?? [])]).toEqual(['New papers'])
    expect([...ids.values()].filter((each) => each.size !== 1)).toEqual([])
  })
})
