import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright'
import { expect, test } from 'vitest'
import { findBrowser } from '../../../src/crawl/render-page.ts'
import type { DigestPaper } from '../../../src/features/mail/digest/digest.ts'
import { renderConfirmation } from '../../../src/features/mail/digest/render-confirmation.ts'
import type { DigestLetter } from '../../../src/features/mail/digest/letter.ts'
import { renderDigest } from '../../../src/features/mail/digest/render-digest.ts'

const executablePath = findBrowser(null)
if (executablePath === null) console.warn('no Chromium on this machine: nobody looks at the mails')

/** Where pictures of the mails go, to be looked at by a person; none when unset. */
const PICTURES = process.env['PAPERBOY_TEST_PICTURES']

const PAPER: DigestPaper = {
  paperId: '2606.00001',
  title: 'Retrieval at scale: what a thousand libraries learned',
  authors: ['Jane Doe', 'A. One', 'B. Two', 'C. Three'],
  organization: 'A Laboratory',
  summary:
    'It shows that looking things up in many places at once is worth the trouble when each of them answers fast.',
  day: '2026-06-03',
  upvotes: 120,
  won: 30,
}
const PAPERS = [
  PAPER,
  {
    ...PAPER,
    title: `Unbroken${'verylongword'.repeat(20)}`,
    summary: 'https://a.example/'.padEnd(200, 'x'),
    won: null,
  },
  { ...PAPER, title: 'ورقة عن الترجمة الآلية', organization: null, summary: null, upvotes: null },
  {
    ...PAPER,
    title: '<script>document.title = "run"</script><img src="x" onerror="document.title = \'run\'">',
    authors: null,
  },
]

test.skipIf(executablePath === null)(
  'mails are readable from 320 to 1200 px, light and dark, without a scroll bar or an axe violation',
  { timeout: 120_000 },
  async () => {
    const letter: DigestLetter = {
      digest: {
        frequency: 'daily',
        days: { first: '2026-06-02', last: '2026-06-03' },
        sections: [
          { reason: 'top', day: '2026-06-03', papers: PAPERS },
          { reason: 'late', day: null, papers: [PAPER] },
          { reason: 'risen', day: null, papers: [PAPER] },
        ],
        coverage: {
          open: ['2026-06-03'],
          gaps: [{ day: '2026-06-02', reason: 'never read' }],
          isWhole: false,
        },
        considered: [],
      },
      site: 'https://site.example',
      language: 'de',
      selection: 'keyword:retrieval',
      unsubscribeUrl: `https://papers.example.org/unsubscribe?token=u.1.0.${'x'.repeat(43)}`,
    }
    const { html } = renderDigest(letter)
    const japanese = renderDigest({ ...letter, language: 'ja' })
    const question = renderConfirmation(
      { frequency: 'weekly', hour: 7, zone: 'Europe/Berlin', language: 'en', selection: '' },
      { confirmUrl: null, token: `c.1.1780531200.${'x'.repeat(43)}`, days: 7 },
    )
    const browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    })
    try {
      const asked: string[] = []
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ colorScheme, offline: true })
        const page = await context.newPage()
        page.on('request', (request) => asked.push(request.url()))
        const mails = [
          ['digest', html] as const,
          ['japanese', japanese.html] as const,
          ['question', question.html] as const,
        ]
        // What the question is made of is in the digest, too: once is enough.
        for (const [name, markup] of colorScheme === 'light' ? mails : mails.slice(0, 1)) {
          await page.setContent(markup)
          expect(await page.title()).not.toBe('run')
          for (const width of [320, 768, 1200]) {
            await page.setViewportSize({ width, height: 800 })
            const widest = await page.evaluate('document.documentElement.scrollWidth')
            expect({ name, colorScheme, width, widest }).toEqual({ name, colorScheme, width, widest: width })
            if (PICTURES !== undefined) {
              mkdirSync(PICTURES, { recursive: true })
              await page.screenshot({
                path: join(PICTURES, `${name}-${colorScheme}-${width}.png`),
                fullPage: true,
              })
            }
          }
          const { violations } = await new AxeBuilder({ page }).analyze()
          expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
          const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
          expect(background).toBe(colorScheme === 'dark' ? 'rgb(20, 20, 20)' : 'rgb(255, 255, 255)')
        }
        await context.close()
      }
      expect(asked).toEqual([])
    } finally {
      await browser.close()
    }
  },
)
