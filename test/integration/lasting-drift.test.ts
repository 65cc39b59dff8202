import { afterEach, describe, expect, test } from 'vitest'
import { forget } from '../../jobs/load/captures.ts'
import { keepAll, loadCaptures } from '../../jobs/load/ingest.ts'
import { newRunCounts } from '../../jobs/run/run-counts.ts'
import type { Capture } from '../../src/model/capture.ts'
import { addDays } from '../../src/model/day.ts'
import { apiList, madeEntries } from '../support/api-list.ts'
import { jobContext, keepingLogger } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const FIRST = '2025-02-03'
const NOW = Temporal.Instant.from('2025-04-01T00:00:00Z')

describe('a difference of the pages that lasts', () => {
  const open: TestWarehouse[] = []
  afterEach(async () => {
    for (const held of open.splice(0)) await held.drop()
  })

  /** The list of a day, read on the night after it; with a key that pages of the time always had, or without. */
  function night(place: number, shows: 'drift' | 'as known', size = 25): Capture {
    const day = addDays(FIRST, place)
    const capture = apiList(
      day,
      madeEntries(size, {}, `25${String(place + 1).padStart(2, '0')}`),
      `${addDays(day, 1)}T00:30:00Z`,
    )
    const entries = JSON.parse(Buffer.from(capture.body).toString()) as Record<string, unknown>[]
    for (const each of entries) {
      each['thumbnail'] = shows === 'drift' ? undefined : 'https://cdn-thumbnails.huggingface.co/x.png'
      each['isAuthorParticipating'] = false
      Object.assign(each['paper'] as object, { discussionId: 'd' })
    }
    return { ...capture, body: Buffer.from(JSON.stringify(entries)) }
  }

  async function loadInto(held: TestWarehouse, captures: readonly Capture[]) {
    const said: string[] = []
    for (const capture of captures) {
      const { logger, messages, warnings } = keepingLogger()
      const context = { ...jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW), logger }
      const stored = await keepAll(context, '1', [capture])
      await loadCaptures(
        context,
        { runId: '1', runCounts: newRunCounts() },
        stored.map((each) => ({ capture: each })),
      )
      const begun = warnings.some((each) => each.includes('missing key thumbnail'))
      const ended = messages.some((each) => each.includes('missing key thumbnail is over'))
      said.push([begun ? 'begun' : '', ended ? 'ended' : ''].join(''))
    }
    return said
  }
  const rows = async (held: TestWarehouse) =>
    (await held.warehouse.readOnly('select path, change, count, ended_on from drift order by 1')).rows
  const made = async () => {
    const held = await createWarehouse()
    open.push(held)
    return held
  }

  const NIGHTS = [
    ...[0, 1, 2, 3].map((place) => night(place, 'drift')),
    ...[4, 5, 6, 7].map((place) => night(place, 'as known')),
  ]

  test('is said when it begins and when it ends, and is counted meanwhile', async () => {
    const held = await made()
    expect(await loadInto(held, NIGHTS.slice(0, 4))).toEqual(['begun', '', '', ''])
    expect(await rows(held)).toEqual([['thumbnail', 'missing', '100', null]])
    expect(await loadInto(held, NIGHTS.slice(4))).toEqual(['', '', 'ended', ''])
    expect(await rows(held)).toEqual([['thumbnail', 'missing', '100', addDays(FIRST, 4)]])
  })

  test('is said again when it begins again', async () => {
    const held = await made()
    await loadInto(held, NIGHTS)
    expect(await loadInto(held, [night(8, 'drift'), night(9, 'drift')])).toEqual(['begun', ''])
    expect(await rows(held)).toEqual([['thumbnail', 'missing', '150', null]])
  })

  test('does not end by a short list, nor by an older day that is read again', async () => {
    const held = await made()
    const short = [4, 5, 6].map((place) => night(place, 'as known', 3))
    expect(await loadInto(held, [...NIGHTS.slice(0, 4), ...short])).not.toContain('ended')
    const again = { ...night(0, 'as known'), fetchedAt: Temporal.Instant.from('2025-02-20T00:30:00Z') }
    expect(await loadInto(held, [again])).toEqual([''])
    expect(await rows(held)).toEqual([['thumbnail', 'missing', '100', null]])
  })

  test('has the same end in whatever order the lists are loaded, and lasts when they are forgotten', async () => {
    const [one, other] = [await made(), await made()]
    await loadInto(one, NIGHTS)
    await loadInto(other, NIGHTS.toReversed())
    expect(await rows(other)).toEqual(await rows(one))
    const { rows: ids } = await one.warehouse.readOnly(
      "select id from captures where key >= '2025-02-08' order by 1",
    )
    await forget(
      jobContext(one.warehouse, 'http://127.0.0.1:9', () => NOW),
      ids.map(([id]) => id!),
      null,
    )
    expect(await rows(one)).toEqual([['thumbnail', 'missing', '100', null]])
  })
})
