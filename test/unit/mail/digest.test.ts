import { describe, expect, test } from 'vitest'
import type { Digest, DigestPaper } from '../../../src/features/mail/digest/digest.ts'
import { mailSelectionOf, placeSelection } from '../../../src/features/mail/digest/mail-selection.ts'
import { plainLine } from '../../../src/features/mail/digest/plain-line.ts'
import { renderConfirmation } from '../../../src/features/mail/digest/render-confirmation.ts'
import { renderDigest } from '../../../src/features/mail/digest/render-digest.ts'

const PAPER: DigestPaper = {
  paperId: '2606.00001',
  title: 'A title',
  authors: ['Jane Doe', 'A. One', 'B. Two', 'C. Three'],
  organization: 'NVIDIA',
  summary: 'What it says.',
  day: '2026-06-03',
  upvotes: 12,
  won: 5,
}

function digestOf(paper: Partial<DigestPaper>, more: Partial<Digest> = {}): Digest {
  return {
    frequency: 'daily',
    days: { first: '2026-06-03', last: '2026-06-03' },
    sections: [{ reason: 'top', day: null, papers: [{ ...PAPER, ...paper }] }],
    coverage: { open: [], gaps: [], isWhole: true },
    considered: [],
    ...more,
  }
}

function letter(digest: Digest, language = 'en') {
  return {
    digest,
    site: 'https://site.example',
    language,
    selection: '',
    unsubscribeUrl: 'https://a.example/u?token=t',
  }
}

describe('what a reader asks for', () => {
  test.each([
    ['org:nvidia top:5', 'daily', 'organization:nvidia top:5'],
    ['"two words" order:match', 'daily', 'order:match "two words"'],
    ['keyword:RAG', 'weekly', 'keyword:rag'],
    ['trending', 'monthly', 'order:momentum'],
    ['', 'daily', ''],
  ] as const)('"%s", %s, is kept as "%s"', (typed, frequency, text) => {
    expect(mailSelectionOf(typed, frequency)).toEqual({ text })
  })

  test.each([
    ['day:2026-06-03', 'daily', 'day:2026-06-03: the days of a mail follow from its frequency'],
    ['last-week org:nvidia', 'weekly', 'last-week: the days of a mail follow from its frequency'],
    ['newest', 'daily', 'newest: the days of a mail follow from its frequency'],
    ['at:2026-06-03T20:00:00Z', 'daily', 'at:2026-06-03T20:00:00.000Z: the days of a mail follow'],
    ['order:rank', 'weekly', 'order:rank: ranks are those of one day'],
    ['top:60', 'daily', 'top:60: expected at most 50'],
    ['votes:many', 'daily', 'votes:many: expected a whole number'],
  ] as const)('"%s" is refused for %s mails', (typed, frequency, problem) => {
    expect(mailSelectionOf(typed, frequency)).toEqual({ problem: expect.stringContaining(problem) })
  })

  test('is placed at the period of its frequency, with ten papers of a day when nothing is said', () => {
    const placed = placeSelection('keyword:rag', 'daily', '2026-06-03')
    expect(placed.selection).toMatchObject({ keyword: 'rag', order: 'rank', top: 10 })
    expect(placed.period).toMatchObject({ key: '2026-06-03' })
    expect(placeSelection('top:20', 'daily', '2026-06-03').selection.top).toBe(20)
    expect(placeSelection('', 'weekly', '2026-06-07')).toMatchObject({
      selection: { order: 'votes', top: 20 },
      period: { key: '2026-W23' },
    })
  })
})

describe('a mail', () => {
  test('says the same in both parts: title, votes and what they won, authors, link, way out', () => {
    const { subject, text, html } = renderDigest(letter(digestOf({})))
    expect(subject).toBe('Papers of June 3, 2026: A title')
    for (const part of [text, html]) {
      for (const said of [
        'A title',
        '12 votes, 5 since your last mail',
        'Jane Doe, A. One, B. Two and 1 more · NVIDIA',
        'https://site.example/papers/2606.00001',
        'https://a.example/u?token=t',
        'All lists in this mail are complete.',
      ])
        expect(part).toContain(said)
    }
  })

  test('a paper that is late or has risen says of which day it is, and nothing that is not known', () => {
    const sections = [
      { reason: 'late', day: null, papers: [{ ...PAPER, day: '2026-06-01', won: 0 }] },
      { reason: 'risen', day: null, papers: [{ ...PAPER, day: '2026-06-02', upvotes: null }] },
    ] as const
    const { text, html } = renderDigest(letter(digestOf({}, { sections })))
    for (const part of [text, html]) {
      expect(part).toContain('June 1, 2026: 12 votes')
      expect(part).toContain('June 2, 2026: votes not known')
      expect(part).not.toContain(' 0 since')
    }
  })

  test('has its dates in the reader’s language', () => {
    const open = { open: ['2026-06-03'], gaps: [{ day: '2026-06-02', reason: 'never read' }], isWhole: false }
    const { subject, text } = renderDigest(letter(digestOf({}, { coverage: open }), 'de'))
    expect(subject).toContain('3. Juni 2026')
    expect(text.replaceAll('\n', ' ')).toContain('Noch nicht abgeschlossen: 3. Juni 2026.')
    expect(text.replaceAll('\n', ' ')).toContain('Möglicherweise unvollständig: 2. Juni 2026.')
  })

  test.each([
    ['en', 'Papers of June 3, 2026: A', 'You asked for a daily mail about all papers.', 'Unsubscribe: '],
    [
      'de',
      'Papers vom 3. Juni 2026: A',
      'Sie haben eine tägliche Mail zu allen Papers bestellt.',
      'Abbestellen: ',
    ],
    [
      'fr',
      'Articles du 3 juin 2026 : A',
      'Vous avez demandé un e-mail quotidien sur tous les articles.',
      'Se désabonner : ',
    ],
    [
      'es',
      'Artículos del 3 de junio de 2026: A',
      'Usted pidió un correo diario sobre todos los artículos.',
      'Darse de baja: ',
    ],
    ['zh', '2026年6月3日的论文：A', '您订阅了关于全部论文的每日邮件。', '退订：'],
    [
      'ja',
      '2026年6月3日の論文：A',
      'すべての論文についての毎日のメールをお申し込みいただいています。',
      '配信停止：',
    ],
  ])('speaks %s in subject, text and HTML', (language, subject, reason, out) => {
    const mail = renderDigest(letter(digestOf({ title: 'A' }), language))
    expect(mail.subject).toBe(subject)
    expect(mail.text.replaceAll('\n', ' ')).toContain(`${reason} ${out}`)
    expect(mail.html).toContain(`<html lang="${language}">`)
    expect(mail.html).toContain(reason)
    expect(mail.html).toContain(`>${out.replace(/\s?[:：]\s?$/u, '')}</a>`)
    if (language !== 'en') expect(mail.text + mail.html).not.toMatch(/You|Papers of|since your|Unsubscribe/)
  })

  test('names the days whose papers are in it, and no day twice', () => {
    const days = { first: '2026-06-04', last: '2026-06-07' }
    const papers = (day: string) => [{ ...PAPER, day }]
    const subject = (sections: Digest['sections']) =>
      renderDigest(letter(digestOf({}, { days, sections }))).subject
    const late = { reason: 'late', day: null, papers: papers('2026-06-03') } as const
    const top = (day: string) => ({ reason: 'top', day, papers: papers(day) }) as const
    expect(subject([late])).toMatch(/^Papers of June 3, 2026: /)
    expect(subject([top('2026-06-05'), late])).toMatch(/^Papers of June 5, 2026: /)
    expect(subject([top('2026-06-05'), top('2026-06-04')])).toMatch(
      /^Papers of June 4, 2026 and June 5, 2026: /,
    )
    const { html, text } = renderDigest(letter(digestOf({}, { days, sections: [top('2026-06-05'), late] })))
    for (const part of [html, text]) expect(part.match(/June 5, 2026/g)).toHaveLength(part === html ? 2 : 1)
  })

  test('titles are text: markup in them is shown, and never run', () => {
    const title = `<script>alert(1)</script><img src=x onerror=alert(1)>"'&`
    const { html } = renderDigest(
      letter(digestOf({ title, summary: title, organization: title, authors: [title] })),
    )
    expect(html).not.toMatch(/<script|<img/i)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  test('a title with line ends stays in the subject, and adds no header', () => {
    const { subject } = renderDigest(
      letter(digestOf({ title: 'One\r\nBcc: all@example.org\u2028two\u0000' })),
    )
    expect(subject).toBe('Papers of June 3, 2026: One Bcc: all@example.org two')
  })

  test('marks that turn the direction of text are taken out, and titles keep their direction to themselves', () => {
    expect(plainLine('a\u202Eb\u2066c\u200F')).toBe('a b c')
    const { html, text } = renderDigest(letter(digestOf({ title: 'ورقة \u202Etxt.exe' })))
    expect(text + html).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    expect(html).toContain('<bdi>ورقة txt.exe</bdi>')
  })

  test('an id can not leave its address', () => {
    const { text } = renderDigest(letter(digestOf({ paperId: '../x?y=<z>' })))
    expect(text).toContain('https://site.example/papers/..%2Fx%3Fy%3D%3Cz%3E')
  })

  test('names no picture, script, font or other file', () => {
    const { html } = renderDigest(letter(digestOf({})))
    expect(html).not.toMatch(/<img|<link|<script|url\(|@import/i)
  })

  test('the question to a new address shows hostile words of the selection as text', () => {
    const wishes = {
      frequency: 'daily',
      hour: 7,
      zone: 'UTC',
      language: 'en',
      selection: '"<b>x</b>"',
    } as const
    const { html } = renderConfirmation(wishes, { confirmUrl: null, token: 'c.1.2.x', days: 7 })
    expect(html).not.toContain('<b>')
    expect(html).toContain('c.1.2.x')
  })
})
