import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSite } from '../../../src/features/site/jobs/build-site.ts'
import { serveSite } from '../../../src/features/site/jobs/serve-site.ts'
import { namePath } from '../../../src/features/site/parts/links.ts'
import { staticPlace } from '../../../src/features/site/static/static-place.ts'
import { HOSTILE_ID, HOSTILE_NAMES, hostileLists, SITE_NOW } from '../../support/hostile-lists.ts'
import { indexPapersWithoutText } from '../../../src/load/history/index-texts.ts'
import { loadAll } from '../../support/load-captures.ts'
import { startStaticHost } from '../../support/static-host.ts'
import { type TestWarehouse, createEmbedded } from '../../support/warehouses.ts'

const CHROMIUM = '/usr/bin/chromium'
const HAS_CHROMIUM = existsSync(CHROMIUM)
if (!HAS_CHROMIUM) console.warn(`no ${CHROMIUM} here: the pages are not looked at`)

const BASE = '/papers'
const WIDTHS = [320, 768, 1440] as const
const SCHEMES = ['light', 'dark'] as const
/**
 * Every page at every width in light and dark by the rules of axe takes minutes: each live page gets one, in turn, and
 * static ones, whose markup is the same, are looked at without.
 */
const IS_WHOLE = process.env['PAPERBOY_SITE_MATRIX'] === 'whole'

const PAGES = [
  '/',
  '/day/2026-06-04',
  '/week/2026-W23',
  '/month/2026-06',
  '/trending',
  '/trends',
  '/search',
  `/paper/${HOSTILE_ID}`,
  '/organization/nvidia',
  namePath('author', HOSTILE_NAMES[0]),
  namePath('author', HOSTILE_NAMES[3]),
  namePath('keyword', '<svg onload=window.planted=1>'),
  '/submitter/someone',
  '/organizations',
  '/authors',
  '/keywords',
  '/coverage',
  '/data',
  '/feeds',
]

describe.skipIf(!HAS_CHROMIUM)('the pages in a browser', () => {
  let held: TestWarehouse
  let folder: string
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let live: string
  let host: Awaited<ReturnType<typeof startStaticHost>>
  const stop = new AbortController()
  let served: Promise<void>
  /** What went wrong on pages since it was last looked at. */
  const troubles: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paperboy-site-'))
    held = await createEmbedded()
    await loadAll(held.warehouse, hostileLists(), SITE_NOW)
    await indexPapersWithoutText(held.warehouse)
    const site = { executor: held.warehouse, now: () => SITE_NOW, source: 'https://huggingface.co' }
    host = await startStaticHost(folder, BASE)
    await buildSite(
      { ...site, publicUrl: `${host.origin}${BASE}`, isStatic: true },
      { folder, signal: stop.signal, onPhase: () => undefined, workers: null },
    )
    live = await new Promise((resolve, reject) => {
      served = serveSite(
        { ...site, publicUrl: null, isStatic: false },
        { host: '127.0.0.1', port: 0, signal: stop.signal, onReady: resolve },
      )
      served.catch(reject)
    })
    browser = await chromium.launch({ executablePath: CHROMIUM })
    context = await browser.newContext()
    page = await context.newPage()
    watch(page)
  })
  afterAll(async () => {
    await browser?.close()
    stop.abort()
    await served
    await host?.close()
    await held?.drop()
    await rm(folder, { recursive: true, force: true })
  })

  function watch(watched: Page): void {
    watched.on('console', (message) => {
      if (message.type() === 'error') troubles.push(`${watched.url()} said ${message.text()}`)
    })
    watched.on('pageerror', (error) => troubles.push(`${watched.url()} threw ${String(error)}`))
    watched.on('dialog', (dialog) => troubles.push(`${watched.url()} opened ${dialog.type()}`))
    watched.on('request', (request) => {
      const { origin } = new URL(request.url())
      if (origin !== live && origin !== host.origin)
        troubles.push(`${watched.url()} asked for ${request.url()}`)
    })
  }

  /** What is wrong with the page that is open, at a width and in light or dark. */
  async function wrongWith(width: number, scheme: 'light' | 'dark', withAxe: boolean): Promise<string[]> {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height: 900 })
    const at = `${new URL(page.url()).pathname} at ${width} ${scheme}`
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    const planted = await page.evaluate('window.planted')
    const { violations } = withAxe
      ? await new AxeBuilder({ page }).setLegacyMode(true).analyze()
      : { violations: [] }
    return [
      ...(Number(wide) > width ? [`${at}: ${String(wide)} px wide`] : []),
      ...(planted === undefined ? [] : [`${at}: a hostile text ran`]),
      ...violations.map(({ id, nodes }) => `${at}: ${id}: ${nodes[0]?.html ?? ''}`),
    ]
  }

  async function wrongWithAll(
    addresses: readonly string[],
    start: number,
    withAxe: boolean,
  ): Promise<string[]> {
    const wrong: string[] = []
    const looks = WIDTHS.flatMap((width) => SCHEMES.map((scheme) => [width, scheme] as const))
    for (const [place, address] of addresses.entries()) {
      await page.goto(address)
      const turn = looks[(place + start) % looks.length] ?? looks[0]!
      for (const [width, scheme] of IS_WHOLE ? looks : [turn])
        wrong.push(...(await wrongWith(width, scheme, IS_WHOLE || withAxe)))
      if (!IS_WHOLE) wrong.push(...(await wrongWith(WIDTHS[0], 'light', false)))
    }
    return [...wrong, ...troubles.splice(0)]
  }

  test('live: nothing is wrong with any kind of page, and no hostile text runs', async () => {
    expect(
      await wrongWithAll(
        [
          ...PAGES,
          '/search?q=retrieval',
          '/day/2026-06-04?at=2026-06-04T13:00:00Z',
          '/month/2026-06?view=table&sort=gain',
          '/trending?view=table',
          '/authors?q=doe&sort=name',
          `/compare?paper=${HOSTILE_ID}&paper=2606.00003&keyword=retrieval`,
        ].map((path) => `${live}${path}`),
        0,
        true,
      ),
    ).toEqual([])
  }, 300_000)

  test('static, under a path: nothing is wrong with any kind of page, and no hostile text runs', async () => {
    // The search is another one.
    await page.goto(`${host.origin}${BASE}/search/`)
    expect(await wrongWith(WIDTHS[0], 'dark', true)).toEqual([])
    const addresses = PAGES.map((path) => `${host.origin}${BASE}${staticPlace(path, 'page').link}`)
    expect(await wrongWithAll(addresses, 3, false)).toEqual([])
  }, 300_000)

  test('a page that is not there says so, in its place', async () => {
    for (const address of [`${live}/no-such`, `${host.origin}${BASE}/day/no-such`]) {
      const answer = await page.goto(address)
      expect([answer?.status(), await page.title()]).toEqual([404, 'No such page · Paperboy'])
      await page.click('main a >> text=Today')
      expect(new URL(page.url()).pathname).toBe(address.startsWith(live) ? '/' : `${BASE}/`)
    }
    // The browser itself tells of the 404.
    expect(troubles.splice(0).filter((trouble) => !trouble.includes('404'))).toEqual([])
  })

  /** Moves the focus by the tabulator until it is on an element. */
  async function tabTo(selector: string): Promise<void> {
    for (let turn = 0; turn < 60; turn++) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)) return
    }
    throw new Error(`${page.url()}: the tabulator never came to ${selector}`)
  }

  test.each([
    ['live', () => `${live}/search`],
    ['static', () => `${host.origin}${BASE}/search/`],
  ])('%s: a paper is found and opened by the keyboard alone', async (_name, address) => {
    await page.goto(address())
    await tabTo('input[type=search]')
    await page.keyboard.type('diffusion')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#found h3 a')
    await tabTo('#found h3 a')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/paper\//)
    expect(await page.textContent('h1')).toContain('A survey of diffusion')
    expect(troubles.splice(0)).toEqual([])
  })

  test('without JavaScript the pages are whole, and the search works', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false })
    const other = await plain.newPage()
    watch(other)
    for (const path of ['/', '/day/2026-06-04', `/paper/${HOSTILE_ID}`]) {
      await page.goto(`${live}${path}`)
      await other.goto(`${live}${path}`)
      expect(await other.textContent('main')).toBe(await page.textContent('main'))
    }
    await other.goto(`${live}/search`)
    await other.fill('input[name=q]', 'diffusion')
    await other.press('input[name=q]', 'Enter')
    await other.waitForURL(/q=diffusion/)
    expect(await other.textContent('#found h3')).toContain('A survey of diffusion')
    await other.goto(`${host.origin}${BASE}/search/`)
    expect(await other.textContent('#static-search')).toContain('needs JavaScript')
    await plain.close()
    expect(troubles.splice(0)).toEqual([])
  })
})
