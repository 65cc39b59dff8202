import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../../demo/replica.ts'
import { type CliWarehouse, createCliWarehouse } from '../../support/cli-warehouse.ts'
import { type MailServer, readMail, startMailServer } from '../../support/mail-server.ts'
import { typedHere } from '../../support/paperboy.ts'

const TUESDAY_BEFORE = { PAPERBOY_NOW: '2025-09-23T12:00:00Z' }
const MORNING = { PAPERBOY_NOW: '2025-09-24T08:00:00Z' }

describe('mails from the command line', () => {
  let held: CliWarehouse
  let folder: string
  let replica: Replica
  let server: MailServer
  let env: Readonly<Record<string, string>>
  beforeAll(async () => {
    held = await createCliWarehouse()
    folder = await mkdtemp(join(tmpdir(), 'paperboy-digest-'))
    replica = await startReplica({ now: '2025-09-24T08:00:00Z', quota: false })
    server = await startMailServer({ hasTls: false })
    env = { ...held.env, PAPERBOY_SITE: replica.url }
  })
  afterAll(async () => {
    await server.close()
    await replica.close()
    await held.drop()
    await rm(folder, { recursive: true, force: true })
  })
  const typed = async (args: readonly string[], more: Readonly<Record<string, string>> = MORNING) =>
    typedHere(folder, args, { ...env, ...more })

  test('a night sends what is due; a mail server that is down makes it 75, and keeps the lists and the mail', async () => {
    const added = await typed(['subscribe', 'jane@example.org', 'top:3', '--confirmed'], TUESDAY_BEFORE)
    expect(added).toMatchObject({ code: 0, stdout: 'jane@example.org will get mails.\n' })
    const mail = { ...MORNING, PAPERBOY_MAIL_FROM: 'papers@example.org' }
    const down = await typed(['nightly'], { ...mail, PAPERBOY_SMTP: 'smtp://localhost:1' })
    expect(down).toMatchObject({ code: 75, stdout: expect.stringMatching(/^Run \d+: [12] lists loaded/) })
    expect(server.received).toHaveLength(0)
    const up = { ...mail, PAPERBOY_SMTP: `${server.url}?tls=none` }
    expect(await typed(['nightly'], up)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 mail sent'),
    })
    expect(await typed(['digest', 'send'], up)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/: no mail is due\.\n$/),
    })
    expect(server.received).toHaveLength(1)
    const { subject, text = '' } = await readMail(server.received[0])
    expect(subject).toMatch(/^Papers of September 23, 2025: .+ and 2 more$/)
    expect(text).toContain(`${replica.url}/papers/2509.`)
  })

  test('a preview shows the mail of a new reader', async () => {
    const shown = await typed(['digest', 'preview', 'top:2', '--language', 'de'])
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    expect(shown.stdout).toMatch(/^Subject: Papers vom 23\. September 2025: /)
    expect(shown.stdout.match(/\/papers\//g)).toHaveLength(2)
    const week = await typed(['digest', 'preview', '--frequency', 'weekly', '--json'])
    expect(Object.keys(JSON.parse(week.stdout) as object)).toEqual(['subject', 'text', 'html'])
  })

  test('without a mail server the question to a new address is a file; its token confirms', async () => {
    const asked = await typed(['subscribe', 'new@example.org'], TUESDAY_BEFORE)
    expect(asked.stdout).toBe(
      `The mail asking new@example.org to confirm is in ${join(held.home, 'outbox')}.\n`,
    )
    const [file = ''] = await readdir(join(held.home, 'outbox'))
    const { text = '' } = await readMail({ bytes: await readFile(join(held.home, 'outbox', file)) })
    const [token = ''] = /^c\.\S+$/m.exec(text) ?? []
    expect(await typed(['subscribers', 'confirm', token], TUESDAY_BEFORE)).toMatchObject({
      code: 0,
      stdout: 'Done.\n',
    })
    const dry = await typed(['digest', 'send', '--dry-run', '--json'])
    expect(JSON.parse(dry.stdout)).toMatchObject({
      mails: [{ address: 'new@example.org', last_day: '2025-09-23', papers: 10 }],
    })
    const sent = await typed(['digest', 'send', '--json'])
    expect(JSON.parse(sent.stdout)).toMatchObject({ exit_code: 0, mails: { sent: 1 } })
    const list = await typed(['subscribers', '--json'])
    expect(JSON.parse(list.stdout)).toMatchObject([
      {
        address: 'jane@example.org',
        state: 'active',
        selection: 'top:3',
        last_sent: expect.stringMatching(/^2025-09-24T08:00:\d\d\.\d{3}Z$/),
      },
      { address: 'new@example.org', state: 'active', waiting: 0, unknown: 0 },
    ])
    expect((await typed(['subscribers', 'pause', 'new@example.org'])).stdout).toBe(
      'new@example.org is paused.\n',
    )
    expect((await typed(['subscribers', 'remove', 'new@example.org'])).code).toBe(0)
  })

  test.each([
    [['subscribe', 'nobody'], {}, 2, '"nobody" is not a mail address'],
    [['subscribe', 'a@b.c', 'last-week'], {}, 2, 'last-week: the days of a mail follow from its frequency'],
    [['subscribe', 'a@b.c', '--hour', '25'], {}, 2, 'hour 25: expected a whole number from 0 to 23'],
    [['subscribers', 'pause', 'a@b.c'], {}, 2, 'a@b.c is not a subscriber'],
    [['subscribers', 'confirm', 'nonsense'], {}, 2, 'The token belongs to no subscription'],
    [['subscribers', 'bounced', 'a@b.c'], {}, 2, 'is not a bounce address'],
    [['digest', 'send'], { PAPERBOY_SMTP: 'smtp://localhost:1' }, 78, 'set PAPERBOY_MAIL_FROM'],
    [['digest', 'send'], { PAPERBOY_SMTP: 'http://localhost' }, 78, 'expected smtp://user:password@host:587'],
    [['digest', 'send'], { PAPERBOY_MAIL_FROM: 'A <a@b\nBcc: c@d>' }, 78, 'expected an address such as'],
    [
      ['digest', 'send'],
      { PAPERBOY_DKIM: 'mail:/no/such/file' },
      78,
      'the key /no/such/file of PAPERBOY_DKIM',
    ],
    [['digest', 'send'], { PAPERBOY_MAIL_PER_SECOND: '0' }, 78, 'expected a number above 0'],
  ])('%j with %o exits %i and says why', async (args, more, code, sentence) => {
    const ended = await typed(args, { ...MORNING, ...more })
    expect(ended).toMatchObject({ code, stdout: '' })
    expect(ended.stderr).toContain(sentence)
    expect(ended.stderr.trim().split('\n')).toHaveLength(1)
  })

  test('a mail server that is down exits 69 with one sentence', async () => {
    await typed(['subscribe', 'late@example.org', '--confirmed'], TUESDAY_BEFORE)
    const more = {
      ...MORNING,
      PAPERBOY_SMTP: 'smtp://user:secret@localhost:1',
      PAPERBOY_MAIL_FROM: 'papers@example.org',
    }
    const ended = await typed(['digest', 'send'], more)
    expect(ended).toMatchObject({ code: 69, stdout: '' })
    expect(ended.stderr).toMatch(
      /^paperboy: the mail server smtp:\/\/user:\*\*\*@localhost:1 was not reached: .*; when it is up run "npx paperboy digest send" again; every mail that is due is kept\n$/,
    )
  })
})
