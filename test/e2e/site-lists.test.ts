import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSite } from '../../src/features/site/jobs/build-site.ts'
import { apiList, madeEntries } from '../support/api-list.ts'
import { loadAll } from '../support/load-captures.ts'
import { startStaticHost } from '../support/static-host.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const CHROMIUM = '/usr/bin/chromium'
const BASE = '/papers'
const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')
const PAPERS = 145

describe.skipIf(!existsSync(CHROMIUM))('long lists of built pages, in a browser', () => {
  let held: TestWarehouse
  let folder: string
  let browser: Browser
  let host: Awaited<ReturnType<typeof startStaticHost>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paperboy-site-lists-'))
    held = await createWarehouse()
    await loadAll(
      held.warehouse,
      [
        apiList(
          '2026-05-20',
          madeEntries(PAPERS, { abstract: 'Agents that write.' }, '2605'),
          '2026-05-30T01:00Z',
        ),
      ],
      NOW,
    )
    host = await startStaticHost(folder, BASE)
    await buildSite(
      {
        executor: held.warehouse,
        now: () => NOW,
        source: 'https://huggingface.co',
        publicUrl: `${host.origin}${BASE}`,
        isStatic: true,
      },
      { folder, signal: new AbortController().signal, onPhase: () => undefined, workers: null },
    )
    browser = await chromium.launch({ executablePath: CHROMIUM })
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
    await held?.drop()
    await rm(folder, { recursive: true, force: true })
  })

  const links = async (page: Page, selector: string) =>
    page.locator(selector).evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))

  test('the search tells how many it found, and shows the rest', async () => {
    const page = await browser.newPage()
    await page.goto(`${host.origin}${BASE}/search/?q=agents`)
    await page.waitForSelector('#found h3 a')
    expect(await page.textContent('#found h2')).toBe(`${PAPERS} papers`)
    expect(await page.textContent('#found .part')).toBe(`1 to 20 of ${PAPERS}, best match first`)
    for (let shown = 20; shown < PAPERS; shown += 20) {
      expect(await page.locator('#found li').count()).toBe(shown)
      await page.click('#found button')
      await page.waitForSelector(`#found li:nth-child(${shown + 1})`)
    }
    const all = await links(page, '#found h3 a')
    expect([all.length, new Set(all).size]).toEqual([PAPERS, PAPERS])
    expect(await page.isVisible('#found button')).toBe(false)
    await page.close()
  })

  test('a month is read to its end without JavaScript', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false })
    const page = await plain.newPage()
    await page.goto(`${host.origin}${BASE}/month/2026-05/`)
    const all = await links(page, 'ol.papers h3 a')
    expect(await page.textContent('.part')).toContain(`1 to 50 of ${PAPERS}, by votes`)
    for (const [place, part] of [
      [2, `51 to 100 of ${PAPERS}`],
      [3, `101 to ${PAPERS} of ${PAPERS}`],
    ] as const) {
      await page.click('nav.pages a[rel=next]')
      await page.waitForURL(`${host.origin}${BASE}/month/2026-05/${place}/`)
      expect(await page.textContent('.part')).toContain(`${part}, by votes`)
      all.push(...(await links(page, 'ol.papers h3 a')))
    }
    expect([all.length, new Set(all).size]).toEqual([PAPERS, PAPERS])
    await page.click('nav.pages a[rel=prev]')
    await page.waitForURL(`${host.origin}${BASE}/month/2026-05/2/`)
    await plain.close()
  })
})
