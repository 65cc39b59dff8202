import { sql } from '../../../base/sql.ts'
import { html } from 'hono/html'
import { addDays, dayOf } from '../../../model/day.ts'
import { coverageOf } from '../../../query/read-period-coverage.ts'
import { selectPapers } from '../../../query/select-papers.ts'
import { knownSelection } from '../../../query/selection.ts'
import { completeness } from '../parts/completeness.ts'
import { newestReading, readWords } from '../parts/newest-reading.ts'
import type { Page } from '../parts/page.ts'
import { paperList } from '../parts/paper-list.ts'
import { counted, dayWords, shortDay } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { lateRemarks } from './list-remarks.ts'

/** Today's page: the newest day with a list, the newest whole day, the week's top, and what rises now. */
export async function frontPage({ executor, now, isStatic }: SiteContext): Promise<Page> {
  const at = now()
  const lists = await executor.rows<{ day: string; state: string; loaded: number }>(sql`
    select day::text, state, loaded from coverage where loaded > 0 order by day desc limit 10`)
  const [newest] = lists
  const common = {
    path: '/',
    title: 'Daily papers',
    section: '/',
    feeds: [
      { title: 'New papers', path: '/feed/newest.atom' },
      { title: 'Rising', path: '/feed/trending.atom' },
    ],
    isSettled: false,
  }
  if (newest === undefined) {
    return {
      ...common,
      description: 'Every list of the Daily Papers, with its history.',
      body: html`<h1>Daily papers</h1>
        <p class="notice">
          The warehouse holds no list yet. Fill it with <code>npx paperboy nightly</code>.
        </p>`,
    }
  }
  const list = await selectPapers(executor, knownSelection({ day: newest.day, top: '15' }), at)
  const week = await selectPapers(executor, knownSelection({ period: 'this-week', top: '8' }), at)
  const rising = await selectPapers(executor, knownSelection({ order: 'momentum', top: '8' }), at)
  const today = dayOf(at)
  // A whole list that is followed by days which nobody read is not all that there is.
  const yesterday = addDays(today, -1)
  const days = { first: newest.day, last: newest.day < yesterday ? yesterday : newest.day }
  const coverage = await coverageOf(executor, { days }, today)
  const reading = await newestReading(executor, today)
  const read = readWords(reading, { now: at, isStatic })
  const whole = lists.find(({ state }) => state === 'complete')
  return {
    ...common,
    description: `The papers of ${shortDay(newest.day)}, the week's top, and what rises now.`,
    body: html` <h1>${dayWords(newest.day)}</h1>
      ${completeness(coverage, reading.daysBehind)}
      ${read === null ? '' : html`<p class="quiet">Last read ${read}.</p>`}
      ${
        whole === undefined || whole.day === newest.day
          ? ''
          : html`<p class="quiet">
              The newest day that is known to be whole is
              <a href="/day/${whole.day}">${shortDay(whole.day)}</a>.
            </p>`
      }
      <div class="columns">
        <div>
          <h2 class="unseen">Papers</h2>
          ${paperList(list.papers, { remarks: await lateRemarks(executor, newest.day) })}
          <p><a href="/day/${newest.day}">All ${counted(newest.loaded, 'paper')} of the day</a></p>
        </div>
        <div>
          <h2>Top of the week</h2>
          ${paperList(week.papers, { isShort: true, withDays: true })}
          <p><a href="/week/${week.period.key}">The whole week</a></p>
          <h2>Rising now</h2>
          ${paperList(rising.papers, { isShort: true })}
          <p><a href="/trending">More, and how momentum is counted</a></p>
        </div>
      </div>`,
  }
}
