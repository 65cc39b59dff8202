import { html } from 'hono/html'
import { dayOf, weekOf } from '../../../model/day.ts'
import { FEED_FORMATS } from '../../feed/render-feed.ts'
import { MOVING_PERIODS } from '../../../query/period.ts'
import { newestDay } from '../../../query/select-papers.ts'
import { ORDERS, selectionPairs } from '../../../query/selection.ts'
import type { Markup, Page } from '../parts/page.ts'
import { table } from '../parts/table.ts'
import { periodWords } from '../parts/wording.ts'
import { REQUEST_LIMIT } from '../limit-requests.ts'
import type { SiteContext } from '../site-context.ts'

interface FeedRow {
  readonly name: string
  readonly path: string
}

/** What feeds there are, how to make one's own, and the API. */
export async function feedsPage({ executor, now, isStatic }: SiteContext): Promise<Page> {
  const day = (await newestDay(executor)) ?? dayOf(now())
  const week = weekOf(day)
  const month = day.slice(0, 7)
  const rows: readonly FeedRow[] = [
    { name: 'New papers', path: '/feed/newest' },
    { name: 'Trending', path: '/feed/trending' },
    { name: `A day, such as ${periodWords({ kind: 'day', key: day })}`, path: `/feed/day/${day}` },
    { name: `A week, such as ${periodWords({ kind: 'week', key: week })}`, path: `/feed/week/${week}` },
    { name: `A month, such as ${periodWords({ kind: 'month', key: month })}`, path: `/feed/month/${month}` },
  ]
  return {
    path: '/feeds',
    title: 'Feeds',
    description: 'Feeds of the Daily Papers for readers of Atom, JSON Feed and RSS, and the API.',
    section: '/feeds',
    feeds: [
      { title: 'New papers', path: '/feed/newest.atom' },
      { title: 'Trending', path: '/feed/trending.atom' },
    ],
    isSettled: false,
    body: html` <h1>Feeds</h1>
      <p class="lead">
        Put one of these addresses into a feed reader. An entry moves up only when what is shown of it has
        changed. Each new paper stays for seven days from when it was first seen, so that reading once a day
        is enough.
      </p>
      ${table<FeedRow>(
        'Three forms of each, with the same entries',
        [
          ['Feed', ({ name }) => name],
          ...FEED_FORMATS.map(
            (format) =>
              [
                { atom: 'Atom', json: 'JSON Feed', rss: 'RSS' }[format],
                ({ path }: FeedRow) =>
                  html`<a href="${path}.${format}" type="${TYPES[format]}">${format}</a>`,
              ] as const,
          ),
        ],
        rows,
      )}
      ${isStatic ? elsewhere() : ownFeed()} ${isStatic ? '' : api()}`,
  }
}

const WORDS: Readonly<Record<string, string>> = {
  period: MOVING_PERIODS.join(', '),
  order: ORDERS.join(', '),
}

const TYPES = {
  atom: 'application/atom+xml',
  json: 'application/feed+json',
  rss: 'application/rss+xml',
} as const

function elsewhere(): Markup | Promise<Markup> {
  return html`<h2>Your own</h2>
    <p>
      These pages are files. <code>npx paperboy feed org:nvidia has:code --out nvidia.xml</code> writes a feed
      of any selection.
    </p>`
}

function ownFeed(): Markup | Promise<Markup> {
  const examples = [
    ['/feed.atom?organization=nvidia', 'papers of an organization, newest first'],
    ['/feed.atom?keyword=video+generation&has=code', 'with a keyword and a repository'],
    ['/feed.atom?period=last-week&top=10', 'the ten with the most votes of last week'],
    ['/feed.atom?q=%22diffusion+models%22', 'about something'],
  ] as const
  return html`<h2>Your own</h2>
    <p>
      What the <a href="/search">search</a> shows is a feed too: <code>/feed.atom</code>,
      <code>/feed.json</code> or <code>/feed.rss</code> with any of these.
    </p>
    ${table<[string, string]>(
      'Parts of a selection; one period at most',
      [
        ['Name', ([name]) => html`<code>${name}</code>`],
        ['What', ([, about]) => about],
      ],
      Object.entries(selectionPairs.shape).map(([name, schema]) => [
        name,
        WORDS[name] ?? schema.description ?? '',
      ]),
    )}
    <ul>
      ${examples.map(
        ([path, words]) =>
          html`<li>
            <a href="${path}"><code>${path}</code></a
            >: ${words}
          </li>`,
      )}
    </ul>`
}

function api(): Markup | Promise<Markup> {
  return html`<h2 id="api">For programs</h2>
    <p>
      The same as JSON: <a href="/api/papers"><code>/api/papers</code></a> takes the parts above and goes on
      with <code>cursor</code>; <code>/api/papers/ID</code> is a paper with its history,
      <code>/api/days/2026-06-03</code> a day's whole list,
      <a href="/api/coverage"><code>/api/coverage</code></a> which days are complete,
      <a href="/api/trending"><code>/api/trending</code></a> what is trending. The
      <a href="/api/openapi.json">OpenAPI document</a> describes them.
    </p>
    <p>
      At most ${REQUEST_LIMIT.requests} requests in ${REQUEST_LIMIT.windowSeconds} seconds;
      <code>RateLimit</code> says what is left. An answer that has not changed costs nothing: send its
      <code>ETag</code> back as <code>If-None-Match</code>.
    </p>`
}
