import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { siteApp } from '../../../src/features/site/site-app.ts'
import type { SiteContext } from '../../../src/features/site/site-context.ts'
import { apiList, madeEntries } from '../../support/api-list.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')
/** Questions about papers' own pages, changed titles, vanished papers, repositories: nothing of that is in this warehouse. */
const WITHOUT_ROWS = new Set([9, 17, 19, 23, 24, 25, 26])

describe('questions of /data', () => {
  let held: TestWarehouse
  let context: SiteContext
  beforeAll(async () => {
    held = await createWarehouse()
    const entries = madeEntries(4, { upvotes: 3 }, '2606').map((entry) => ({
      ...entry,
      keywords: ['world models'],
      authors: ['Ada Byron'],
      organization: { handle: 'acme', name: 'Acme' },
      submitter: { id: 'u1', handle: 'porter' },
    }))
    await loadAll(
      held.warehouse,
      [
        apiList('2026-06-03', entries, '2026-06-03T12:00Z'),
        apiList('2026-06-04', entries, '2026-06-04T12:00Z'),
        apiList(
          '2026-06-04',
          entries.map((entry) => ({ ...entry, upvotes: 9 })),
          '2026-06-05T12:00Z',
        ),
      ],
      NOW,
    )
    context = {
      executor: held.warehouse,
      now: () => NOW,
      source: 'https://site.example',
      publicUrl: null,
      isStatic: false,
    }
  })
  afterAll(async () => held.drop())

  async function sectionOf(path: string, number: number) {
    const response = await siteApp(context).request(path)
    expect(response.status, path).toBe(200)
    const section = parseHTML(await response.text()).document.querySelector(`#q${number}`)
    return {
      sql: section?.querySelector('code')?.textContent ?? '',
      rows: section?.querySelectorAll('tbody tr').length ?? 0,
      text: section?.textContent ?? '',
      forms: section?.querySelectorAll('form').length ?? 0,
    }
  }

  test('are answered about days and papers of this warehouse, in files too', async () => {
    const { document } = parseHTML(
      await (await siteApp({ ...context, isStatic: true }).request('/data')).text(),
    )
    expect(document.querySelectorAll('main section form')).toHaveLength(0)
    const counts = Array.from(
      { length: 26 },
      (_, place) => document.querySelectorAll(`#q${place + 1} tbody tr`).length,
    )
    for (const number of [1, 16, 20])
      expect((await sectionOf(`/data?run=${number}`, number)).rows).toBe(counts[number - 1])
    const without = counts.flatMap((count, place) => (count === 0 ? [place + 1] : []))
    expect(without.filter((number) => !WITHOUT_ROWS.has(number))).toEqual([])
  })

  test('take other values by a form, and show them in the SQL', async () => {
    const own = await sectionOf('/data', 1)
    expect([own.forms, own.rows]).toEqual([1, 0])
    expect(own.sql).toContain("day = '2026-06-04'")
    const other = await sectionOf('/data?run=1&day=2026-06-03', 1)
    expect(other.sql).toContain("day = '2026-06-03'")
    expect(other.rows).toBe(4)
    expect((await sectionOf('/data?run=1&day=2026-05-03', 1)).text).toContain('No rows')
  })

  test('take values as values, whatever stands in them', async () => {
    const hostile = encodeURIComponent("x') union select 1, now(), 2 --")
    expect((await sectionOf(`/data?run=10&keyword=${hostile}`, 10)).text).toContain('No rows')
    expect((await sectionOf(`/data?run=20&words=${hostile}`, 20)).rows).toBe(0)
    expect((await sectionOf('/data?run=10&keyword=world+models', 10)).rows).toBe(1)
  })

  test.each([
    ['/data?run=1&day=2026-02-30', 1, 'expected a day such as'],
    ['/data?run=4&week=2026-W99', 4, 'expected a week such as'],
    ['/data?run=2&moment=noon', 2, 'expected an instant such as'],
    ['/data?run=7&paper=%00', 7, 'expected plain text'],
  ])('%s says what was expected', async (path, number, said) => {
    expect((await sectionOf(path, number)).text).toContain(said)
  })
})
