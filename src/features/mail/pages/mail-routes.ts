import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { rateLimiter } from 'hono-rate-limiter'
import { FREQUENCIES } from '../../../model/frequency.ts'
import { hintsOfNames, hintText } from '../../../query/find-hints.ts'
import { parseSelection } from '../../../query/selection-text.ts'
import { clientAddresses } from '../../site/client-address.ts'
import { missingPage } from '../../site/pages/missing-page.ts'
import { askedPage, askLinkPage, linkPage, subscribePage, type Typed } from './subscribe-page.ts'
import type { SiteContext } from '../../site/site-context.ts'
import type { Show } from '../../site/site-context.ts'
import type { Subscriptions } from './subscriptions.ts'

/** Maximum size of a form. */
const MOST_BYTES = 8192

/** Maximum number of requests for mails of one client in an hour. */
const ASKED_IN_AN_HOUR = 10
const HOUR_MS = 3_600_000

/**
 * Subscribing, confirming and ending a subscription. GET shows a form, POST acts, so that a program that follows links does
 * nothing. `POST /unsubscribe?token=` is the one click of RFC 8058.
 */
export function mailRoutes(subscriptions: Subscriptions | null, context: SiteContext, show: Show): Hono {
  const app = new Hono()
  if (subscriptions === null) {
    app.get('/subscribe', async (c) => show(c, subscribePage(null)))
    return app
  }
  const addressOf = clientAddresses(context)
  const limit = bodyLimit({
    maxSize: MOST_BYTES,
    onError: (c) => c.text('The form is too large.', 413),
  })
  const slowly = rateLimiter({
    windowMs: HOUR_MS,
    limit: ASKED_IN_AN_HOUR,
    standardHeaders: false,
    skip: (c) => addressOf(c) === null,
    keyGenerator: (c) => addressOf(c)?.name ?? '',
    handler: (c) =>
      c.text(`More than ${ASKED_IN_AN_HOUR} requests for mails in an hour: try again later.`, 429, {
        'Retry-After': String(HOUR_MS / 1000),
      }),
  })
  app.use(async (c, next) => {
    await next()
    // A token is a key, and none of these pages is worth indexing.
    c.res.headers.set('Cache-Control', 'no-store')
    c.res.headers.set('Referrer-Policy', 'no-referrer')
    c.res.headers.set('X-Robots-Tag', 'noindex')
  })

  app.get('/subscribe', async (c) => show(c, subscribePage(c.req.query())))
  app.post('/subscribe', limit, slowly, async (c) => {
    const typed = await readForm(c)
    const { address = '', selection = '', hour = '', zone = '' } = typed
    const frequency = FREQUENCIES.find((each) => each === typed['frequency']) ?? 'daily'
    const problem = subscriptions.ask({
      address: address.trim(),
      wishes: {
        selection,
        frequency,
        hour: Number(hour || '7'),
        zone: zone.trim() || 'UTC',
        language: typed['language'] ?? 'en',
      },
    })
    if (problem !== null) return show(c, subscribePage(typed, problem), 400)
    const parsed = parseSelection(selection)
    const hints = 'problem' in parsed ? [] : await hintsOfNames(context.executor, parsed.selection)
    return show(c, askedPage(hints.map(hintText)))
  })
  for (const action of ['confirm', 'unsubscribe'] as const) {
    app.get(`/${action}`, async (c) => {
      const token = c.req.query('token')
      return token === undefined
        ? show(c, missingPage(c.req.path, 'No link', 'Open the whole link of the mail.'), 400)
        : show(c, askLinkPage(action, token))
    })
    app.post(`/${action}`, limit, async (c) => {
      const answer = await subscriptions[action]((await readForm(c))['token'] ?? c.req.query('token') ?? '')
      return show(c, linkPage(action, answer), answer === 'invalid' || answer === 'expired' ? 400 : 200)
    })
  }
  return app
}

/** Reads the text fields of a form; files are left out. */
async function readForm(c: Context): Promise<Typed> {
  const body = await c.req.parseBody()
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}
