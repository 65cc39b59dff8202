import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { sendDigests } from '../../src/features/mail/jobs/send-digests.ts'
import { subscribeConfirmed } from '../../src/features/mail/jobs/subscribe.ts'
import { dayListing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { readMail } from '../support/mail-server.ts'
import { toldBy } from '../support/told-by.ts'
import { type TestWarehouse, createEmbedded, createWarehouse } from '../support/warehouses.ts'

const NOW = '2025-09-28T12:00:00Z'
const DAY = '2025-09-24'

describe('lists that are not whole', () => {
  let held: TestWarehouse
  let replica: Replica

  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ now: NOW, quota: false })
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  const context = () => jobContext(held.warehouse, replica.url, () => replica.now())
  const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
  const list = async () => select(`select * from paper_days where day = '${DAY}' order by rank`)

  test('fault 8: a page with 30 % fewer entries is flagged, and the last good version stays', async () => {
    await fetchListings(context(), [dayListing(DAY)])
    const good = await list()
    replica.setFault({ kind: 'missing-entries', share: 0.35 })
    replica.setNow(replica.now().add({ hours: 2 }))
    const { runCounts, exitCode } = await fetchListings(context(), [dayListing(DAY)])
    expect({ onHold: runCounts.onHold, loaded: runCounts.loaded, exitCode }).toEqual({
      onHold: 1,
      loaded: 0,
      exitCode: 75,
    })
    expect(await list()).toEqual(good)
    const [row] = await select(`select flags, state, reason from coverage_gaps where day = '${DAY}'`)
    expect(row).toEqual([
      '{fewer-entries}',
      'complete',
      expect.stringMatching(/^\d+ entries where there were \d+; /),
    ])
  })

  test('fault 8: a list that stays short for a day is believed, and what left it is marked', async () => {
    replica.setNow(replica.now().add({ hours: 25 }))
    const { runCounts } = await fetchListings(context(), [dayListing(DAY)])
    expect({ onHold: runCounts.onHold, loaded: runCounts.loaded }).toEqual({ onHold: 0, loaded: 1 })
    const [[gone, all]] = (await select(
      `select count(gone_at), count(*) from paper_days where day = '${DAY}'`,
    )) as [[string, string]]
    expect(Number(gone) / Number(all)).toBeGreaterThan(0.3)
    replica.clearFaults()
    replica.setNow(replica.now().add({ hours: 1 }))
    await fetchListings(context(), [dayListing(DAY)])
    expect(await select(`select count(gone_at) from paper_days where day = '${DAY}'`)).toEqual([['0']])
    expect(await select(`select flags from coverage where day = '${DAY}'`)).toEqual([[null]])
  })

  test('fault 8: a weekday that is over and has no papers is flagged', async () => {
    const empty = await startReplica({ now: NOW, quota: false, missingDay: 'empty' })
    try {
      const there = jobContext(held.warehouse, empty.url, () => empty.now())
      await fetchListings(there, [dayListing('2025-09-19'), dayListing('2025-09-20')])
      expect(
        await select(`select day, state, flags from coverage where day < '2025-09-21' order by day`),
      ).toEqual([
        ['2025-09-19', 'empty', '{weekday-without-papers}'],
        ['2025-09-20', 'empty', null],
      ])
    } finally {
      await empty.close()
    }
  })

  test.each(['redirect', 'empty'] as const)(
    'fault 10: a weekend (%s) is no error, and is looked at again for three days',
    async (missingDay) => {
      const fresh = await createWarehouse()
      const site = await startReplica({ now: '2025-09-27T23:00:00Z', quota: false, missingDay })
      try {
        const there = jobContext(fresh.warehouse, site.url, () => site.now())
        const asked: number[] = []
        for (let night = 0; night < 6; night++) {
          const before = site.requests.length
          const { exitCode } = await nightly(there, {})
          expect(exitCode).toBe(0)
          asked.push(
            site.requests.slice(before).filter(({ path }) => path === '/papers/date/2025-09-27').length,
          )
          site.setNow(site.now().add({ hours: 24 }))
        }
        // On its own day, on the next three, and never again.
        expect(asked).toEqual([1, 1, 1, 1, 0, 0])
      } finally {
        await site.close()
        await fresh.drop()
      }
    },
  )
})

test('30 nights find every entry that was ever listed, where one read at 15:00 finds 86 %; no reader is told a paper twice', async () => {
  const { thirtyNights } = await import('../../bench/thirty-nights.ts')
  const held = await createEmbedded()
  const outbox = await mkdtemp(join(tmpdir(), 'paperboy-thirty-nights-'))
  try {
    const from = { name: '', address: 'papers@example.org' }
    const route = { from, dkim: null, smtp: null, outbox, publicUrl: null, perSecond: 1000 }
    const wishes = { selection: 'top:50', hour: 7, zone: 'UTC', language: 'en' }
    let isFirst = true
    const result = await thirtyNights(held.warehouse, async (context) => {
      if (isFirst) {
        isFirst = false
        for (const frequency of ['daily', 'weekly'] as const)
          await subscribeConfirmed(context, {
            address: `${frequency}@example.org`,
            wishes: { ...wishes, frequency },
          })
      }
      // Read once more just before: what comes after that comes late.
      await nightly(context, {})
      await sendDigests(context, route)
    })
    expect(result.found).toBe(result.listed)
    expect(Math.max(...result.requests)).toBeLessThanOrEqual(25)
    expect(result.foundAt15).toBeLessThan(result.listed * 0.9)
    expect(result.foundAt15).toBeGreaterThan(result.listed * 0.8)
    const mails = await Promise.all(
      (await readdir(outbox)).map(async (file) => readMail({ bytes: await readFile(join(outbox, file)) })),
    )
    for (const address of ['daily@example.org', 'weekly@example.org']) {
      const own = mails.filter(({ to }) => to?.[0]?.address === address).map(({ text }) => toldBy(text ?? ''))
      for (const reason of ['top', 'late', 'risen'] as const) {
        const told = own.flatMap((mail) => mail[reason])
        expect(new Set(told).size, `${address}, ${reason}`).toBe(told.length)
      }
    }
    // What came to a list after the mail about its day is told once, as late.
    const { rows } = await held.warehouse.readOnly(`
      select d.paper_id from paper_days d
      join deliveries m on m.last_day = d.day and m.kind = 'digest'
      join subscribers s on s.id = m.subscriber_id and s.frequency = 'daily'
      where d.first_seen > m.sent_at and d.gone_at is null order by 1`)
    const late = mails
      .filter(({ to }) => to?.[0]?.address === 'daily@example.org')
      .flatMap(({ text }) => toldBy(text ?? '').late)
    expect(late.toSorted()).toEqual(rows.map(([id]) => id))
    expect(late.length).toBeGreaterThan(0)
  } finally {
    await rm(outbox, { recursive: true })
    await held.drop()
  }
})
