import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { rememberPages } from '../../../src/features/site/remember-pages.ts'

function counting() {
  const made: string[] = []
  const app = new Hono()
  app.use(rememberPages())
  app.get('/page/:name', async (c) => {
    made.push(c.req.path)
    await new Promise((resolve) => setTimeout(resolve, 20))
    c.header('Cache-Control', 'public, max-age=60')
    return c.html(`<p>${c.req.param('name')}</p>`)
  })
  app.get('/private', (c) => {
    made.push(c.req.path)
    c.header('Cache-Control', 'no-store')
    return c.html('mine')
  })
  app.get('/broken', (c) => {
    made.push(c.req.path)
    c.header('Cache-Control', 'public, max-age=60')
    return c.html('trouble', 503)
  })
  return { app, made }
}

test('a page that many ask for at once is made once, and the next one gets the same', async () => {
  const { app, made } = counting()
  const answers = await Promise.all(Array.from({ length: 5 }, async () => app.request('/page/a')))
  const later = await app.request('/page/a')
  expect(new Set(await Promise.all([...answers, later].map(async (each) => each.text())))).toEqual(
    new Set(['<p>a</p>']),
  )
  expect(later.headers.get('Cache-Control')).toBe('public, max-age=60')
  expect(made).toEqual(['/page/a'])
})

test('another address is another page', async () => {
  const { app, made } = counting()
  await app.request('/page/a')
  expect(await (await app.request('/page/b')).text()).toBe('<p>b</p>')
  await app.request('/page/a?at=2026-06-03T20:00:00Z')
  expect(made).toHaveLength(3)
})

test.each(['/private', '/broken'])('%s is made each time', async (path) => {
  const { app, made } = counting()
  await app.request(path)
  await app.request(path)
  expect(made).toHaveLength(2)
})
