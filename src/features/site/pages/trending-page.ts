import { html } from 'hono/html'
import { isoInstant } from '../../../model/day.ts'
import { listPage, type PageAsked } from '../../../query/list-page.ts'
import { knownSelection } from '../../../query/selection.ts'
import type { ListView } from '../parts/list-views.ts'
import type { Page } from '../parts/page.ts'
import { MOST_RISING } from '../parts/page-sizes.ts'
import { instantWords } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { listBody } from './list-body.ts'
import { senselessPage } from './missing-page.ts'

/** What rises now, or rose at an instant, and how that is counted. */
export async function trendingPage(
  context: SiteContext,
  at: Temporal.Instant | null = null,
  asked: PageAsked = {},
  view: ListView = 'cards',
): Promise<Page> {
  const { executor, now, isStatic } = context
  const path = '/trending'
  const query = at === null ? {} : { at: isoInstant(at) }
  const selection = knownSelection({ order: 'momentum', ...query })
  const list = await listPage(executor, selection, now(), MOST_RISING, asked)
  if ('problem' in list) return senselessPage(path, list.problem)
  const { papers, start } = list
  return {
    path: isStatic && start > 0 ? `${path}/${start / MOST_RISING + 1}` : path,
    title: 'Trending papers',
    description: 'Papers by momentum: votes won per hour, with decay.',
    section: '/trending',
    feeds: [{ title: 'Trending', path: '/feed/trending.atom' }],
    isSettled: false,
    body: html` <h1>Trending papers</h1>
      <p class="lead">
        ${at === null ? 'By momentum now' : `By momentum as of ${instantWords(isoInstant(at))} UTC`}: votes
        won per hour, with decay.
      </p>
      <details>
        <summary>How momentum is counted</summary>
        <p>
          Each vote that a paper won in the last 72 hours counts 1, halved for every 24 hours since it came.
          The sum is divided by the hours since the paper's start, plus two. A paper starts when it was first
          submitted to a day's list. Votes that it had when it was first seen count only if it started within
          the 72 hours: when older ones came, nobody knows.
        </p>
        <p><code>momentum = Σ votes won × 0.5 ^ (hours since / 24) / (hours since start + 2)</code></p>
        <p>
          In SQL: <code>SELECT * FROM trending_at(now())</code>; the terms of one paper:
          <code>SELECT * FROM momentum_terms('2606.00001', now())</code>.
        </p>
      </details>
      ${await listBody(context, {
        papers,
        place: list,
        order: 'momentum',
        view,
        path,
        query,
        withDays: true,
      })}`,
  }
}
