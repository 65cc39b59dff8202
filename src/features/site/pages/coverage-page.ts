import { html } from 'hono/html'
import { addDays, dayOf, FIRST_DAY, isoInstant } from '../../../model/day.ts'
import { calendar, isFreeDay } from '../parts/calendar.ts'
import { type NewestReading, newestReading, readWords } from '../parts/newest-reading.ts'
import type { Markup, Page } from '../parts/page.ts'
import { table } from '../parts/table.ts'
import { count, counted, instantWords, shortDay } from '../parts/wording.ts'
import type { SiteContext } from '../site-context.ts'
import {
  type DriftRow,
  type GapRow,
  type QuotaRow,
  readTrust,
  type RejectionRow,
  type RunRow,
  SHOWN,
  type TrustRows,
} from './trust-rows.ts'

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

/** A Friday and the Tuesday after it are neighbours. */
const LONG_WEEKEND_DAYS = 4

/** Neighbours among the gaps that stand so for one reason. */
interface GapSpan {
  readonly first: GapRow
  readonly last: GapRow
  readonly days: number
}

function spansOf(gaps: readonly GapRow[]): GapSpan[] {
  const spans: GapSpan[] = []
  for (const gap of gaps) {
    const before = spans.at(-1)
    if (
      before !== undefined &&
      isNext(gap, before.first) &&
      before.first.state === gap.state &&
      reasonOf(before.first) === reasonOf(gap)
    )
      spans.splice(-1, 1, { ...before, first: gap, days: before.days + 1 })
    else spans.push({ first: gap, last: gap, days: 1 })
  }
  return spans
}

/** True where nothing but a long weekend lies between two gaps. */
function isNext(gap: GapRow, later: GapRow): boolean {
  return addDays(gap.day, LONG_WEEKEND_DAYS) >= later.day
}

function reasonOf({ reason, flags, loaded, expected }: GapRow): string {
  if (reason !== null || flags !== null) return reason ?? flags?.join(', ') ?? ''
  const isShort = loaded !== null && expected !== null && loaded < expected
  return isShort ? `${counted(expected - loaded, 'entry', 'entries')} could not be read` : ''
}

function gapTable({ gaps, gapCount }: TrustRows): Markup | Promise<Markup> {
  const spans = spansOf(gaps)
  const [newest] = gaps
  const oldest = gaps.at(-1)
  if (newest === undefined || oldest === undefined)
    return html`<h2 id="gaps">Missing or incomplete days</h2>
      <p class="quiet">None.</p>`
  return html`<h2 id="gaps">Missing or incomplete days</h2>
    <p>
      <code>npx paperboy backfill --from ${oldest.day} --to ${newest.day} --all --dry-run</code> says how long
      it takes to read them again.
    </p>
    ${table<GapSpan>(
      gapCount > gaps.length ? `Of the newest ${count(gaps.length)} of ${count(gapCount)}` : 'Newest first',
      [
        [
          'Days',
          ({ first, last, days }) =>
            days === 1 ? gapLink(first) : html`${gapLink(first)} to ${gapLink(last)}`,
          'tight',
        ],
        ['How many', ({ days }) => count(days), 'number'],
        ['State', ({ first }) => (first.state === 'missing' ? 'never read' : first.state), 'tight'],
        ['Why', ({ first }) => reasonOf(first)],
        ['Loaded', ({ first, days }) => (days === 1 ? count(first.loaded) : ''), 'number'],
        ['Expected', ({ first, days }) => (days === 1 ? count(first.expected) : ''), 'number'],
      ],
      spans.slice(0, SHOWN.spans),
    )}`
}

function gapLink({ day, state }: GapRow): Markup | Promise<Markup> | string {
  return state === 'missing' ? day : html`<a href="/day/${day}">${day}</a>`
}

const EXITS: Readonly<Record<number, string>> = {
  1: 'a bug',
  2: 'a wrong command',
  65: 'a page changed',
  69: 'the site was not there',
  75: 'something is left over for the next run',
  78: 'a wrong setting',
}

function runTable(runs: readonly RunRow[]) {
  if (runs.length === 0) return html`<p class="quiet">None yet.</p>`
  return table<RunRow>(
    'The newest first, times UTC',
    [
      ['Run', ({ runId }) => runId],
      ['Job', ({ job }) => job],
      [
        'Began',
        ({ startedAt }) => html`<time datetime="${startedAt}">${instantWords(startedAt)}</time>`,
        'tight',
      ],
      ['Took', ({ seconds }) => (seconds === null ? '–' : `${count(Math.round(seconds))} s`), 'number'],
      ['Lists read', ({ loaded }) => count(loaded), 'number'],
      ['Failed', ({ failed }) => count(failed), 'number'],
      ['Outcome', (run) => outcomeOf(run)],
    ],
    runs,
  )
}

function outcomeOf({ outcome, alive, exitCode }: RunRow): string {
  if (outcome === null) return alive ? 'running' : 'lost'
  const why = exitCode === null ? undefined : EXITS[exitCode]
  return why === undefined ? outcome : `${outcome}: ${why}`
}

function rejectionTable({ rejections, rejectionCount }: TrustRows) {
  if (rejectionCount === 0) return html`<p class="quiet">None: every entry of every list is loaded.</p>`
  return table<RejectionRow>(
    rejectionCount > SHOWN.rejections
      ? `The newest ${SHOWN.rejections} of ${count(rejectionCount)}`
      : 'Each is kept as it came, for a better parser',
    [
      ['List', ({ listing }) => listing],
      ['Place', ({ position }) => count(position), 'number'],
      ['Field', ({ path }) => html`<code>${path}</code>`],
      ['Why', ({ reason }) => reason],
      ['Read', ({ observedAt }) => instantWords(observedAt)],
    ],
    rejections,
  )
}

function driftTable(drift: readonly DriftRow[]) {
  if (drift.length === 0) return html`<p class="quiet">None: every page has the known format.</p>`
  return table<DriftRow>(
    'No entry is lost to it; newest first',
    [
      ['Pages', ({ era }) => era],
      ['Field', ({ path }) => html`<code>${path}</code>`],
      ['Change', ({ change }) => change],
      ['Entries', ({ count: times }) => count(times), 'number'],
      ['First seen', ({ firstSeen }) => shortDay(dayOf(firstSeen))],
      ['Last seen', ({ lastSeen }) => shortDay(dayOf(lastSeen))],
      ['Ended', ({ endedOn }) => (endedOn === null ? '' : shortDay(endedOn))],
    ],
    drift,
  )
}

function quotaTable(quota: readonly QuotaRow[], at: Temporal.Instant) {
  if (quota.length === 0) return html`<p class="quiet">None seen yet.</p>`
  const isOne = new Set(quota.map(({ quotaIdentity }) => quotaIdentity)).size === 1
  return table<QuotaRow>(
    `Requests in each window, as the site last said${isOne ? '' : ', for each address or account that asks'}`,
    [
      [
        'Requests for',
        ({ bucket, withToken, quotaIdentity }) =>
          `${bucket}${withToken ? ', with a token' : ''}${isOne ? '' : ` (${quotaIdentity})`}`,
      ],
      // A window that is over is followed by a full one.
      [
        'Left',
        ({ remaining, granted, resetsAt }) => count(resetsAt <= isoInstant(at) ? granted : remaining),
        'number',
      ],
      ['Of', ({ granted }) => count(granted), 'number'],
      ['Resets', ({ resetsAt }) => (resetsAt <= isoInstant(at) ? 'over' : instantWords(resetsAt))],
    ],
    quota,
  )
}
