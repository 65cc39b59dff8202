import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepAll, loadCaptures } from '../../../jobs/load/ingest.ts'
import { sendDigests } from '../../../src/features/mail/jobs/send-digests.ts'
import { subscribeConfirmed } from '../../../src/features/mail/jobs/subscribe.ts'
import { newRunCounts } from '../../../jobs/run/run-counts.ts'
import { addDays, daysFrom, startOfDay } from '../../../src/model/day.ts'
import { apiList, type MadeEntry } from '../../support/api-list.ts'
import { jobContext } from '../../support/job-context.ts'
import { readMail } from '../../support/mail-server.ts'
import { toldBy } from '../../support/told-by.ts'
import { createEmbedded } from '../../support/warehouses.ts'

/** A Monday. */
const FIRST = '2026-06-01'
const NIGHTS = 30
const LAST = addDays(FIRST, NIGHTS - 1)
const PAPERS = 6

const idOf = (index: number, place: number) => `2606.${String(index * 10 + place).padStart(5, '0')}`
/** The seventh paper of every third day comes to the list two nights after the day was sent. */
const LATE = { every: 3, nights: 3, place: 7 }
/** The second paper of every fifth day wins 40 votes in the third night after its day. */
const RISE = { every: 5, nights: 3, place: 2, votes: 40 }

/** The list of the day with an index, as it stands so many nights after the day began. */
function listOf(index: number, age: number): MadeEntry[] {
  const count = index % LATE.every === 0 && age >= LATE.nights ? PAPERS + 1 : PAPERS
  return Array.from({ length: count }, (_, n) => {
    const place = n + 1
    const isRisen = index % RISE.every === 0 && place === RISE.place && age >= RISE.nights
    // All papers win one vote a night.
    return {
      id: idOf(index, place),
      upvotes: 20 - place + age + (isRisen ? RISE.votes : 0),
      keywords: [place % 2 === 0 ? 'even' : 'odd'],
    }
  })
}

test('over 30 nights two readers are told no paper twice for the same reason, and each late one once', async () => {
  const held = await createEmbedded()
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-nights-'))
  let now = startOfDay(FIRST)
  const context = jobContext(held.warehouse, 'https://site.example', () => now)
  try {
    const common = { hour: 7, zone: 'UTC', language: 'en' }
    await subscribeConfirmed(context, {
      address: 'daily@example.org',
      wishes: { ...common, selection: '', frequency: 'daily' },
    })
    await subscribeConfirmed(context, {
      address: 'weekly@example.org',
      wishes: { ...common, selection: 'keyword:odd top:50', frequency: 'weekly' },
    })
    const route = {
      from: { name: '', address: 'papers@example.org' },
      dkim: null,
      smtp: null,
      outbox: folder,
      publicUrl: null,
      perSecond: 1000,
    }
    const days = daysFrom(FIRST, LAST)
    for (let night = 1; night <= NIGHTS + 2; night++) {
      const today = addDays(FIRST, night)
      now = startOfDay(today).add({ minutes: 30 })
      const captures = [1, LATE.nights, RISE.nights]
        .map((age) => ({ index: night - age, age }))
        .filter(
          ({ index }, n, all) =>
            days[index] !== undefined && all.findIndex((each) => each.index === index) === n,
        )
        .map(({ index, age }) => apiList(days[index]!, listOf(index, age), now.toString()))
      const stored = await keepAll(context, '1', captures)
      await loadCaptures(
        context,
        { runId: '1', runCounts: newRunCounts() },
        stored.map((capture) => ({ capture })),
      )
      now = startOfDay(today).add({ hours: 7 })
      await sendDigests(context, route)
    }

    const mails = await Promise.all(
      (await readdir(folder)).map(async (file) => readMail({ bytes: await readFile(join(folder, file)) })),
    )
    const ofReader = (name: string) => {
      const all = mails
        .filter(({ to }) => to?.[0]?.address === `${name}@example.org`)
        .map(({ text }) => toldBy(text ?? ''))
      return {
        mails: all.length,
        top: all.flatMap(({ top }) => top).sort(),
        late: all.flatMap(({ late }) => late).sort(),
        risen: all.flatMap(({ risen }) => risen).sort(),
        withinAMail: all.map(({ top, late, risen }) => [...top, ...late, ...risen]),
      }
    }
    const indexes = days.map((_, index) => index)
    const lateOnes = indexes
      .filter((index) => index % LATE.every === 0)
      .map((index) => idOf(index, LATE.place))
    const risenOnes = indexes
      .filter((index) => index % RISE.every === 0)
      .map((index) => idOf(index, RISE.place))
    const places = (wanted: (place: number) => boolean) =>
      Array.from({ length: PAPERS }, (_, n) => n + 1).filter((place) => wanted(place))

    const daily = ofReader('daily')
    expect(daily.top).toEqual(
      indexes.flatMap((index) => places(() => true).map((place) => idOf(index, place))).sort(),
    )
    expect(daily.late).toEqual(lateOnes)
    expect(daily.risen).toEqual(risenOnes)
    expect(daily.mails).toBe(NIGHTS)

    // Whole weeks only; a late paper that was there before its week's mail is no late one.
    const weekly = ofReader('weekly')
    const whole = indexes.filter((index) => index < 28)
    const isInTime = (index: number) => (index % 7) + LATE.nights <= 7
    const odd = whole.flatMap((index) =>
      places((place) => place % 2 === 1).map((place) => idOf(index, place)),
    )
    const lateWhole = whole.filter((index) => index % LATE.every === 0)
    const told = (isTop: boolean) =>
      lateWhole.filter((index) => isInTime(index) === isTop).map((index) => idOf(index, LATE.place))
    expect(weekly.top).toEqual([...odd, ...told(true)].sort())
    expect(weekly.late).toEqual(told(false).filter((id) => id < idOf(21, 0)))
    expect(weekly.risen).toEqual([])
    expect(weekly.mails).toBe(4)

    for (const { top, late, risen, withinAMail } of [daily, weekly]) {
      for (const ids of [top, late, risen, ...withinAMail]) expect(new Set(ids).size).toBe(ids.length)
    }
    console.log(
      `nights: ${JSON.stringify([daily, weekly].map((each) => [each.mails, each.top.length, each.late.length, each.risen.length]))} mails, top, late, risen`,
    )
  } finally {
    await held.drop()
    await rm(folder, { recursive: true, force: true })
  }
})
