import type { Hono } from 'hono'
import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexPapersWithoutText } from '../../../src/load/history/index-texts.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'
import { apiList } from '../../support/api-list.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-10-08T12:00:00Z')

/** The keywords of each paper of a day. */
const DAYS: Readonly<Record<string, readonly string[]>> = {
  '2026-09-17': ['before all', 'before all', 'before all'],
  '2026-09-18': ['tokens', 'Tokens', 'tokens'],
  '2026-09-30': ['TOKENS', 'GRPO', 'GRPO'],
  '2026-10-01': ['grpo', 'GRPO', 'tokens'],
  '2026-10-02': ['Grpo'],
}

describe('trends of a few days', () => {
  let held: TestWarehouse
  let page: Document
  let app: Hono
  beforeAll(async () => {
    held = await createWarehouse()
    const lists = Object.entries(DAYS).map(([day, keywords]) =>
      apiList(
        day,
        keywords.map((keyword, place) => ({
          id: `26${day.slice(5, 7)}.${day.slice(8)}00${place}`,
          keywords: [keyword],
          // Brought long before its list: no sign that the days after it are known.
          ...(keyword === 'before all' && place === 0 && { submittedAt: '2025-01-06T10:00:00.000Z' }),
        })),
        `${day}T22:00:00Z`,
      ),
    )
    await loadAll(held.warehouse, lists, NOW)
    await indexPapersWithoutText(held.warehouse)
    app = siteApp({
      executor: held.warehouse,
      now: () => NOW,
      source: 'https://site.example',
      publicUrl: null,
      isStatic: false,
    })
    page = parseHTML(await (await app.request('/trends')).text()).document
  })
  afterAll(async () => held.drop())

  const texts = (selector: string) =>
    [...page.querySelectorAll(selector)].map((element) => element.textContent.replaceAll(/\s+/g, ' ').trim())

  test('begin at the first day with a list, not at a month of which nothing is known', () => {
    expect(texts('.lead')).toEqual(['From 17 September 2026 to 2 October 2026: 12 papers.'])
    const months = texts('figure.chart tbody th').slice(-2)
    expect(texts('figure.chart tbody th').filter((words) => / 20\d\d/.test(words))).toEqual(
      [months, months, months].flat(),
    )
    expect(months).toEqual(['September 2026, since 17 September 2026', 'October 2026, so far'])
  })

  test('compare as many days with lists as there are before them', () => {
    expect(texts('h2 + p')).toContain(
      'Now: share of the 4 papers submitted from 1 October 2026 to 2 October 2026, 2 days with lists. ' +
        'Before: of the 6 papers from 18 September 2026 on, as many days.',
    )
  })

  test('say how many papers stand behind a share, whatever the case of a keyword', () => {
    expect(texts('[aria-label="Rising keywords"] tbody tr')).toEqual(['grpo 33.3 %2 of 6 75.0 %3 of 4'])
    expect(texts('[aria-label="Falling keywords"] tbody tr')).toEqual(['tokens 66.7 %4 of 6 25.0 %1 of 4'])
  })

  test('mark a month that is not known to its end, in the drawing and in its words', () => {
    const [first] = [...page.querySelectorAll('figure.chart')]
    expect(first?.querySelectorAll('.bar-in-part rect')).toHaveLength(2)
    expect(first?.querySelector('figcaption')?.textContent).toBe(
      "grpo: share of a month's papers; paler: September 2026, since 17 September 2026; October 2026, so far",
    )
  })
})
