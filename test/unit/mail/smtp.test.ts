import { generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { composeMail } from '../../../src/features/mail/smtp/compose-mail.ts'
import { bounceAddress, bouncedMail, mailboxFrom } from '../../../src/features/mail/smtp/mailbox.ts'
import { readToken, signToken } from '../../../src/model/link-token.ts'
import { daysOfMail, dueAt, duePeriods, isZone } from '../../../src/model/frequency.ts'
import { isLanguage, languageOf } from '../../../src/model/language.ts'
import { isAddress } from '../../../src/model/subscriber.ts'

const at = (text: string) => Temporal.Instant.from(text)
const LONG_AGO = at('2020-01-01T00:00Z')

describe('when a mail is due', () => {
  test.each([
    ['Europe/Berlin', 7, '2026-06-03', '2026-06-04T05:00:00Z'],
    ['America/Los_Angeles', 7, '2026-06-03', '2026-06-04T14:00:00Z'],
    ['America/Los_Angeles', 18, '2026-06-03', '2026-06-04T01:00:00Z'],
    // The day is over in UTC after seven o'clock in Auckland.
    ['Pacific/Auckland', 7, '2026-06-03', '2026-06-04T19:00:00Z'],
    // Summer time begins at two, and ends at three.
    ['Europe/Berlin', 2, '2026-03-28', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', 2, '2026-10-24', '2026-10-25T00:00:00Z'],
  ])('in %s from %i:00 on, the mail about %s goes out at %s', (zone, hour, day, instant) => {
    expect(dueAt({ frequency: 'daily', zone, hour }, day).toString()).toBe(instant)
  })

  test('a daily reader’s newest day comes first, and none from before the subscription', () => {
    const reader = { frequency: 'daily', zone: 'UTC', hour: 7 } as const
    expect(duePeriods(reader, at('2026-06-04T06:59Z'), LONG_AGO)[0]).toBe('2026-06-02')
    expect(duePeriods(reader, at('2026-06-04T07:00Z'), LONG_AGO)[0]).toBe('2026-06-03')
    expect(duePeriods(reader, at('2026-06-04T10:00Z'), at('2026-06-04T09:00Z'))).toEqual([])
  })

  test('weeks and months are sent once they are over', () => {
    const due = (frequency: 'weekly' | 'monthly', now: string) =>
      duePeriods({ frequency, zone: 'UTC', hour: 7 }, at(now), LONG_AGO)
    expect(due('weekly', '2026-06-07T23:00Z')).toEqual(['2026-05-31'])
    expect(due('weekly', '2026-06-08T06:00Z')).toEqual([])
    expect(due('weekly', '2026-06-08T07:00Z')).toEqual(['2026-06-07'])
    expect(due('monthly', '2026-07-01T07:00Z')).toEqual(['2026-06-30'])
    expect(daysOfMail('weekly', '2026-06-07', null)).toEqual({ first: '2026-06-01', last: '2026-06-07' })
    expect(daysOfMail('monthly', '2026-06-30', null)).toEqual({ first: '2026-06-01', last: '2026-06-30' })
  })

  test('a daily mail takes in the days since the last one, at most seven', () => {
    expect(daysOfMail('daily', '2026-06-08', null)).toEqual({ first: '2026-06-08', last: '2026-06-08' })
    expect(daysOfMail('daily', '2026-06-08', '2026-06-05')).toEqual({
      first: '2026-06-06',
      last: '2026-06-08',
    })
    expect(daysOfMail('daily', '2026-06-08', '2026-01-05')).toEqual({
      first: '2026-06-02',
      last: '2026-06-08',
    })
  })

  test('zones and languages that do not exist are told apart', () => {
    expect(['Europe/Berlin', 'Mars/Olympus', ''].map((zone) => isZone(zone))).toEqual([true, false, false])
    expect(['de', 'ja', 'pt-BR', 'not a tag', 'xx'].filter((tag) => isLanguage(tag))).toEqual(['de', 'ja'])
    expect(['de-AT', 'zh-TW', 'pt-BR', ''].map((tag) => languageOf(tag))).toEqual(['de', 'zh', 'en', 'en'])
  })
})

describe('tokens', () => {
  const secret = Buffer.alloc(32, 7).toString('base64url')
  const token = signToken(
    { action: 'confirm', subscriberId: '12', expiresAt: at('2026-06-03T00:00Z') },
    secret,
  )

  test('say what they were made of, and only their secret made them', () => {
    const read = readToken(token)
    expect(read).toMatchObject({ action: 'confirm', subscriberId: '12' })
    expect(read?.expiresAt?.toString()).toBe('2026-06-03T00:00:00Z')
    expect(read?.isSignedWith(secret)).toBe(true)
    expect(read?.isSignedWith(Buffer.alloc(32, 8).toString('base64url'))).toBe(false)
  })

  test.each([
    ['another subscriber', token.replace('.12.', '.13.')],
    ['another action', token.replace('c.', 'u.')],
    ['a later end', token.replace(/\.\d{10}\./, '.9999999999.')],
    ['no end', token.replace(/\.\d{10}\./, '.0.')],
  ])('one that was changed to %s is forged', (_what, forged) => {
    expect(forged).not.toBe(token)
    expect(readToken(forged)?.isSignedWith(secret)).toBe(false)
  })

  test.each(['', 'c.12', `${token}x`, token.slice(0, -1), 'c.0.0.' + 'a'.repeat(43)])(
    '"%s" is none',
    (text) => {
      expect(readToken(text)).toBeNull()
    },
  )
})

describe('addresses', () => {
  test.each(['jane@example.org', "o'neil+tag@a-b.example", 'root@localhost'])('%s is one', (text) =>
    expect(isAddress(text)).toBe(true),
  )
  test.each([
    'jane',
    'a@b@c',
    'a b@c.de',
    'a@b..c',
    'x@y.z\r\nBcc: all@a.b',
    '<a@b.c>',
    `${'a'.repeat(65)}@b.c`,
  ])('%j is none', (text) => expect(isAddress(text)).toBe(false))

  test('a bounce address names its mail', () => {
    const from = mailboxFrom('Paperboy <papers@example.org>')
    const id = '7d444840-9dc0-11d1-b245-5ffdce74fad2'
    expect(bounceAddress(from, `${id}@example.org`)).toBe(
      'papers+bounce-7d4448409dc011d1b2455ffdce74fad2@example.org',
    )
    expect(bouncedMail(bounceAddress(from, `${id}@example.org`))).toBe(id)
    expect(bouncedMail('papers@example.org')).toBeNull()
  })
})

describe('the bytes of a mail', () => {
  const from = mailboxFrom('Päperboy <papers@example.org>')
  const mail = {
    messageId: 'id-1@example.org',
    to: 'jane@example.org',
    subject: 'Grüße\r\nBcc: all@example.org',
    text: 'text\n',
    html: '<p>html</p>',
    unsubscribeUrl: 'https://papers.example.org/unsubscribe?token=u.1.0.x',
    unsubscribeToken: 'u.1.0.x',
  }
  const now = at('2026-06-04T05:00Z')

  test('hold both parts, the message-id and the way out, and no header that a title brought', async () => {
    const read = await PostalMime.parse(await composeMail(mail, { from, dkim: null }, now))
    expect(read).toMatchObject({
      messageId: '<id-1@example.org>',
      from: { name: 'Päperboy', address: 'papers@example.org' },
      to: [{ address: 'jane@example.org' }],
      subject: 'Grüße Bcc: all@example.org',
      text: expect.stringMatching(/^text\n/) as string,
    })
    expect(read.html).toContain('<p>html</p>')
    const header = (key: string) => read.headers.find((each) => each.key === key)?.value
    expect(header('bcc')).toBeUndefined()
    expect(header('list-unsubscribe')).toBe(
      '<https://papers.example.org/unsubscribe?token=u.1.0.x>, <mailto:papers@example.org?subject=unsubscribe%20u.1.0.x>',
    )
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  })

  test('one click is offered only over https', async () => {
    for (const unsubscribeUrl of [null, 'http://papers.example.org/unsubscribe?token=u.1.0.x']) {
      const bytes = await composeMail({ ...mail, unsubscribeUrl }, { from, dkim: null }, now)
      expect(bytes.toString()).not.toContain('List-Unsubscribe-Post')
      expect(bytes.toString()).toContain('mailto:papers@example.org')
    }
  })

  test('are signed with DKIM, the way out included', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'der' },
    })
    const bytes = await composeMail(mail, { from, dkim: { selector: 'mail2026', privateKey } }, now)
    const resolver = async (name: string, type: string) => {
      expect([name, type]).toEqual(['mail2026._domainkey.example.org', 'TXT'])
      return [[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]]
    }
    const { results } = await dkimVerify(bytes, { resolver })
    expect(results).toMatchObject([
      { signingDomain: 'example.org', status: { result: 'pass', aligned: 'example.org' } },
    ])
    expect(results[0]?.signingHeaders?.keys.toLowerCase()).toContain('list-unsubscribe-post')
    expect(results[0]?.signingHeaders?.keys.toLowerCase()).toContain('list-unsubscribe:')
    const changed = bytes.toString('latin1').replace('One-Click', 'Two-Click')
    const forged = await dkimVerify(Buffer.from(changed, 'latin1'), { resolver })
    expect(forged.results[0]?.status.result).toBe('fail')
  })
})
