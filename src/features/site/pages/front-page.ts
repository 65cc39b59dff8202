import { html } from 'hono/html'
import { completeness, listedGaps } from '../parts/completeness.ts'
import { depthCalendar } from '../parts/depth-calendar.ts'
import { namePath } from '../parts/links.ts'
import { readWords } from '../parts/newest-reading.ts'
import type { Markup, Page } from '../parts/page.ts'
import { paperList, shortList } from '../parts/paper-list.ts'
import { searchBox } from '../parts/search-box.ts'
import { counted, dayWords, periodWords, shortDay } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { type FrontFacts, frontFacts, type RisingWord } from './front-facts.ts'

type Part = Markup | Promise<Markup> | string

const ABOUT = 'Every Hugging Face Daily Papers list, with its history'

const COMMON = {
  path: '/',
  title: 'Hugging Face Daily Papers, with their history',
  section: '/',
  feeds: [
    { title: 'New papers', path: '/feed/newest.atom' },
    { title: 'Trending', path: '/feed/trending.atom' },
  ],
  isSettled: false,
} as const

/** What this is, the newest day's papers, the week's top, what rises now, and the last months. */
export async function frontPage(context: SiteContext): Promise<Page> {
  const { executor, now } = context
  const at = now()
  const facts = await frontFacts(executor, at)
  if (facts === null) {
    return {
      ...COMMON,
      description: `${ABOUT}.`,
      body: html`<h1>${COMMON.title}</h1>
        <p class="notice">
          The warehouse holds no list yet. Fill it with <code>npx paperboy nightly</code>.
        </p>`,
    }
  }
  const { day, loaded, papers, remarks, week, weekTop, rising, series, words, months, days } = facts
  const until = at.epochMilliseconds / 1000
  return {
    ...COMMON,
    description: `${ABOUT}: the papers of ${shortDay(day)}, the week's top, and what is trending now.`,
    body: html`<div class="hero">
        <div>
          <h1>${COMMON.title}</h1>
          <p class="lead">
            The AI papers that people submit to and vote for on
            <a href="https://huggingface.co/papers" rel="noopener external">huggingface.co/papers</a>, read
            again and again: who was on which list, in which place, and how votes, comments and stars grew.
          </p>
        </div>
        ${searchBox()}
      </div>
      ${freshness(facts, context, at)}
      <div class="columns">
        <div>
          <h2>${dayWords(day)}</h2>
          ${paperList(context, papers, { remarks, facts: facts.facts, withGains: true, isWhole: true, isNarrow: true })}
          <p><a href="/day/${day}">All ${counted(loaded, 'paper')} of the day</a></p>
        </div>
        <div>
          <h2>Top of ${periodWords({ kind: 'week', key: week }).replace('Week', 'week')}</h2>
          ${shortList(weekTop, { withDays: true, series, until })}
          <p><a href="/week/${week}">The whole week</a></p>
          <h2>Trending now</h2>
          ${rising.length === 0 ? html`<p class="quiet">No votes were won in the last 72 hours.</p>` : shortList(rising, { series, until })}
          <p><a href="/trending">All trending papers, and how that is counted</a></p>
          ${wordsPart(words)}
          <h2>The last months</h2>
          ${depthCalendar(days, months)}
        </div>
      </div>
      ${ways(context)}`,
  }
}

/** How new the list is, and what of it is not there yet. */
function freshness(facts: FrontFacts, { isStatic }: SiteContext, at: Temporal.Instant): Part {
  const { coverage, reading, loaded, complete, day } = facts
  const isOpen = coverage.open.includes(day)
  const read = readWords(reading, { now: at, isStatic })
  const isBehind = listedGaps(coverage).length > 0 || reading.daysBehind > 0
  return html`<p class="quiet fresh">
      ${read === null ? '' : html`Read ${read}: `}${counted(loaded, 'paper')}${isOpen ? ' so far; the list is still open.' : '.'}
      ${isOpen && complete !== null ? html`The newest complete list is that of <a href="/day/${complete}">${shortDay(complete)}</a>.` : ''}
    </p>
    ${isBehind ? completeness(coverage, reading.daysBehind) : ''}`
}

/** Keywords with the share of papers that they have, and had. */
function wordsPart(words: readonly RisingWord[]): Part {
  if (words.length === 0) return ''
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  return html`<h2>Keywords on the rise</h2>
    <ul class="words">
      ${words.map(
        ({ keyword, share, shareBefore }) =>
          html`<li>
            <a href="${namePath('keyword', keyword)}" dir="auto">${keyword}</a>
            <span class="gain">${percent(share)}</span>
            <span class="quiet">was ${percent(shareBefore)}</span>
          </li> `,
      )}
    </ul>
    <p class="quiet">
      Share of the papers of the last two weeks that have the keyword, and of the two weeks before.
      <a href="/trends">All trends</a>
    </p>`
}

/** How to be told, and how to take it along. */
function ways({ parts = [] }: SiteContext): Part {
  const links = parts.flatMap(({ links: some = [] }) => some)
  return html`<h2>Every morning, without coming here</h2>
    <div class="ways">
      <div>
        <h3>Feeds</h3>
        <p>
          <a href="/feed/newest.atom">New papers</a> or <a href="/feed/trending.atom">trending ones</a> in a
          feed reader, also of a topic or an organization: <a href="/feeds">all feeds</a>.
        </p>
      </div>
      ${
        links.length === 0
          ? ''
          : html`<div>
              <h3>Mail and more</h3>
              <p>${links.map(({ to, text }) => html`<a href="${to}">${text}</a> `)}</p>
            </div>`
      }
      <div>
        <h3>Data</h3>
        <p>All of it is a Postgres database: <a href="/data">views, questions and downloads</a>.</p>
      </div>
    </div>`
}
