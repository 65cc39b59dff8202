import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chooseMailRoute } from '../../../src/features/mail/jobs/mail-route.ts'
import { siteSubscriptions } from '../../../src/features/mail/jobs/site-subscriptions.ts'
import { subscribeConfirmed } from '../../../src/features/mail/jobs/subscribe.ts'
import { linkTo } from '../../../src/features/mail/jobs/write-mail.ts'
import { mailPart } from '../../../src/features/mail/pages/site-part.ts'
import { serveSite } from '../../../src/features/site/jobs/serve-site.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'
import type { SiteContext } from '../../../src/features/site/site-context.ts'
import { signToken } from '../../../src/model/link-token.ts'
import { hostileLists, SITE_NOW } from '../../support/hostile-lists.ts'
import { jobContext } from '../../support/job-context.ts'
import { loadAll } from '../../support/load-captures.ts'
import { startPlainProxy } from '../../support/plain-proxy.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const BASE = '/daily/papers'
const WISHES = { selection: '', frequency: 'daily', hour: 7, zone: 'UTC', language: 'en' } as const

let held: TestWarehouse
let home: string
let site: SiteContext
const stop = new AbortController()
const ended: Promise<void>[] = []
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  held = await createWarehouse()
  home = await mkdtemp(join(tmpdir(), 'paperboy-behind-proxy-'))
  await loadAll(held.warehouse, hostileLists(), SITE_NOW)
  site = {
    executor: held.warehouse,
    now: () => SITE_NOW,
    source: 'https://huggingface.co',
    publicUrl: null,
    isStatic: false,
  }
})
afterAll(async () => {
  stop.abort()
  await Promise.all([...ended, ...closing.map(async (close) => close())])
  await held.drop()
  await rm(home, { recursive: true })
})

/** Serves a site until the end of the tests; gives its own address. */
async function serve(context: SiteContext): Promise<string> {
  return new Promise((resolve, reject) => {
    const served = serveSite(context, { host: '127.0.0.1', port: 0, signal: stop.signal, onReady: resolve })
    served.catch(reject)
    ended.push(served)
  })
}

async function proxy(options: Parameters<typeof startPlainProxy>[0]): Promise<string> {
  const { origin, close } = await startPlainProxy(options)
  closing.push(close)
  return origin
}

describe.each([
  ['passes the path on as it came', ''],
  ['cuts the path off', BASE],
])('a site whose public address has a path, behind a proxy that %s', (_what, cut) => {
  let origin: string
  let desk: ReturnType<typeof siteSubscriptions>
  let mailLinks: { readonly confirm: string; readonly unsubscribe: string }

  beforeAll(async () => {
    // The public address is the proxy's, which is not known before the site's own.
    const publicUrl = `https://papers.example${BASE}`
    const route = await chooseMailRoute({
      home,
      smtp: null,
      mailFrom: null,
      publicUrl: `${publicUrl}/`,
      dkim: null,
      mailPerSecond: 5,
    })
    const context = jobContext(held.warehouse, 'http://127.0.0.1:9', () => SITE_NOW)
    desk = siteSubscriptions(context, route)
    const to = await serve({ ...site, publicUrl, parts: [mailPart(desk)] })
    origin = await proxy({ to, cut })
    const { id, secret } = await subscribeConfirmed(context, {
      address: `reader${cut.length}@example.org`,
      wishes: WISHES,
    })
    const link = (action: 'confirm' | 'unsubscribe') =>
      linkTo(route, action, signToken({ action, subscriberId: id, expiresAt: null }, secret))!
    mailLinks = { confirm: link('confirm'), unsubscribe: link('unsubscribe') }
  })

  const get = async (address: string, init: RequestInit = {}) =>
    fetch(address.replace('https://papers.example/', `${origin}/`), { redirect: 'manual', ...init })

  test('every link, form and script of its pages leads below the path, and to something', async () => {
    const seen = new Set<string>([`${BASE}/`])
    const wrong: string[] = []
    const asked = new Map<string, number>()
    for (const path of seen) {
      // The same links stand on many pages: some pages of each sort are enough.
      const sort = path.slice(BASE.length).split(/[/?]/)[1] ?? ''
      asked.set(sort, (asked.get(sort) ?? 0) + 1)
      if ((asked.get(sort) ?? 0) > 3) continue
      const answer = await get(`${origin}${path}`)
      const location = answer.headers.get('Location')
      if (location !== null) seen.add(location)
      else if (answer.status !== 200) wrong.push(`${path}: ${answer.status}`)
      const isPage = answer.headers.get('Content-Type')?.startsWith('text/html') === true
      const text = await answer.text()
      if (!isPage) continue
      const { document } = parseHTML(text)
      for (const element of document.querySelectorAll('[href], [src], [action], [content]')) {
        for (const attribute of ['href', 'src', 'action', 'content']) {
          const address = element.getAttribute(attribute) ?? ''
          if (!address.startsWith('/') && !address.startsWith('https://papers.example')) continue
          const { pathname, search } = new URL(address, 'https://papers.example')
          if (pathname !== BASE && !pathname.startsWith(`${BASE}/`)) wrong.push(`${path} leads to ${address}`)
          else if (element.localName !== 'form' || element.getAttribute('method') !== 'post')
            seen.add(`${pathname}${search}`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect([...asked.keys()]).toEqual(
      expect.arrayContaining([
        'day',
        'week',
        'month',
        'paper',
        'search',
        'api',
        'feed',
        'icon.svg',
        'paperboy.js',
      ]),
    )
  })

  test('redirects, feeds, the site map and the API name the public address', async () => {
    expect((await get(`${origin}${BASE}/day`)).headers.get('Location')).toMatch(
      /^\/daily\/papers\/day\/2026-/,
    )
    expect(await (await get(`${origin}${BASE}/feed/newest.atom`)).text()).toContain(
      `rel="self" type="application/atom+xml" href="https://papers.example${BASE}/feed/newest.atom"`,
    )
    expect(await (await get(`${origin}${BASE}/robots.txt`)).text()).toContain(
      `https://papers.example${BASE}/sitemap`,
    )
    const link = (await get(`${origin}${BASE}/api/papers?period=all&limit=1`)).headers.get('Link')
    const [, next = ''] = /^<([^>]+)>; rel="next"$/.exec(link ?? '') ?? []
    expect((await get(next)).status).toBe(200)
  })

  test('the links of mails open a page whose button does what it says', async () => {
    for (const [action, address] of Object.entries(mailLinks)) {
      const answer = await get(address)
      expect([action, answer.status]).toEqual([action, 200])
      const { document } = parseHTML(await answer.text())
      const form = document.querySelector('form[method=post]')
      expect(form?.getAttribute('action')).toBe(`${BASE}/${action}`)
    }
    const { document } = parseHTML(await (await get(mailLinks.unsubscribe)).text())
    const token = document.querySelector('input[name=token]')?.getAttribute('value') ?? ''
    const pressed = await get(`${origin}${BASE}/unsubscribe`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
    })
    expect([pressed.status, (await pressed.text()).includes('The subscription has ended')]).toEqual([
      200,
      true,
    ])
    // One click of a program that reads mails (RFC 8058).
    expect((await get(mailLinks.unsubscribe, { method: 'POST' })).status).toBe(200)
    const asked = await get(`${origin}${BASE}/subscribe`, {
      method: 'POST',
      body: new URLSearchParams({ address: 'new@example.org' }),
    })
    expect(asked.status).toBe(200)
    await desk.idle()
  })
})

describe('an address with a slash at its end', () => {
  test.each([
    ['/day/2026-06-04/', '/day/2026-06-04'],
    ['/search/?q=agents', '/search?q=agents'],
    ['/api/papers//', '/api/papers'],
    ['/author/Jane%20%2F%20Doe/', '/author/Jane%20%2F%20Doe'],
  ])('%s is at %s', async (path, to) => {
    const answer = await siteApp(site).request(path)
    expect([answer.status, answer.headers.get('Location')]).toEqual([301, to])
    const below = siteApp({ ...site, publicUrl: `https://papers.example${BASE}` })
    for (const base of ['', BASE])
      expect((await below.request(`${base}${path}`)).headers.get('Location')).toBe(`${BASE}${to}`)
  })

  test.each(['//evil.example/', '/%5Cevil.example/', '/\\evil.example/', '///evil.example//'])(
    '%s leads to no other host',
    async (path) => {
      for (const publicUrl of [null, `https://papers.example${BASE}`]) {
        const answer = await siteApp({ ...site, publicUrl }).request(`http://papers.example${path}`)
        const to = answer.headers.get('Location') ?? '/'
        expect(new URL(to, 'http://papers.example').host).toBe('papers.example')
      }
    },
  )
})

describe('behind a proxy', () => {
  const api = async (origin: string, forwarded?: string) => {
    const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
    const answer = await fetch(`${origin}/api/days/x`, { headers })
    await answer.text()
    return /r=(\d+)/.exec(answer.headers.get('RateLimit') ?? '')?.[1]
  }
  const metrics = async (origin: string) => (await fetch(`${origin}/metrics`)).status

  test('that says nothing, and of which nothing is known, nobody sees the measures or makes up an address', async () => {
    const own = await serve(site)
    const plain = await proxy({ to: own })
    expect([await metrics(plain), await metrics(own)]).toEqual([404, 404])
    expect([await api(plain), await api(plain, '192.0.2.1'), await api(own, '192.0.2.2')]).toEqual([
      '299',
      '298',
      '297',
    ])
  })

  test('that is trusted, clients have a limit each, and only this machine sees the measures', async () => {
    const own = await serve({ ...site, proxies: ['loopback'] })
    const first = await proxy({ to: own, fields: { 'x-forwarded-for': '203.0.113.5, 192.0.2.1' } })
    const second = await proxy({
      to: own,
      fields: { 'x-forwarded-for': '203.0.113.5, 192.0.2.2, 127.0.0.1' },
    })
    expect([await metrics(first), await metrics(own)]).toEqual([404, 200])
    expect([await api(first), await api(first), await api(second)]).toEqual(['299', '298', '299'])
  })

  test('where there is none, this machine sees the measures, and what a client says of itself counts for nothing', async () => {
    const own = await serve({ ...site, proxies: [] })
    expect(await metrics(own)).toBe(200)
    expect([await api(own), await api(own, '192.0.2.1')]).toEqual(['299', '298'])
  })
})
