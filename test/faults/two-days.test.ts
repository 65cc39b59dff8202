import { afterEach, describe, expect, test } from 'vitest'
import { replay } from '../../jobs/replay/replay.ts'
import { readStatus } from '../../jobs/run/status.ts'
import { keepAll, loadCaptures } from '../../jobs/load/ingest.ts'
import { exitCodeOf, newRunCounts, reasonOf, rowsWritten } from '../../jobs/run/run-counts.ts'
import type { Capture } from '../../src/model/capture.ts'
import type { Listing } from '../../src/model/listing.ts'
import { readCapture } from '../../src/transform/read-capture.ts'
import { apiList, madeEntries } from '../support/api-list.ts'
import { allSaved, HAS_CAPTURES } from '../support/captures.ts'
import { jobContext, keepingLogger } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const DAY = '2026-06-03'
const NEXT = '2026-06-04'
const AT = '2026-06-05T10:00:00Z'

const own = madeEntries(14, { submittedAt: `${DAY}T10:00:00.000Z` }, '2606')
const others = madeEntries(11, { submittedAt: `${NEXT}T10:00:00.000Z` }, '2607')

/** The same list as the page of a day, or as several pages of the API. */
function pageOf(capture: Capture): Capture {
  const props = { dailyPapers: entriesOf(capture), periodType: 'day', dateString: DAY, query: {} }
  const text = JSON.stringify(props)
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
  const html = `<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="${text}"></div>`
  return { ...capture, form: 'page', body: Buffer.from(html) }
}

function entriesOf({ body }: Capture): unknown[] {
  return JSON.parse(Buffer.from(body).toString('utf8')) as unknown[]
}

function listing(capture: Capture) {
  const reading = readCapture(capture)
  if (reading.outcome !== 'listing') throw new Error(reading.outcome)
  return reading
}

describe('a list of a day with entries of another one', () => {
  test.each([
    ['fewer', 14, 11],
    ['more', 3, 30],
    ['all but one', 1, 30],
  ])('fault 29: keeps those of the asked day when %s are of another one', (_, fitting, foreign) => {
    const mixed = [
      ...madeEntries(foreign, { submittedAt: `${NEXT}T00:00:00.000Z` }, '2607'),
      ...madeEntries(fitting, { submittedAt: `${DAY}T23:59:59.999Z` }, '2606'),
    ]
    const { entries, papers, rejections, complete, entryCount } = listing(apiList(DAY, mixed, AT))
    expect(entries.map(({ paperId }) => paperId.slice(0, 4))).toEqual(Array(fitting).fill('2606'))
    expect(papers).toHaveLength(fitting)
    expect(rejections).toHaveLength(foreign)
    expect(rejections[0]).toMatchObject({
      position: 1,
      path: 'paper.submittedOnDailyAt',
      reason: `belongs to day:${NEXT}, by when it was submitted`,
    })
    expect({ complete, entryCount }).toEqual({ complete: false, entryCount: fitting + foreign })
  })

  test('fault 29: that came page by page keeps those of the asked day, and proves nothing', () => {
    const pages = [[...own.slice(0, 7), ...others], own.slice(7), []]
    const body = pages.map((page) => `\u001E${JSON.stringify(entriesOf(apiList(DAY, page, AT)))}\n`).join('')
    const reading = listing({ ...apiList(DAY, [], AT), body: Buffer.from(body) })
    expect(reading).toMatchObject({ complete: false, entryCount: 25 })
    expect(reading.entries).toHaveLength(14)
    expect(reading.rejections).toHaveLength(11)
  })

  test('fault 29: of which all are of another day is a list of that day', () => {
    expect(readCapture(apiList(DAY, others, AT))).toMatchObject({
      outcome: 'redirected',
      found: `day:${NEXT}`,
    })
  })

  test.each([
    ['cut to midnight', `${DAY}T00:00:00.000Z`],
    ['of its last millisecond', `${DAY}T23:59:59.999Z`],
    ['that is not told', null],
  ])('fault 29: takes a date of submission %s for its own', (_, submittedAt) => {
    const mixed = [...own, ...madeEntries(1, { submittedAt }, '2605')]
    const reading = listing(apiList(DAY, mixed, AT))
    expect(reading).toMatchObject({ complete: true, rejections: [] })
    expect(reading.entries).toHaveLength(15)
  })

  test.each([
    { kind: 'week', key: '2026-W23' },
    { kind: 'month', key: '2026-06' },
    { kind: 'trending', key: 'now' },
  ] as const)('fault 29: is a whole list of a longer period ($kind)', (period: Listing) => {
    const reading = listing(apiList(DAY, [...own, ...others], AT, period))
    expect(reading).toMatchObject({ complete: true, rejections: [] })
    expect(reading.entries).toHaveLength(25)
  })

  test('fault 29: is taken whole from a page, which says itself which day it is, and the others get a note', () => {
    const reading = listing(pageOf(apiList(DAY, [...own, ...others], AT)))
    expect(reading).toMatchObject({ complete: true, rejections: [] })
    expect(reading.entries.map(({ note }) => note)).toEqual([
      ...Array(14).fill(null),
      ...Array(11).fill(`submitted on ${NEXT}`),
    ])
  })

  test.skipIf(!HAS_CAPTURES)('fault 29: was never saved: every entry of the real lists is of its day', () => {
    const readings = allSaved().map((capture) => readCapture(capture))
    const lists = readings.filter((reading) => reading.outcome === 'listing')
    expect(lists.length).toBeGreaterThan(80)
    expect(readings.map(({ outcome }) => outcome)).not.toContain('redirected')
    for (const { rejections, entries } of lists) {
      expect(rejections.filter(({ reason }) => reason.startsWith('belongs to'))).toEqual([])
      expect(entries.filter(({ note }) => note?.startsWith('submitted on'))).toEqual([])
    }
  })
})

describe('a list of two days', () => {
  const open: TestWarehouse[] = []
  afterEach(async () => {
    for (const held of open.splice(0)) await held.drop()
  })

  test.each([
    ['first', []],
    ['after the whole list', [apiList(DAY, own, '2026-06-04T10:00:00Z')]],
  ] as const)(
    'fault 29: loads the entries of the asked day alone when it comes %s, and it is told',
    async (_, before) => {
      const held = await createWarehouse()
      open.push(held)
      const { logger, messages } = keepingLogger()
      const now = Temporal.Instant.from('2026-06-06T00:00:00Z')
      const context = { ...jobContext(held.warehouse, 'http://127.0.0.1:9', () => now), logger }
      const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
      const load = async (captures: readonly Capture[]) => {
        const runCounts = newRunCounts()
        for (const capture of captures) {
          const [stored] = await keepAll(context, '1', [capture])
          await loadCaptures(context, { runId: '1', runCounts }, [{ capture: stored! }])
        }
        return runCounts
      }
      await load(before)
      const runCounts = await load([apiList(DAY, [...others, ...own.slice(0, 12)], AT)])
      expect(await select(`select distinct day::text, substr(paper_id, 1, 4) from paper_days`)).toEqual([
        [DAY, '2606'],
      ])
      // The two that the answer lacks have not left.
      expect(await select(`select count(*), count(gone_at) from paper_days`)).toEqual([
        [before.length === 0 ? '12' : '14', '0'],
      ])
      expect(await select(`select count(*) from stored_papers where id like '2607.%'`)).toEqual([['0']])
      expect({ exitCode: exitCodeOf(runCounts), quarantined: runCounts.quarantined }).toEqual({
        exitCode: 75,
        quarantined: 11,
      })
      expect(reasonOf(runCounts)).toBe('11 of 23 entries in quarantine')
      expect(messages).toContain(
        `day:${DAY}: entry 1 in quarantine: belongs to day:${NEXT}, by when it was submitted`,
      )
      expect(await readStatus(held.warehouse, now)).toMatchObject({ quarantined: 11 })
      expect(await select(`select distinct reason from quarantine_open`)).toEqual([
        [`belongs to day:${NEXT}, by when it was submitted`],
      ])
      const again = await replay(context, {})
      expect({ rows: rowsWritten(again.runCounts), exitCode: again.exitCode }).toEqual({
        rows: 0,
        exitCode: 0,
      })
      // The list of the asked day itself puts all right, and so does that of the other day.
      await load([apiList(DAY, own, '2026-06-05T12:00:00Z'), apiList(NEXT, others, '2026-06-05T12:00:00Z')])
      expect(
        await select(`select day::text, count(*), count(gone_at) from paper_days group by 1 order by 1`),
      ).toEqual([
        [DAY, '14', '0'],
        [NEXT, '11', '0'],
      ])
      expect(await select('select state, reason, expected, loaded from coverage order by day')).toEqual([
        ['complete', null, '14', '14'],
        ['open', null, '11', '11'],
      ])
    },
  )
})
