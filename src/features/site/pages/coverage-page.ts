import { html } from 'hono/html'
import { addDays, dayOf, FIRST_DAY } from '../../../model/day.ts'
import { calendar, isFreeDay } from '../parts/calendar.ts'
import { type NewestReading, newestReading, readWords } from '../parts/newest-reading.ts'
import type { Markup, Page } from '../parts/page.ts'
import { count, counted, instantWords, shortDay } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import { gapTable } from './gap-table.ts'
import { readTrust, type TrustRows } from './trust-rows.ts'
import { driftTable, quotaTable, rejectionTable, runTable } from './trust-tables.ts'

/** Whether the warehouse is whole, and whether it can be trusted. */
export async function coveragePage({ executor, now, isStatic }: SiteContext): Promise<Page> {
  const at = now()
  const trust = await readTrust(executor, dayOf(at))
  const reading = await newestReading(executor, dayOf(at))
  const { days } = trust
  const verdict = verdictOf(trust, reading.daysBehind)
  return {
    path: '/coverage',
    title: 'Coverage',
    description: verdict,
    section: '/coverage',
    feeds: [],
    isSettled: false,
    body: html` <h1>Coverage</h1>
      <p class="notice ${days.length > 0 && isWhole(trust) ? 'good' : ''}">${verdict}</p>
      ${freshness(trust, reading, { at, isStatic })}
      <p>
        A list grows all day and after midnight. A day is <em>complete</em> when its list was read again two
        days after its date, with every entry on it. A list that suddenly looks wrong is put on hold until it
        has looked so for a day.
      </p>
      <h2 id="calendar">Calendar</h2>
      ${days.length === 0 ? html`<p class="quiet">No day is known yet.</p>` : calendar(days, { today: dayOf(at), withUnread: !isStatic })}
      ${gapTable(trust)}
      <h2 id="runs">Latest runs</h2>
      ${runTable(trust.runs)}
      <h2 id="quarantine">Rejected entries</h2>
      ${rejectionTable(trust)}
      <h2 id="drift">Schema drift</h2>
      ${driftTable(trust.drift)}
      <h2 id="quota">Rate limits</h2>
      ${quotaTable(trust.quota, at)}`,
  }
}

/** True where nothing but weekends is missing. */
function isWhole({ days }: TrustRows): boolean {
  return days.every((each) => !each.isGap || isFreeDay(each))
}

function verdictOf({ days, gapCount }: TrustRows, daysBehind: number): string {
  const [first] = days
  const last = days.at(-1)
  if (first === undefined || last === undefined)
    return 'The warehouse holds no day yet. Fill it with npx paperboy nightly.'
  const span = `${shortDay(first.day)} to ${shortDay(last.day)}`
  const open = days.filter(({ stillOpen }) => stillOpen).length
  const free = days.filter((each) => each.isGap && isFreeDay(each)).length
  const others = gapCount - free
  const parts = [
    others === 0
      ? `From ${span}, nothing is missing.`
      : `From ${span}, ${counted(others, 'day')} may be missing or incomplete.`,
    free === 0
      ? ''
      : `${counted(free, 'day')} on weekends ${free === 1 ? 'was' : 'were'} never read: weekends hardly ever have a list.`,
    open === 0 ? '' : `${counted(open, 'day is', 'days are')} still open.`,
    daysBehind === 0
      ? ''
      : `It is ${counted(daysBehind, 'day')} behind: no day after ${shortDay(addDays(last.day, -daysBehind))} has been read.`,
    first.day > FIRST_DAY ? `Days before ${shortDay(first.day)} have not been fetched.` : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function freshness(
  { lastSuccess, days }: TrustRows,
  reading: NewestReading,
  { at, isStatic }: { readonly at: Temporal.Instant; readonly isStatic: boolean },
): Markup | Promise<Markup> {
  const newest = days.findLast(({ loaded }) => (loaded ?? 0) > 0)
  const hours =
    lastSuccess === null ? null : Math.floor(Temporal.Instant.from(lastSuccess).until(at).total('hours'))
  return html`<dl class="figures">
    <div>
      <dt>Newest list</dt>
      <dd>${newest === undefined ? '–' : html`<a href="/day/${newest.day}">${shortDay(newest.day)}</a>`}</dd>
    </div>
    <div>
      <dt>Last read</dt>
      <dd>${readWords(reading, { now: at, isStatic }) ?? '–'}</dd>
    </div>
    <div>
      <dt>Last complete nightly run</dt>
      <dd>
        ${lastSuccess === null ? 'none yet' : html`<time datetime="${lastSuccess}">${instantWords(lastSuccess)}</time>`}
        ${hours === null || hours < 36 ? '' : html`<span class="tag">${counted(Math.floor(hours / 24), 'day')} ago</span>`}
      </dd>
    </div>
    <div>
      <dt>Lists</dt>
      <dd>${count(days.filter(({ loaded }) => (loaded ?? 0) > 0).length)}</dd>
    </div>
  </dl>`
}
