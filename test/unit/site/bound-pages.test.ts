import type { Hono } from 'hono'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { PageBounds } from '../../../src/features/site/bound-pages.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'

/** A site whose warehouse answers when it is let, with no rows. `begun` are the statements that it was asked. */
function heldUp(bounds: PageBounds) {
  const gate = Promise.withResolvers<void>()
  const state = { begun: 0 }
  const app: Hono = siteApp({
    executor: {
      rows: async () => {
        state.begun++
        await gate.promise
        return []
      },
    },
    now: () => Temporal.Instant.from('2026-06-08T12:00:00Z'),
    source: 'http://127.0.0.1:1',
    publicUrl: null,
    isStatic: false,
    bounds,
  })
  return { app, state, open: gate.resolve }
}

const page = (id: number) => `/paper/2606.0000${id}`

/** Waits until so many papers' pages are under way, each with one statement while the warehouse is held up, and no more. */
async function reaches(state: { readonly begun: number }, count: number): Promise<void> {
  await expect.poll(() => state.begun, { timeout: 15_000 }).toBe(count)
  await sleep(50)
  expect(state.begun).toBe(count)
}

/** As many statements for a page more as for all before: only one of those was made. */
async function expectMadeAlone(app: Hono, state: { readonly begun: number }) {
  const made = state.begun
  expect((await app.request(page(9))).status).toBe(404)
  expect(state.begun).toBe(2 * made)
}

describe('more pages than can be made at once', () => {
  test('some are made, some wait, and the others are told when to come back', async () => {
    const { app, state, open } = heldUp({ atOnce: 2, mostWaiting: 1, waitMs: 60_000 })
    const asked = [1, 2, 3].map(async (id) => app.request(page(id)))
    await reaches(state, 2)

    const busy = await app.request(page(4))
    expect([busy.status, busy.headers.get('Retry-After'), busy.headers.get('Cache-Control')]).toEqual([
      503,
      '5',
      'no-store',
    ])
    expect(await busy.text()).toContain('Too many readers at once')
    const problem = await app.request('/api/papers')
    expect([problem.status, problem.headers.get('Retry-After')]).toEqual([503, '5'])
    expect(await problem.json()).toMatchObject({ status: 503, instance: '/api/papers' })

    open()
    // There is no such paper: they were made all the same.
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([404, 404, 404])
    expect((await app.request(page(4))).status).toBe(404)
  })

  test('one that waits for too long is told so, and is not made later', async () => {
    const { app, state, open } = heldUp({ atOnce: 1, mostWaiting: 10, waitMs: 100 })
    const first = app.request(page(1))
    const second = await app.request(page(2))
    expect(second.status).toBe(503)
    open()
    await first
    await expectMadeAlone(app, state)
  })

  test('a reader that goes away while waiting is forgotten', async () => {
    const { app, state, open } = heldUp({ atOnce: 1, mostWaiting: 10, waitMs: 60_000 })
    const first = app.request(page(1))
    const leaving = new AbortController()
    const second = app.request(new Request(`http://site.example${page(2)}`, { signal: leaving.signal }))
    await reaches(state, 1)
    leaving.abort()
    expect((await second).status).toBe(503)
    open()
    await first
    await expectMadeAlone(app, state)
  })

  test('a reader that fills the queue makes room for others, and they come before the rest of his', async () => {
    const { app, state, open } = heldUp({ atOnce: 2, mostWaiting: 4, waitMs: 60_000 })
    const order: string[] = []
    const ask = async (address: string, id: number) => {
      const answer = await app.request(page(id), {}, { incoming: { socket: { remoteAddress: address } } })
      order.push(`${address} ${answer.status}`)
    }
    const greedy = [1, 2, 3, 4, 5, 6].map(async (id) => ask('192.0.2.1', id))
    await reaches(state, 2)
    await ask('192.0.2.1', 7)
    // His newest two lose their places; a third reader finds two of each.
    const others = [ask('192.0.2.2', 8), ask('192.0.2.2', 9)]
    await reaches(state, 2)
    expect(order).toEqual(['192.0.2.1 503', '192.0.2.1 503', '192.0.2.1 503'])
    const third = ask('192.0.2.3', 10)
    await reaches(state, 2)
    expect(order.slice(3)).toEqual(['192.0.2.1 503'])
    open()
    await Promise.all([...greedy, ...others, third])
    const made = order.slice(4)
    // What was begun, then each one's first, then the second of who has one.
    expect(made.slice(0, 2)).toEqual(['192.0.2.1 404', '192.0.2.1 404'])
    expect(made.slice(2, 4).toSorted()).toEqual(['192.0.2.2 404', '192.0.2.3 404'])
    expect(made.slice(4)).toEqual(['192.0.2.2 404', '192.0.2.1 404'])
  })

  test('one reader alone may use all of the queue', async () => {
    const { app, state, open } = heldUp({ atOnce: 1, mostWaiting: 3, waitMs: 60_000 })
    const env = { incoming: { socket: { remoteAddress: '192.0.2.1' } } }
    const asked = [1, 2, 3, 4].map(async (id) => app.request(page(id), {}, env))
    await reaches(state, 1)
    expect((await app.request(page(5), {}, env)).status).toBe(503)
    open()
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([404, 404, 404, 404])
  })

  test('health and what needs no warehouse come at once', async () => {
    const { app, state, open } = heldUp({ atOnce: 1, mostWaiting: 0, waitMs: 60_000 })
    const first = app.request(page(1))
    await reaches(state, 1)
    expect((await app.request(page(2))).status).toBe(503)
    for (const path of ['/robots.txt', '/icon.svg', '/paperboy.js'])
      expect([path, (await app.request(path)).status]).toEqual([path, 200])
    const health = app.request('/healthz')
    await reaches(state, 2)
    open()
    expect((await health).status).toBe(200)
    await first
  })
})
