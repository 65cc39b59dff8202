import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isoInstant } from '../../../src/model/day.ts'
import { feed as feedDocument } from '../../../src/features/feed/documents.ts'
import type { Feed } from '../../../src/features/feed/feed.ts'
import { type FeedFacts, feedFrom } from '../../../src/features/feed/feed-from.ts'
import { entryId, feedId } from '../../../src/features/feed/feed-ids.ts'
import { FEED_FORMATS, renderFeed } from '../../../src/features/feed/render-feed.ts'
import { legalText } from '../../../src/features/feed/xml.ts'
import { fixedPeriod, MOVING_PERIODS } from '../../../src/query/period.ts'
import type { SelectedPaper } from '../../../src/query/select-papers.ts'
import { parseSelection } from '../../../src/query/selection-text.ts'
import type { Selection } from '../../../src/query/selection.ts'
import { atomProblems, jsonFeedProblems, rssProblems, textsAt } from '../../support/check-feed.ts'

const ROUNDS = Number(process.env['PAPERBOY_FEED_ROUNDS'] ?? 200)
const TIMEOUT_MS = 20_000 + ROUNDS * 50

const DAY = '2026-06-03'
const WHERE = { site: 'https://huggingface.co', self: 'https://example.org/a?b=1&c=%22' }

function selected(text: string): Selection {
  const parsed = parseSelection(text)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed.selection
}

const PAPER: SelectedPaper = {
  place: 1,
  paperId: '2606.00001',
  day: DAY,
  rank: 1,
  title: 'A title',
  abstract: 'What it says.',
  authors: ['Jane Doe', 'A. One'],
  organization: 'nvidia',
  organizationName: 'NVIDIA',
  submittedBy: 'someone',
  submittedAt: '2026-06-03T10:00:00.000Z',
  publishedAt: '2026-06-02T00:00:00.000Z',
  upvotes: 12,
  comments: 0,
  stars: null,
  repository: 'https://github.com/a/b',
  repositoryName: 'a/b',
  projectPage: null,
  keywords: ['maps'],
  aiSummary: null,
  momentum: null,
  gained: null,
}

function facts(papers: readonly SelectedPaper[], more: Partial<FeedFacts> = {}): FeedFacts {
  return {
    selection: selected(`day:${DAY}`),
    period: fixedPeriod('day', DAY),
    papers,
    coverage: { open: [], gaps: [], isWhole: true },
    changes: { papers: new Map(), list: null },
    ...more,
  }
}

const MARKUP = [
  ']]>',
  '<![CDATA[',
  '&',
  '&amp;',
  '&#0;',
  '<',
  '>',
  '"',
  "'",
  '</title>',
  '<b>x</b>',
  '<!--',
  '--',
]
const FORBIDDEN = ['\u0000', '\u0001', '\u000b', '\u001f', '\ufffe', '\uffff', '\ud800', '\udfff']
const ODD = [
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u202e',
  '\u2066',
  'שלום',
  '\u{1d4d0}',
  '\u{10ffff}',
  '%',
  '\\',
  '${a}',
].concat(['\r\n', '\r', '\t', '\n\n', ' ', 'x'.repeat(5000)])

/** Text that breaks documents: markup, ends of sections, references, what XML forbids, both directions. */
const hostile = fc.oneof(
  fc
    .array(
      fc.oneof(fc.constantFrom(...MARKUP, ...FORBIDDEN, ...ODD), fc.string({ unit: 'binary', maxLength: 5 })),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
)
const maybe = <T>(each: fc.Arbitrary<T>) => fc.option(each, { freq: 5 })
const instant = fc
  .integer({ min: Date.UTC(2023, 4, 4), max: Date.UTC(2030, 0, 1) })
  .map((ms) => isoInstant(Temporal.Instant.fromEpochMilliseconds(ms)))
const address = fc.oneof(
  hostile,
  hostile.map((text) => `https://github.com/${text}`),
  fc.webUrl(),
)

const paper: fc.Arbitrary<SelectedPaper> = fc.record({
  place: fc.nat(),
  paperId: hostile.map((text) => `p${text}`),
  day: maybe(fc.constant(DAY)),
  rank: maybe(fc.nat(200)),
  title: hostile,
  abstract: maybe(hostile),
  authors: maybe(fc.array(hostile, { maxLength: 4 })),
  organization: maybe(hostile),
  organizationName: maybe(hostile),
  submittedBy: maybe(hostile),
  submittedAt: maybe(instant),
  publishedAt: maybe(instant),
  upvotes: maybe(fc.nat(1000)),
  comments: maybe(fc.nat(1000)),
  stars: maybe(fc.nat(1000)),
  repository: maybe(address),
  repositoryName: maybe(hostile),
  projectPage: maybe(address),
  keywords: maybe(fc.array(hostile, { maxLength: 4 })),
  aiSummary: maybe(hostile),
  momentum: fc.constant(null),
  gained: fc.constant(null),
})

const day = fc
  .record({
    papers: fc.uniqueArray(paper, {
      maxLength: 5,
      selector: ({ paperId }) => encodeURIComponent(paperId.toWellFormed()),
    }),
    words: maybe(hostile),
    open: fc.boolean(),
    listed: maybe(instant),
    reason: hostile,
    at: maybe(instant),
  })
  .map(({ papers, words, open, listed, reason, at }) =>
    feedFrom(
      facts(papers, {
        selection: {
          ...selected(`day:${DAY}`),
          words,
          author: words,
          at: at === null ? null : Temporal.Instant.from(at),
        },
        coverage: { open: open ? [DAY] : [], gaps: open ? [] : [{ day: DAY, reason }], isWhole: false },
        changes: {
          papers: new Map(
            papers.map(({ paperId }) => [
              paperId,
              { paperId, listed, voted: at, titled: null, gone: null, firstDay: null },
            ]),
          ),
          list: listed,
        },
      }),
      WHERE,
    ),
  )

describe('a feed', () => {
  test(`is valid in all formats, whatever the texts are: ${ROUNDS} days`, { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(day, (feed) => {
        const [atom, json, rss] = FEED_FORMATS.map((format) => renderFeed(feed, format).body) as [
          string,
          string,
          string,
        ]
        expect(atomProblems(atom)).toEqual([])
        expect(jsonFeedProblems(json)).toEqual([])
        expect(rssProblems(rss)).toEqual([])
        // What is read from them is what was written.
        const titles = feed.entries.map(({ title }) => legalText(title))
        expect(textsAt(atom, '//atom:entry/atom:title')).toEqual(titles)
        expect(textsAt(rss, '//item/title')).toEqual(titles)
        expect((JSON.parse(json) as { items: { title: string }[] }).items.map(({ title }) => title)).toEqual(
          titles,
        )
        const authors = feed.entries.flatMap((entry) => entry.authors.map(legalText))
        expect(textsAt(atom, '//atom:entry/atom:author/atom:name')).toEqual(authors)
        expect(textsAt(rss, '//item/dc:creator')).toEqual(authors)
        const abstracts = feed.entries.flatMap(({ abstract }) =>
          abstract === null ? [] : [legalText(abstract)],
        )
        expect(textsAt(atom, '//atom:entry/atom:content')).toEqual(abstracts)
      }),
      { numRuns: ROUNDS },
    )
  })

  test('two hundred thousand letters of markup come out as they went in', () => {
    const abstract = '<p>&amp;]]>'.repeat(20_000)
    const feed = feedFrom(facts([{ ...PAPER, abstract }]), WHERE)
    const atom = renderFeed(feed, 'atom').body
    expect(atomProblems(atom)).toEqual([])
    expect(textsAt(atom, '//atom:content')).toEqual([abstract])
    expect(rssProblems(renderFeed(feed, 'rss').body)).toEqual([])
  })

  test('characters that XML forbids are taken out, all others stay', () => {
    expect(
      legalText('a\u0000\u0008\u000b\u001f\ufffe\uffff\ud800b\udc00\t\r\nc\rd\u0085\u{1d4d0}\u202e'),
    ).toBe('ab\t\nc\nd\u0085\u{1d4d0}\u202e')
  })

  test('RSS descriptions are HTML in which the text is text', () => {
    const rss = renderFeed(
      feedFrom(facts([{ ...PAPER, abstract: '1 < 2 & <b>\n\nmore' }]), WHERE),
      'rss',
    ).body
    expect(textsAt(rss, '//content:encoded')[0]).toContain('<p>1 &lt; 2 &amp; &lt;b&gt;</p>\n<p>more</p>')
  })

  test('the description of an RSS channel is plain text', () => {
    const rss = renderFeed(feedFrom(facts([]), WHERE), 'rss').body
    expect(textsAt(rss, '/rss/channel/description')).toEqual([
      'From the Daily Papers of Hugging Face. No papers.',
    ])
  })

  test('its schema is right for papers with an organization and without one', () => {
    const papers = [PAPER, { ...PAPER, paperId: '2606.00002', organization: null, organizationName: null }]
    const printed: unknown = JSON.parse(renderFeed(feedFrom(facts(papers), WHERE), 'json').body)
    const { items } = feedDocument.parse(printed)
    expect(items.map(({ _paperboy: { organization } }) => organization)).toEqual([
      { name: 'NVIDIA', page: 'https://huggingface.co/nvidia' },
      null,
    ])
  })

  test.each([
    ...MOVING_PERIODS,
    '-7',
    'last-30-days',
    'from:-7 to:today',
    'trending',
    'today top:5',
    'org:nvidia',
  ])('the title of %s is the same on the next day, and while lists are open', (typed) => {
    const selection = selected(typed)
    const titles = ['2026-06-03', '2026-06-04'].flatMap((day) =>
      [[], [day]].map((open) => {
        const coverage = { open, gaps: [], isWhole: open.length === 0 }
        return feedFrom(facts([PAPER], { selection, period: fixedPeriod('day', day), coverage }), WHERE).title
      }),
    )
    expect(new Set(titles).size).toBe(1)
    expect(titles[0]).not.toMatch(/2026|open/)
  })

  test('names authors, organization, links, keywords and votes as what they are', () => {
    const feed = feedFrom(facts([{ ...PAPER, projectPage: 'https://a.example/ b' }]), WHERE)
    const atom = renderFeed(feed, 'atom').body
    expect(textsAt(atom, '//atom:entry/atom:author/atom:name')).toEqual(['Jane Doe', 'A. One'])
    expect(textsAt(atom, '//atom:entry/atom:contributor/*')).toEqual([
      'NVIDIA',
      'https://huggingface.co/nvidia',
    ])
    expect(textsAt(atom, '//atom:entry/atom:link/@href')).toEqual([
      'https://huggingface.co/papers/2606.00001',
      'https://github.com/a/b',
      'https://a.example/%20b',
    ])
    expect(textsAt(atom, '//atom:entry/atom:category/@term')).toEqual(['maps'])
    expect(textsAt(atom, '//atom:entry/atom:summary')).toEqual([
      '12 votes, by NVIDIA, on the list of 2026-06-03, submitted by someone',
    ])
    expect(textsAt(renderFeed(feed, 'rss').body, '//item/dc:contributor')).toEqual(['NVIDIA'])
    expect(JSON.parse(renderFeed(feed, 'json').body)).toMatchObject({
      home_page_url: 'https://huggingface.co/papers/date/2026-06-03',
      feed_url: WHERE.self,
      items: [
        {
          url: 'https://huggingface.co/papers/2606.00001',
          external_url: 'https://github.com/a/b',
          authors: [{ name: 'Jane Doe' }, { name: 'A. One' }],
          tags: ['maps'],
          content_text: 'What it says.',
          _paperboy: { paper_id: '2606.00001', upvotes: 12, organization: { name: 'NVIDIA' } },
        },
      ],
    })
  })

  test('a text that is no web address is no link', () => {
    const linksOf = (repository: string) =>
      feedFrom(facts([{ ...PAPER, repository }]), WHERE).entries.map((entry) => entry.repository?.address)
    for (const text of ['', 'a/b', 'javascript:alert(1)', 'file:///etc/passwd', 'https://'])
      expect(linksOf(text)).toEqual([undefined])
    expect(linksOf('https://github.com/a"b<c>')).toEqual(['https://github.com/a%22b%3Cc%3E'])
  })

  test('names its own address only when there is one', () => {
    const alone = feedFrom(facts([PAPER]), { ...WHERE, self: null })
    const placed = feedFrom(facts([PAPER]), WHERE)
    const selfOf = ({ self, ...rest }: Feed) =>
      FEED_FORMATS.map((format) => /rel="self"|"feed_url"/.test(renderFeed({ ...rest, self }, format).body))
    expect(selfOf(alone)).toEqual([false, false, false])
    expect(selfOf(placed)).toEqual([true, true, true])
  })

  test.each(FEED_FORMATS)('as %s the same feed is the same bytes, and ends with a line', (format) => {
    const feed = feedFrom(facts([PAPER]), WHERE)
    expect(renderFeed(feed, format)).toEqual(renderFeed(structuredClone(feed), format))
    expect(
      renderFeed(feed, format).body.endsWith('>\n') || renderFeed(feed, format).body.endsWith('}\n'),
    ).toBe(true)
  })
})

describe('ids', () => {
  test.each([
    ['day', DAY, '2606.00001', 'tag:huggingface.co,2023-05-04:paperboy/day/2026-06-03/2606.00001'],
    ['week', '2026-W23', '2606.00001', 'tag:huggingface.co,2023-05-04:paperboy/week/2026-W23/2606.00001'],
    ['all', 'all', 'a paper/é', 'tag:huggingface.co,2023-05-04:paperboy/all/a%20paper%2F%C3%A9'],
  ] as const)('of a paper in the list %s %s', (kind, key, paperId, id) => {
    expect(entryId({ kind, key }, paperId)).toBe(id)
  })

  test.each([
    ['', 'tag:huggingface.co,2023-05-04:paperboy/feed'],
    ['today', 'tag:huggingface.co,2023-05-04:paperboy/feed?period=today'],
    [
      'week:2026-W23 author:"Jané Doe" has:code',
      'tag:huggingface.co,2023-05-04:paperboy/feed?week=2026-W23&author=Jan%C3%A9+Doe&has=code',
    ],
  ])('of the feed "%s"', (text, id) => {
    expect(feedId(selected(text))).toBe(id)
  })
})

describe('the checks of these tests', () => {
  const bodies = Object.fromEntries(
    FEED_FORMATS.map((format) => [format, renderFeed(feedFrom(facts([PAPER]), WHERE), format).body]),
  )
  const changed = (format: string, from: RegExp, to: string) => {
    const body = bodies[format] ?? ''
    expect(body).toMatch(from)
    return body.replace(from, to)
  }

  test.each([
    [/<updated>.*\n/, ''],
    [/<updated>.*<\/updated>/, '<updated>yesterday</updated>'],
    [/<title>.*\n/, '<title>a</title><title>b</title>'],
    [/<id>.*<\/id>/, '<id>\n tag:a.example,2023:x</id>'],
    [/(<entry>[^]*)<id>.*\n/, '$1'],
    [/ term="[^"]*"/, ''],
    [/ href="https:\/\/github[^"]*"/, ' href="a b"'],
    [/<author>[^]*?<\/author>(?=\n {2}<generator>)/, '<author><uri>https://a.example/</uri></author>'],
    [/<content type="text">/, '<content type="plain">'],
    [/A title/, 'A & title'],
    [/A title/, 'A \u0001title'],
  ])('an Atom document with %s as "%s" is refused', (from, to) => {
    expect(atomProblems(changed('atom', from, to))).not.toEqual([])
  })

  test.each([
    [/"title": "Papers[^"]*",/, ''],
    [/"content_text"/, '"content"'],
    [/"date_modified": "[^"]*"/, '"date_modified": "yesterday"'],
    [/"id": "tag[^"]*"/, '"id": 5'],
    [/version\/1\.1/, 'version/1.2'],
  ])('a JSON Feed with %s as "%s" is refused', (from, to) => {
    expect(jsonFeedProblems(changed('json', from, to))).not.toEqual([])
  })

  test.each([
    [/<description>.*\n/, ''],
    [/<lastBuildDate>.*<\/lastBuildDate>/, '<lastBuildDate>Mon, 03 Jun 2026 10:00:00 GMT</lastBuildDate>'],
    [/<pubDate>.*<\/pubDate>/, '<pubDate>2026-06-03</pubDate>'],
    [/ isPermaLink="false"/, ''],
    [/<dc:creator>/, '<creator>'],
    [/<language>/, '<link>https://a.example/</link><language>'],
    [/A title/, 'A ]]> & title'],
  ])('an RSS document with %s as "%s" is refused', (from, to) => {
    expect(rssProblems(changed('rss', from, to))).not.toEqual([])
  })
})
