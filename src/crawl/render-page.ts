import { existsSync } from 'node:fs'
import { SiteUnreachable } from '../base/errors.ts'
import type { HttpAnswer } from './http-client.ts'

/** Usual paths of Chromium in distributions. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
]

/** Finds the configured browser, or by default the first in a usual place; null when it is missing. */
export function findBrowser(configured: string | null): string | null {
  const places = configured === null ? USUAL_PLACES : [configured]
  return places.find((path) => existsSync(path)) ?? null
}

/** Options of `renderPage`. */
export interface RenderOptions {
  /** The browser's program, from `findBrowser`. */
  readonly executablePath: string
  readonly userAgent: string
  readonly now: () => Temporal.Instant
  /** From the start of the browser to the page. Default 60,000. */
  readonly deadlineMs?: number
  readonly signal?: AbortSignal | undefined
}

/** Selector that shows that the site's page is loaded, not what preceded it. */
const PAGE_IS_THERE = '[data-target="DailyPapers"], [data-target="PaperContent"], article a[href^="/papers/"]'

/** Resource types that a page does not need. */
const SPARED: ReadonlySet<string> = new Set(['image', 'media', 'font', 'stylesheet'])

/**
 * Fetches a page with a browser, for one behind a script challenge. Returns the last document that the site served,
 * or the DOM after scripts when that has no page.
 *
 * @throws {SiteUnreachable} when the browser can't be started or the page does not come in time
 */
export async function renderPage(url: string, options: RenderOptions): Promise<HttpAnswer> {
  const { executablePath, userAgent, now, deadlineMs = 60_000, signal } = options
  try {
    const isRoot = process.getuid?.() === 0
    const { chromium } = await import('playwright')
    const browser = await chromium.launch({
      executablePath,
      args: isRoot ? ['--no-sandbox'] : [],
      timeout: deadlineMs,
    })
    const close = () => void browser.close()
    signal?.addEventListener('abort', close, { once: true })
    try {
      const page = await browser.newPage({ userAgent })
      await page.route('**/*', async (route) =>
        SPARED.has(route.request().resourceType()) ? route.abort() : route.continue(),
      )
      let document = await page.goto(url, { waitUntil: 'domcontentloaded', timeout: deadlineMs })
      page.on('response', (response) => {
        if (response.request().isNavigationRequest() && response.frame() === page.mainFrame())
          document = response
      })
      // The parser reports a page that never shows up.
      await page
        .waitForSelector(PAGE_IS_THERE, { state: 'attached', timeout: deadlineMs / 2 })
        .catch(() => null)
      if (new URL(page.url()).host !== new URL(url).host) {
        throw new SiteUnreachable(`${url} leads the browser to another host: ${page.url()}`)
      }
      const served = await document?.body().catch(() => null)
      const body = served?.includes('data-props') ? served : Buffer.from(await page.content())
      return {
        url,
        finalUrl: page.url(),
        status: document?.status() ?? 200,
        headers: { 'content-type': 'text/html' },
        body,
        receivedAt: now(),
      }
    } finally {
      signal?.removeEventListener('abort', close)
      await browser.close()
    }
  } catch (error) {
    if (error instanceof SiteUnreachable) throw error
    throw new SiteUnreachable(`${url}: the browser ${executablePath} did not load it`, { cause: error })
  }
}
