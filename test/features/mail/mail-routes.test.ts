import { sql } from '../../../src/base/sql.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chooseMailRoute } from '../../../src/features/mail/jobs/mail-route.ts'
import { mailPart } from '../../../src/features/mail/pages/site-part.ts'
import { siteSubscriptions } from '../../../src/features/mail/jobs/site-subscriptions.ts'
import { subscribeConfirmed } from '../../../src/features/mail/jobs/subscribe.ts'
import { signToken } from '../../../src/model/link-token.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'
import { jobContext } from '../../support/job-context.ts'
import { type TestWarehouse, createEmbedded } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')
const WISHES = { selection: '', frequency: 'daily', hour: 7, zone: 'UTC', language: 'en' } as const

let held: TestWarehouse
let home: string
let app: ReturnType<typeof siteApp>
let desk: ReturnType<typeof siteSubscriptions>
beforeAll(async () => {
  held = await createEmbedded()
  home = await mkdtemp(join(tmpdir(), 'paperboy-mail-routes-'))
  const route = await chooseMailRoute({
    home,
    smtp: null,
    mailFrom: null,
    publicUrl: 'https://papers.example',
    dkim: null,
    mailPerSecond: 5,
  })
  const context = jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)
  desk = siteSubscriptions(context, route)
  app = siteApp({
    executor: held.warehouse,
    now: () => NOW,
    source: 'https://papers.invalid',
    publicUrl: 'https://papers.example',
    isStatic: false,
    parts: [mailPart(desk)],
  })
})
beforeEach(async () => {
  await held.warehouse.rows(sql`truncate subscribers cascade`)
})
afterAll(async () => {
  await held.drop()
  await rm(home, { recursive: true })
})

const post = async (path: string, fields: Record<string, string>) =>
  app.request(path, { method: 'POST', body: new URLSearchParams(fields) })
const subscribers = async () =>
  held.warehouse.rows<{ id: string; address: string; state: string; secret: string }>(
    sql`select id::text, address, state, secret from subscribers order by id`,
  )

test('a request makes a pending subscriber, whose link asks before it confirms', async () => {
  const asked = await post('/subscribe', { address: 'jane@example.org', selection: 'org:nvidia', hour: '8' })
  expect([asked.status, asked.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
  // No paper has it so far, whoever asks.
  expect(await asked.text()).toContain('No organization of a paper is called &quot;nvidia&quot;.')
  await desk.idle()
  const [one] = await subscribers()
  expect(one).toMatchObject({ address: 'jane@example.org', state: 'pending' })
  const expiresAt = NOW.add({ hours: 24 })
  const token = signToken({ action: 'confirm', subscriberId: one!.id, expiresAt }, one!.secret)
  const page = await app.request(`/confirm?token=${token}`)
  expect([page.status, (await page.text()).includes(token)]).toEqual([200, true])
  expect((await subscribers())[0]!.state).toBe('pending')
  expect((await post('/confirm', { token })).status).toBe(200)
  expect((await subscribers())[0]!.state).toBe('active')
})

test('nobody can tell who is subscribed', async () => {
  const context = jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)
  await subscribeConfirmed(context, { address: 'known@example.org', wishes: WISHES })
  const answers = await Promise.all(
    ['known@example.org', 'unknown@example.org'].map(async (address) => {
      const answer = await post('/subscribe', { address })
      return [answer.status, await answer.text()]
    }),
  )
  expect(answers[0]).toEqual(answers[1])
  await desk.idle()
  expect((await subscribers()).map(({ address, state }) => [address, state])).toEqual([
    ['known@example.org', 'active'],
    ['unknown@example.org', 'pending'],
  ])
})

test('one click ends a subscription (RFC 8058), opening the link does not', async () => {
  const context = jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)
  const { id, secret } = await subscribeConfirmed(context, { address: 'jane@example.org', wishes: WISHES })
  const token = signToken({ action: 'unsubscribe', subscriberId: id, expiresAt: null }, secret)
  expect((await app.request(`/unsubscribe?token=${token}`)).status).toBe(200)
  expect((await subscribers())[0]!.state).toBe('active')
  const clicked = await post(`/unsubscribe?token=${token}`, { 'List-Unsubscribe': 'One-Click' })
  expect([clicked.status, (await subscribers())[0]!.state]).toEqual([200, 'unsubscribed'])
})

test.each([
  ['an address that is none', '/subscribe', { address: 'jane' }, 400, 'is not a mail address'],
  [
    'a language that mails do not know',
    '/subscribe',
    { address: 'a@b.org', language: 'pt' },
    400,
    'en, de, fr, es, zh, ja',
  ],
  ['an hour that is none', '/subscribe', { address: 'a@b.org', hour: '99' }, 400, 'hour 99'],
  [
    'a selection that makes no sense',
    '/subscribe',
    { address: 'a@b.org', selection: 'votes:many' },
    400,
    'votes:many',
  ],
  [
    'a forged token',
    '/confirm',
    { token: `c.1.1.${'x'.repeat(43)}` },
    400,
    'does not confirm a subscription',
  ],
  ['no token', '/unsubscribe', {}, 400, 'does not end a subscription'],
])('%s changes nothing and is told', async (_name, path, fields, status, says) => {
  const answer = await post(path, fields)
  expect([answer.status, (await answer.text()).includes(says)]).toEqual([status, true])
  await desk.idle()
  expect(await subscribers()).toEqual([])
})

test('what is larger than a form is not read, and other pages take none', async () => {
  expect((await post('/subscribe', { address: 'a'.repeat(10_000) })).status).toBe(413)
  expect((await post('/', { address: 'a@b.org' })).status).toBe(405)
})

test('without mails the page says what to do instead', async () => {
  const without = siteApp({
    executor: held.warehouse,
    now: () => NOW,
    source: 'https://papers.invalid',
    publicUrl: null,
    isStatic: false,
    parts: [mailPart(null)],
  })
  expect(await (await without.request('/subscribe')).text()).toContain('npx paperboy subscribe ADDRESS')
  expect((await without.request('/confirm', { method: 'POST' })).status).toBe(404)
})
