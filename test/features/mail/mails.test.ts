import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../../src/base/sql.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JobContext } from '../../../jobs/run/job-context.ts'
import type { MailRoute } from '../../../src/features/mail/jobs/mail-route.ts'
import { sendDigests } from '../../../src/features/mail/jobs/send-digests.ts'
import { mailStanding } from '../../../src/features/mail/standing.ts'
import {
  askToSubscribe,
  confirm,
  noteBounce,
  subscribe,
  subscribeConfirmed,
  unsubscribe,
} from '../../../src/features/mail/jobs/subscribe.ts'
import { ConfigurationError, EXIT, MailServerUnreachable } from '../../../src/base/errors.ts'
import {
  listSubscribers,
  moveSubscriber,
  subscriberAt,
} from '../../../src/features/mail/store/subscriber-store.ts'
import type { Wishes } from '../../../src/model/subscriber.ts'
import { apiList, madeEntries } from '../../support/api-list.ts'
import { jobContext, keepingLogger } from '../../support/job-context.ts'
import { loadAll } from '../../support/load-captures.ts'
import {
  type MailServer,
  type MailServerBehaviour,
  readMail,
  startMailServer,
} from '../../support/mail-server.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const at = (text: string) => Temporal.Instant.from(text)
const DAILY: Wishes = { selection: '', frequency: 'daily', hour: 7, zone: 'UTC', language: 'en' }
/** The list of a Wednesday was read after it was over. */
const READ_AT = '2026-06-04T00:30:00Z'
/** For a server that hangs. */
const DEADLINE_MS = 2000

// On one of them: the nights of digests.test.ts run the same statements on the other.
describe('mails', () => {
  let held: TestWarehouse
  let server: MailServer
  let folder: string
  let now: Temporal.Instant
  let context: JobContext
  let messages: string[]

  beforeAll(async () => {
    held = await createWarehouse()
    server = await startMailServer()
    folder = await mkdtemp(join(tmpdir(), 'paperboy-mails-'))
    await loadAll(held.warehouse, [apiList('2026-06-03', madeEntries(12), READ_AT)], at(READ_AT))
  })
  afterAll(async () => {
    await server.close()
    await held.drop()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    now = at('2026-06-03T12:00:00Z')
    const kept = keepingLogger()
    messages = kept.messages
    context = { ...jobContext(held.warehouse, 'https://site.example', () => now), logger: kept.logger }
  })
  afterEach(async () => {
    await held.warehouse.rows(sql`delete from subscribers`)
    ;(server.received as unknown[]).length = 0
    for (const name of ['atMail', 'atRecipient', 'atEnd', 'atBegin'] as const) delete server.behaviour[name]
  })

  const route = (more: Partial<MailRoute> = {}): MailRoute => ({
    from: { name: 'Paperboy', address: 'papers@example.org' },
    dkim: null,
    smtp: { url: server.url, tls: { ca: server.certificate } },
    outbox: join(folder, 'outbox'),
    publicUrl: 'https://papers.example.org',
    perSecond: 1000,
    ...more,
  })
  const readers = async (...addresses: string[]) => {
    for (const address of addresses) await subscribeConfirmed(context, { address, wishes: DAILY })
  }
  const send = async (when: string, more: Partial<MailRoute> = {}) => {
    now = at(when)
    return sendDigests(context, route(more))
  }
  const states = async () =>
    held.warehouse.rows(sql`
      select s.address, d.state, d.attempts, (select count(*)::int from delivered_papers p where p.message_id = d.message_id) as told
      from deliveries d join subscribers s on s.id = d.subscriber_id order by s.address, d.prepared_at`)

  test('what is due is sent once, over TLS and with the password, whole and with a way out', async () => {
    await readers('a@example.org', 'b@example.org')
    const early = await send('2026-06-04T06:59:00Z')
    expect(early.runCounts.mails).toMatchObject({ prepared: 0, sent: 0 })
    const first = await send('2026-06-04T07:00:00Z')
    expect(first).toMatchObject({ exitCode: EXIT.done, runCounts: { mails: { prepared: 2, sent: 2 } } })
    const again = await send('2026-06-04T07:01:00Z')
    expect(again.runCounts.mails).toMatchObject({ prepared: 0, sent: 0 })
    expect(server.received.map(({ to }) => to)).toEqual(['a@example.org', 'b@example.org'])
    const mail = await readMail(server.received[0])
    expect(mail).toMatchObject({
      from: { name: 'Paperboy', address: 'papers@example.org' },
      subject: 'Papers of June 3, 2026: Paper 2501.00001 and 9 more',
    })
    expect(server.received[0]?.from).toMatch(/^papers\+bounce-[0-9a-f]{32}@example\.org$/)
    expect(mail.text).toContain('https://site.example/papers/2501.00010')
    expect(mail.text).not.toContain('2501.00011')
    expect(mail.text).toMatch(/Still open: June 3, 2026\./)
    expect(mail.html).toContain('https://papers.example.org/unsubscribe?token=u.')
    expect(await states()).toEqual(
      ['a', 'b'].map((name) => ({ address: `${name}@example.org`, state: 'sent', attempts: 0, told: 10 })),
    )
  })

  test('two runs at once send each mail once', async () => {
    const addresses = Array.from({ length: 8 }, (_, n) => `r${n}@example.org`)
    await readers(...addresses)
    const both = await Promise.all([send('2026-06-04T07:00:00Z'), send('2026-06-04T07:00:00Z')])
    expect(server.received.map(({ to }) => to).sort()).toEqual(addresses)
    expect(both.reduce((sum, { runCounts }) => sum + runCounts.mails.sent, 0)).toBe(8)
  })

  test('a run that is taken for lost while it sends gives its mail back, and sends nothing more of it', async () => {
    await readers('a@example.org')
    server.behaviour.atRecipient = async () => {
      delete server.behaviour.atRecipient
      await held.warehouse.rows(sql`update runs set ended_at = clock_timestamp() where ended_at is null`)
      expect((await send('2026-06-04T07:00:30Z')).runCounts.mails.sent).toBe(1)
      return null
    }
    expect((await send('2026-06-04T07:00:00Z')).runCounts.mails).toMatchObject({ sent: 0, deferred: 1 })
    expect(server.received).toHaveLength(1)
    expect(await states()).toMatchObject([{ state: 'sent', told: 10 }])
  })

  test('a mail that is put off waits, longer each time, and comes with the same message-id', async () => {
    await readers('a@example.org', 'b@example.org')
    server.behaviour.atRecipient = (address) => (address.startsWith('a') ? '450 greylisted' : null)
    const first = await send('2026-06-04T07:00:00Z')
    expect(first).toMatchObject({ exitCode: EXIT.tryAgain, runCounts: { mails: { sent: 1, deferred: 1 } } })
    expect(messages).toContainEqual(
      expect.stringContaining(
        'deferred by the server ("450 greylisted"): it is retried after 2026-06-04T07:05:00Z',
      ),
    )
    expect((await send('2026-06-04T07:04:00Z')).runCounts.mails.deferred).toBe(0)
    expect((await send('2026-06-04T07:05:00Z')).runCounts.mails.deferred).toBe(1)
    expect((await send('2026-06-04T07:14:00Z')).runCounts.mails.deferred).toBe(0)
    delete server.behaviour.atRecipient
    expect((await send('2026-06-04T07:15:00Z')).runCounts.mails.sent).toBe(1)
    expect(server.received.map(({ to }) => to)).toEqual(['b@example.org', 'a@example.org'])
  })

  test.each(['die', '421 too many messages on this connection', '452 4.5.3 too many mails'] as const)(
    'a server that takes two mails by a connection, and then says "%s", gets the next at once by a new one',
    async (trouble) => {
      const addresses = Array.from({ length: 5 }, (_, n) => `r${n}@example.org`)
      await readers(...addresses)
      server.behaviour.atMail = (before) => (before < 2 ? null : trouble)
      const before = server.sessions()
      const { exitCode, runCounts } = await send('2026-06-04T07:00:00Z')
      expect([exitCode, runCounts.mails.sent, runCounts.mails.deferred]).toEqual([EXIT.done, 5, 0])
      expect(server.received.map(({ to }) => to)).toEqual(addresses)
      expect(server.sessions() - before).toBe(3)
      expect((await states()).map(({ state }) => state)).toEqual(addresses.map(() => 'sent'))
    },
  )

  test('a server that takes no mail by a new connection is not asked again in the same run', async () => {
    await readers('a@example.org')
    server.behaviour.atMail = () => '421 come back later'
    const before = server.sessions()
    expect((await send('2026-06-04T07:00:00Z')).runCounts.mails).toMatchObject({ sent: 0, deferred: 1 })
    expect(server.sessions() - before).toBe(1)
  })

  test('an address that is refused twice gets no more mails, and what was not had is told by the next', async () => {
    await readers('a@example.org')
    server.behaviour.atRecipient = () => '550 no such user'
    expect(await send('2026-06-04T07:00:00Z')).toMatchObject({
      exitCode: EXIT.done,
      runCounts: { mails: { refused: 1 } },
    })
    expect(await states()).toMatchObject([{ state: 'bounced', told: 0 }])
    expect((await send('2026-06-04T08:00:00Z')).runCounts.mails).toMatchObject({ prepared: 0, refused: 0 })
    await loadAll(
      held.warehouse,
      [apiList('2026-06-04', madeEntries(2, {}, '2502'), '2026-06-05T00:30:00Z')],
      at('2026-06-05T00:30:00Z'),
    )
    // Once taken, refusals are counted anew.
    delete server.behaviour.atRecipient
    await send('2026-06-05T07:00:00Z')
    expect(server.received).toHaveLength(1)
    server.behaviour.atRecipient = () => '550 no such user'
    for (const day of [5, 6]) {
      const read = `2026-06-0${day + 1}T00:30:00Z`
      await loadAll(
        held.warehouse,
        [apiList(`2026-06-0${day}`, madeEntries(1, {}, `250${day}`), read)],
        at(read),
      )
      await send(`2026-06-0${day + 1}T07:00:00Z`)
      expect((await subscriberAt(held.warehouse, 'a@example.org'))?.state).toBe(
        day === 5 ? 'active' : 'bounced',
      )
    }
  })

  test('a mail that comes back to its address was not had; after the second mail that does so no more are sent', async () => {
    await readers('a@example.org')
    const stateNow = async () => (await subscriberAt(held.warehouse, 'A@example.org'))?.state
    await send('2026-06-04T07:00:00Z')
    const way = server.received[0]?.from ?? ''
    // Servers tell of one mail more than once.
    expect([await noteBounce(context, way), await noteBounce(context, way)]).toEqual([true, true])
    expect(await states()).toMatchObject([{ state: 'bounced', told: 0 }])
    expect(await stateNow()).toBe('active')
    await loadAll(
      held.warehouse,
      [apiList('2026-06-04', madeEntries(2, {}, '2502'), '2026-06-05T00:30:00Z')],
      at('2026-06-05T00:30:00Z'),
    )
    await send('2026-06-05T07:00:00Z')
    expect((await readMail(server.received[1])).text).toContain('2502.00001')
    await noteBounce(context, server.received[1]?.from ?? '')
    expect(await stateNow()).toBe('bounced')
    expect(await noteBounce(context, 'papers+bounce-00000000000000000000000000000000@example.org')).toBe(
      false,
    )
  })

  test('who asks for other papers is not told old ones as late', async () => {
    await subscribeConfirmed(context, {
      address: 'a@example.org',
      wishes: { ...DAILY, selection: 'votes:995' },
    })
    await send('2026-06-04T07:00:00Z')
    await subscribeConfirmed(context, { address: 'a@example.org', wishes: DAILY })
    const read = '2026-06-05T00:30:00Z'
    await loadAll(held.warehouse, [apiList('2026-06-04', madeEntries(2, {}, '2502'), read)], at(read))
    await send('2026-06-05T07:00:00Z')
    const { text } = await readMail(server.received[1])
    expect(text).toContain('2502.00001')
    expect(text).not.toContain('Late: ')
  })

  test.each([
    ['hangs before the mail', 'atRecipient', 'hang', 'deferred', 0],
    ['dies before the mail', 'atRecipient', 'die', 'deferred', 0],
    ['says 421 instead of taking it', 'atEnd', '421 closing', 'deferred', 0],
    ['hangs after the mail', 'atEnd', 'hang', 'unknown', 0],
    ['dies in the middle of the mail', 'atBegin', 'die', 'unknown', 0],
    ['takes the mail and dies', 'atEnd', 'die-taken', 'unknown', 1],
    ['refuses the text', 'atEnd', '554 spam', 'refused', 0],
  ] as const)('when the server %s the others get theirs', async (_what, step, trouble, state, arrived) => {
    await readers('a@example.org', 'b@example.org', 'c@example.org')
    const behaviour = { [step]: (address: string) => (address.startsWith('b') ? trouble : null) }
    Object.assign(server.behaviour, behaviour satisfies MailServerBehaviour)
    const { smtp } = route()
    const hasty = smtp && trouble === 'hang' ? { smtp: { ...smtp, deadlineMs: DEADLINE_MS } } : {}
    const { runCounts } = await send('2026-06-04T07:00:00Z', hasty)
    expect(runCounts.mails).toMatchObject({ sent: 2, [state]: 1 })
    expect((await states()).map((row) => row['state'])).toEqual(['sent', state, 'sent'])
    delete server.behaviour[step]
    await send('2026-06-04T08:00:00Z')
    const toB = server.received.filter(({ to }) => to.startsWith('b'))
    expect(toB).toHaveLength(state === 'deferred' ? 1 : arrived)
    const sentence =
      /^it is unknown whether the mail <.*> to b@example.org was accepted: it is not sent again/
    expect(messages.filter((message) => sentence.test(message))).toHaveLength(state === 'unknown' ? 1 : 0)
  })

  test.each([
    ['is down', 'localhost:1', MailServerUnreachable, 'was not reached: '],
    ['does not exist', 'no-such-host.invalid:587', Error, /does not exist|was not reached/],
    [
      'takes no such password',
      null,
      ConfigurationError,
      'does not accept the name and password: "535 no such user or password"; correct them in PAPERBOY_SMTP',
    ],
  ] as const)(
    'when the server %s, one sentence says so and every mail is kept',
    async (_what, host, kind, words) => {
      await readers('a@example.org')
      const url = host === null ? server.url.replace('right', 'secret') : `smtp://user:secret@${host}`
      const smtp = { url, tls: { ca: server.certificate }, deadlineMs: 2000 }
      const error = await send('2026-06-04T07:00:00Z', { smtp }).then(
        () => null,
        (each: unknown) => each as Error,
      )
      expect(error).toBeInstanceOf(kind)
      expect(error?.message).toMatch(words)
      expect(error?.message).toMatch(/run "npx paperboy digest send" again; every mail that is due is kept$/)
      expect(error?.message).not.toContain('secret')
      expect(await states()).toMatchObject([{ state: 'prepared', told: 10 }])
      expect((await send('2026-06-04T09:00:00Z')).runCounts.mails.sent).toBe(1)
      expect(server.received).toHaveLength(1)
    },
  )

  test('a certificate that nobody vouches for, and a server without TLS, are named, and no password is shown to them', async () => {
    await readers('a@example.org')
    await expect(send('2026-06-04T07:00:00Z', { smtp: { url: server.url } })).rejects.toThrow(
      /can't be reached over TLS: .*; put its certificate authority into NODE_EXTRA_CA_CERTS, or add \?tls=none/,
    )
    const plain = await startMailServer({ hasTls: false })
    try {
      await expect(send('2026-06-04T07:00:00Z', { smtp: { url: plain.url } })).rejects.toThrow(
        /can't be reached over TLS/,
      )
      expect(plain.sessions()).toBe(0)
      expect(
        (await send('2026-06-04T07:00:00Z', { smtp: { url: `${plain.url}?tls=none` } })).runCounts.mails.sent,
      ).toBe(1)
    } finally {
      await plain.close()
    }
  })

  test('mails wait 48 hours for a server, then what they told is told anew', async () => {
    await readers('a@example.org')
    await expect(send('2026-06-04T07:00:00Z', { smtp: { url: 'smtp://localhost:1' } })).rejects.toThrow(
      MailServerUnreachable,
    )
    await send('2026-06-06T07:00:00Z')
    expect((await states())[0]).toMatchObject({ state: 'given-up', told: 0 })
  })

  test('no more mails a second are sent than the server is to get', async () => {
    await readers('a@example.org', 'b@example.org', 'c@example.org')
    const began = performance.now()
    await send('2026-06-04T07:00:00Z', { perSecond: 10 })
    expect(performance.now() - began).toBeGreaterThan(195)
  })

  test('without a server a mail is a file that a mail program opens', async () => {
    await readers('a@example.org')
    expect((await send('2026-06-04T07:00:00Z', { smtp: null })).runCounts.mails.sent).toBe(1)
    const [file = ''] = await readdir(join(folder, 'outbox'))
    expect(file).toMatch(/^[0-9a-f-]{36}@example\.org\.eml$/)
    const mail = await readMail({ bytes: await readFile(join(folder, 'outbox', file)) })
    expect(mail).toMatchObject({
      messageId: `<${file.replace('.eml', '')}>`,
      to: [{ address: 'a@example.org' }],
    })
  })

  describe('subscribing', () => {
    const ask = async (address: string, wishes = DAILY) => subscribe(context, route(), { address, wishes })
    const tokenIn = async (action: 'confirm' | 'unsubscribe', index = -1) => {
      const { text = '', headers } = await readMail(server.received.at(index))
      const all = `${text} ${headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? ''}`
      return new RegExp(`${action}\\?token=([\\w.-]+)`).exec(all)?.[1] ?? ''
    }
    const stateOf = async (address: string) => (await subscriberAt(held.warehouse, address))?.state

    test('asks the address first; its token works once, and for seven days', async () => {
      await ask('a@example.org')
      expect(await stateOf('a@example.org')).toBe('pending')
      await send('2026-06-04T07:00:00Z')
      expect(server.received).toHaveLength(1)
      const token = await tokenIn('confirm')
      expect(await confirm(context, token)).toBe('done')
      expect(await confirm(context, token)).toBe('done-before')
      expect(await stateOf('a@example.org')).toBe('active')
      await ask('b@example.org')
      const late = await tokenIn('confirm')
      now = now.add({ hours: 24 * 7 })
      expect(await confirm(context, late)).toBe('expired')
      expect(await stateOf('b@example.org')).toBe('pending')
    })

    test('a token of another subscriber or another link does nothing, and all wrong ones get one answer', async () => {
      await ask('a@example.org')
      await ask('b@example.org')
      const first = await tokenIn('confirm', 0)
      const second = await tokenIn('confirm', 1)
      const [, number = ''] = second.split('.')
      const wrong = [
        first.replace(/^c\.\d+/, `c.${number}`),
        first.replace(/^c/, 'u'),
        first.replace(/^c\.\d+/, 'c.999999999'),
        await tokenIn('unsubscribe', 0),
        'nonsense',
      ]
      expect(new Set(await Promise.all(wrong.map(async (token) => confirm(context, token))))).toEqual(
        new Set(['invalid']),
      )
      expect(await stateOf('a@example.org')).toBe('pending')
      expect(await stateOf('b@example.org')).toBe('pending')
    })

    test('an unsubscribe link never expires, ends its own subscription once, and no later one', async () => {
      await ask('a@example.org')
      await confirm(context, await tokenIn('confirm'))
      await send('2026-06-04T07:00:00Z')
      const old = await tokenIn('unsubscribe')
      now = now.add({ hours: 24 * 400 })
      expect(await unsubscribe(context, old)).toBe('done')
      expect(await unsubscribe(context, old)).toBe('done-before')
      expect(await stateOf('a@example.org')).toBe('unsubscribed')
      await ask('a@example.org')
      await confirm(context, await tokenIn('confirm'))
      expect(await unsubscribe(context, old)).toBe('invalid')
      expect(await stateOf('a@example.org')).toBe('active')
    })

    test('somebody who asks for an address that is subscribed changes nothing, and hears the same', async () => {
      await readers('a@example.org')
      const answers = [
        await askToSubscribe(context, '1', route(), {
          address: 'A@example.org',
          wishes: { ...DAILY, selection: 'top:1' },
        }),
        await askToSubscribe(context, '1', route(), { address: 'new@example.org', wishes: DAILY }),
        await askToSubscribe(context, '1', route(), { address: 'new@example.org', wishes: DAILY }),
      ]
      expect(answers).toEqual([undefined, undefined, undefined])
      expect(await listSubscribers(held.warehouse)).toMatchObject([
        { address: 'a@example.org', state: 'active', selection: '' },
        { address: 'new@example.org', state: 'pending' },
      ])
      // One question, however often it was asked for.
      expect(await states()).toMatchObject([{ address: 'new@example.org', state: 'prepared' }])
    })

    test('who unsubscribes, pauses or is removed gets none of the mails that wait', async () => {
      await readers('a@example.org', 'b@example.org', 'c@example.org')
      await expect(send('2026-06-04T07:00:00Z', { smtp: { url: 'smtp://localhost:1' } })).rejects.toThrow(
        MailServerUnreachable,
      )
      const waiting = async () => {
        const { values, text } = await mailStanding(held.warehouse)
        return [values['mails'], text]
      }
      const since = '2026-06-04T07:00:00.000Z'
      expect(await waiting()).toEqual([
        { waiting: 3, oldest: since },
        '3 mails wait to be sent, ready since 2026-06-04 07:00. Type: npx paperboy digest send',
      ])
      const [a, b, c] = await listSubscribers(held.warehouse)
      await moveSubscriber(held.warehouse, a!.id, ['active'], 'paused', now)
      await moveSubscriber(held.warehouse, b!.id, ['active'], 'unsubscribed', now)
      await held.warehouse.rows(sql`delete from subscribers where id = ${c!.id}::bigint`)
      expect(await waiting()).toEqual([{ waiting: 0, oldest: null }, ''])
      expect((await send('2026-06-04T08:00:00Z')).runCounts.mails.sent).toBe(0)
      expect(server.received).toEqual([])
    })

    test.each([
      [{ zone: 'Mars/Olympus' }, 'zone "Mars/Olympus": expected a time zone'],
      [{ hour: 24 }, 'hour 24: expected a whole number from 0 to 23'],
      [{ language: 'not a tag' }, 'language "not a tag": expected one of en, de, fr, es, zh, ja'],
      [{ selection: 'week:2026-W23' }, 'week:2026-W23: the days of a mail follow from its frequency'],
    ])('%o is refused with a sentence', async (wish, sentence) => {
      await expect(ask('a@example.org', { ...DAILY, ...wish })).rejects.toThrow(sentence)
      expect(await stateOf('a@example.org')).toBeUndefined()
    })

    test('an address that would add a header is none', async () => {
      await expect(ask('a@example.org\r\nBcc: all@example.org')).rejects.toThrow('is not a mail address')
    })
  })
})
