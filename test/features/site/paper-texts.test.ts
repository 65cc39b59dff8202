import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { array, assert, asyncProperty, constantFrom, oneof, property, string } from 'fast-check'
import { html } from 'hono/html'
import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { bibtexOf, risOf } from '../../../src/features/site/parts/citation.ts'
import { markdownText } from '../../../src/features/site/parts/markdown.ts'
import { mathText, mathWords } from '../../../src/features/site/parts/math-text.ts'

const mathMarkup = async (text: string) => String(await html`${mathText(text)}`)
/** What a reader sees of it, formulas as TeX. */
const shown = (markup: string) => {
  const { document } = parseHTML(`<body>${markup}</body>`)
  for (const math of document.querySelectorAll('math'))
    math.textContent = `[${math.querySelector('annotation')?.textContent ?? ''}]`
  return document.querySelector('body')?.textContent ?? ''
}

describe('formulas in titles and abstracts', () => {
  test.each([
    ['$x^2$ and \\(y_1\\)', '[x^2] and [y_1]', 'x^2 and y1'],
    ['$$\\sum_i i$$ & more', '[\\sum_i i] & more', '∑ii & more'],
    ['a gain of $1.5\\times$.', 'a gain of [1.5\\times].', 'a gain of 1.5×.'],
    ['12.5\\% of A\\&B', '12.5% of A&B', '12.5% of A&B'],
    ['$\\pi_{0.5}$: $O(n\\log n)$', '[\\pi_{0.5}]: [O(n\\log n)]', 'π0.5: O(nlogn)'],
  ])('%s is shown as MathML', async (text, expected, words) => {
    const markup = await mathMarkup(text)
    expect(shown(markup)).toBe(expected)
    expect(mathWords(text)).toBe(words)
  })

  test.each([
    'costs $5 and $10',
    'for US$44, 87-$89 or $200k',
    '7,400 Bugs for 1$: Cheap Repair for 2$',
    '$\\unknown{x}$',
    '$x_$',
    '$\\href{javascript:alert(1)}{x}$',
    '$\\includegraphics{https://example.org/x.png}$',
    '$\\def\\a{\\a\\a}\\a$',
    'a $ alone',
  ])('%s stays as it was written', async (text) => {
    expect(await mathMarkup(`${text} `)).toBe(`${text} `)
  })

  test('needs no style of its own, which the pages forbid', async () => {
    const text =
      '$\\color{red}{x}$ $\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}$ $\\hat{x}$ $\\cancel{y}$ $\\boxed{z}$'
    const markup = await mathMarkup(text)
    expect(markup.match(/<math /g)).toHaveLength(5)
    expect(markup).not.toContain(' style=')
  })

  test('no text becomes markup, nor takes long', async () => {
    await assert(
      asyncProperty(
        array(
          constantFrom(
            '$',
            '$$',
            '\\(',
            '\\)',
            '\\',
            '<b>',
            '&',
            '"',
            'x',
            '{',
            '}',
            '^',
            '_',
            ' ',
            '1',
            '%',
          ),
          {
            maxLength: 60,
          },
        ),
        async (pieces) => {
          const { document } = parseHTML(`<body>${await mathMarkup(pieces.join(''))}</body>`)
          expect(document.querySelectorAll('b, script, a, img, [style], [href], [src]')).toHaveLength(0)
        },
      ),
      { numRuns: 500 },
    )
    const started = performance.now()
    await mathMarkup('\\('.repeat(100_000))
    await mathMarkup('$a'.repeat(100_000))
    expect(performance.now() - started).toBeLessThan(5000)
  }, 30_000)
})

const TAGS = new Set('p,strong,em,s,code,pre,ul,ol,li,blockquote,br,hr,a'.split(','))

/** What may not be in a comment: elements and attributes beside the few, addresses beside http and https. */
function strange(markup: string): string[] {
  const { document } = parseHTML(`<!doctype html><html><body>${markup}</body></html>`)
  return [...document.querySelectorAll('body *')].flatMap((element) => {
    const tag = element.localName
    if (!TAGS.has(tag)) return [tag]
    return element.getAttributeNames().flatMap((name) => {
      const value = element.getAttribute(name) ?? ''
      const isRight =
        (tag === 'a' && name === 'href' && /^https?:\/\//.test(value)) ||
        (tag === 'a' && name === 'rel' && value.includes('nofollow')) ||
        (tag === 'ol' && name === 'start' && /^\d+$/.test(value)) ||
        (tag === 'code' && name === 'class' && value.startsWith('language-'))
      return isRight ? [] : [`${tag} ${name}=${value}`]
    })
  })
}

describe('Markdown of comments', () => {
  test('is paragraphs, lists, quotes, code and links', () => {
    const markup = String(
      markdownText(
        '# Hi\n\n**bold** [docs](https://example.org/a)\n\n- one\n- two\n\n> said\n\n```py\nx < 1\n```',
      ),
    )
    const { document } = parseHTML(`<body>${markup}</body>`)
    const texts = (selector: string) =>
      [...document.querySelectorAll(selector)].map((each) => each.textContent.trim())
    expect([texts('strong'), texts('li'), texts('blockquote'), texts('pre code'), texts('h1')]).toEqual([
      ['Hi', 'bold'],
      ['one', 'two'],
      ['said'],
      ['x < 1'],
      [],
    ])
    expect(document.querySelector('a')?.getAttribute('href')).toBe('https://example.org/a')
  })

  test('a picture is a link to it, also within a link', () => {
    const markup = String(
      markdownText(
        '![a figure](https://example.org/x.png) [![inner](https://example.org/y.png)](https://example.org/z)',
      ),
    )
    const { document } = parseHTML(`<body>${markup}</body>`)
    expect(
      [...document.querySelectorAll('a')].map((link) => [link.getAttribute('href'), link.textContent]),
    ).toEqual([
      ['https://example.org/x.png', 'a figure'],
      ['https://example.org/z', 'inner'],
    ])
  })

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](data:text/html,hi)',
    '[x](//example.org/x)',
    '[x](/papers)',
    '![x](data:image/svg+xml,x)',
    '<javascript:alert(1)>',
    '[x](https://example.org/"onmouseover="alert(1))',
    '![" onerror="alert(1)](https://example.org/x)',
    '```" onload="x\n```',
  ])('%s comes to nothing', (text) => {
    expect(strange(String(markdownText(text)))).toEqual([])
  })

  test('whatever is written, no element or address beside the few comes out', () => {
    const piece = oneof(
      constantFrom(
        '[',
        ']',
        '(',
        ')',
        '<',
        '>',
        '!',
        '"',
        "'",
        '`',
        '```',
        '\n',
        '\n\n',
        '# ',
        '> ',
        '- ',
        '* ',
        '1. ',
        '&lt;',
        '&#60;',
        '\\',
      ),
      constantFrom(
        'javascript:',
        'https://example.org',
        'data:',
        '<script>',
        '<img src=x>',
        '<a href=x>',
        'onerror=',
        '**',
        '_',
        '~~',
        '[x]: ',
      ),
      string({ maxLength: 6 }),
    )
    assert(
      property(array(piece, { maxLength: 30 }), (pieces) => {
        expect(strange(String(markdownText(pieces.join(''))))).toEqual([])
      }),
      { numRuns: 2000 },
    )
  }, 60_000)
})

describe('citations', () => {
  const paper = {
    paperId: '2605.00001',
    title: '$\\pi_0$: A {Vision} &\n  Language_model, 100% 多',
    authors: ['Jane van Doe', 'DeepSeek-AI', 'Acme, Inc. and Co'],
    publishedAt: '2026-05-01T00:00:00.000Z',
  }
  test('BibTeX keeps formulas and other scripts, and escapes what TeX would take for its own', () => {
    expect(bibtexOf(paper, 'https://site.example')).toBe(`@misc{doe2026pi0,
  title = {{$\\pi_0$: A {Vision} \\& Language\\_model, 100\\% 多}},
  author = {Jane van Doe and DeepSeek-AI and {Acme, Inc. and Co}},
  year = {2026},
  month = may,
  eprint = {2605.00001},
  archivePrefix = {arXiv},
  url = {https://arxiv.org/abs/2605.00001}
}
`)
  })

  test('RIS has a field a line', () => {
    expect(
      risOf({ ...paper, paperId: 'own-1', title: 'One\r\nER  - ' }, 'https://site.example').split('\r\n'),
    ).toEqual([
      'TY  - UNPB',
      'ID  - own-1',
      'TI  - One ER -',
      'AU  - Doe, Jane van',
      'AU  - DeepSeek-AI',
      'AU  - Acme, Inc. and Co',
      'PY  - 2026',
      'DA  - 2026/05/01/',
      'UR  - https://site.example/papers/own-1',
      'ER  - ',
      '',
    ])
  })

  test('whatever a title holds, its braces are even and the entry is one', () => {
    assert(
      property(
        string({ unit: constantFrom('{', '}', '\\', '$', '%', '\n', '@', 'a', ' ', ',') }),
        (title) => {
          const entry = bibtexOf({ ...paper, title, authors: [title] }, 'https://site.example')
          let depth = 0
          for (const letter of entry) {
            if (letter === '{') depth++
            if (letter === '}') depth--
            expect(depth).toBeGreaterThanOrEqual(0)
          }
          expect(depth).toBe(0)
        },
      ),
    )
  })
})

const CAPTURES = '../shared/captures/api-date'
describe.skipIf(!existsSync(CAPTURES))('real texts', () => {
  test('a dollar of money is never read as a formula', async () => {
    const texts = readdirSync(CAPTURES).flatMap((name) => {
      const entries = JSON.parse(gunzipSync(readFileSync(`${CAPTURES}/${name}`)).toString()) as {
        title?: string
        paper?: { summary?: string }
      }[]
      return entries.flatMap(({ title, paper }) => [title ?? '', paper?.summary ?? ''])
    })
    const withMoney = texts.filter((text) => /\$\d[\d,.]*\s/.test(text) && !/\\/.test(text))
    expect(withMoney.length).toBeGreaterThan(0)
    for (const text of withMoney) expect(await mathMarkup(text)).not.toContain('<math')
  })
})
