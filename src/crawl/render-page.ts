import { existsSync } from 'node:fs'
import { SiteUnreachable } from '../base/errors.ts'
import type { HttpAnswer } from './http-client.ts'

/** Where distributions put Chromium. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
]

/** The browser of the settings, or without one the first in a usual place; null when it is not there. */
export function findBrowser(configured: string | null): string | null {
  const places = configured === null ? USUAL_PLACES : [configured]
  return places.find((path) => existsSync(path)) ?? null
}

/** What `renderPage` needs beside the address. */
export interface RenderOptions {
  /** The browser's program, from `findBrowser`. */
  readonly executablePath: string
  readonly userAgent: string
  readonly now: () => Temporal.Instant
  /** From the start of the browser to the page. Default 60,000. */
  readonly deadlineMs?: number
  readonly signal?: AbortSignal | undefined
}

/** What shows that a page of the site is there, and not what stood before it. */
const PAGE_IS_THERE = '[data-target="DailyPapers"], [data-target="PaperContent"], article a[href^="/papers/"]'

/** What a page needs no part of. */
const SPARED: ReadonlySet<string> = new Set(['image', 'media', 'font', 'stylesheet'])

/**
 * Gets a page with a browser, for one that a script must let through. Gives the last document that the site served,
 * or what the scripts made of it when that holds no page.
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
      // A page that never shows up is for the parser to name.
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
    throw new SiteUnreachable(`${url}: the browser ${executablePath} did not get it`, { cause: error })
  }
}
