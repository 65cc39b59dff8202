import { plural } from '../model/plural.ts'
import type { ListingRow, Status } from '../../jobs/run/status.ts'
import { calendarText } from './calendar.ts'
import { countKinds, listingCount } from '../model/listing.ts'
import { ageOf, someOf } from './check-status.ts'
import { textTable } from './terminal.ts'

const WEEKS_SHOWN = 12
const DUE_SHOWN = 12
const TROUBLED_SHOWN = 10
const PAGES_NAMED = 3
/** Two runs a day, and two hours for a late one. */
const USUAL_HOURS = 26

/**
 * Writes the status for a person: problems and the commands to type come first.
 *
 * @param ofFeatures the parts of features
 */
export function statusText(
  status: Status,
  width: number,
  colors: boolean,
  ofFeatures: readonly string[] = [],
): string {
  const { totals, calendar, runs, quarantined, drifted } = status
  const sections = [
    wrongText(status, width),
    `${listingCount({ lists: totals.lists, pages: totals.paper_pages })}; ${plural(totals.days, 'day')}, ${plural(totals.papers, 'paper')}, ${plural(totals.appearances, 'appearance')}, ${plural(totals.snapshots, 'snapshot')}; ` +
      `${plural(quarantined, 'entry', 'entries')} in quarantine, ${plural(drifted, 'difference')} in the pages' shape`,
    dueText(status),
  ]
  if (status.holders.length > 0) sections.push(holdersText(status))
  sections.push(...ofFeatures.filter((text) => text !== ''))
  if (calendar.length > 0) sections.push(calendarText(calendar, WEEKS_SHOWN, colors))
  if (status.listings.length > 0) sections.push(listingsText(status, width))
  if (runs.length > 0) {
    const rows = runs.map((run) => [
      run.id,
      run.job,
      minute(run.started_at),
      run.seconds === null ? '' : `${run.seconds.toFixed(1)} s`,
      run.outcome ?? 'not ended',
      run.error ?? '',
    ])
    sections.push(textTable(['run', 'job', 'started (UTC)', 'took', 'outcome', 'error'], rows, width))
  }
  return sections.join('\n\n')
}

/** Writes one line for each problem, with the command that helps and the reasons. */
function wrongText(status: Status, width: number): string {
  const {
    last_success_at: last,
    checked_at: now,
    failed,
    on_hold: onHold,
    stale,
    runs,
    quarantined,
    unloaded,
  } = status
  const wrong: string[] = []
  const ended = runs.find(({ job, outcome }) => job === 'nightly' && outcome !== null)
  if (last === null) wrong.push('No nightly run was ever complete. Type: npx paperboy nightly')
  else if (Temporal.Instant.from(last).until(Temporal.Instant.from(now)).total('hours') >= USUAL_HOURS)
    wrong.push(`The last complete nightly run ended ${ageOf(last, now)} ago. Type: npx paperboy nightly`)
  if (ended !== undefined && ended.outcome !== 'done') {
    // Another night does not help entries in quarantine.
    const helps = ended.outcome !== 'partial' || status.due.length + failed.length + onHold.length > 0
    wrong.push(
      `The last nightly run (${ended.id}) ended as ${ended.outcome ?? ''}${ended.error === null ? '' : `: ${ended.error}`}.` +
        (helps || stale.length > 0 ? ' Type: npx paperboy nightly' : ''),
    )
  }
  const unread = failed.filter(({ state }) => state === 'failed')
  if (unread.length > 0) {
    wrong.push(
      `${countOf(unread)} failed. Type: npx paperboy fetch ${namesToType(unread)}\n${reasons(unread, width)}`,
    )
  }
  const changed = failed.filter(({ state }) => state === 'drift')
  if (changed.length > 0) {
    wrong.push(
      `The page of ${countOf(changed)} changed. After a fix of the parser type: npx paperboy replay\n${reasons(changed, width)}`,
    )
  }
  if (onHold.length > 0) {
    wrong.push(
      `${countOf(onHold)} on hold: the last good reading stays, and a list that is the same for a day is accepted. ` +
        `To look now, type: npx paperboy fetch ${namesToType(onHold)}\n${reasons(onHold, width)}`,
    )
  }
  if (stale.length > 0) {
    wrong.push(
      `${countOf(stale)} brought no list at the last attempt: what was loaded stays, and is read again as planned. ` +
        `To try now, type: npx paperboy fetch ${namesToType(stale)}\n${reasons(stale, width)}`,
    )
  }
  if (unloaded > 0)
    wrong.push(
      `${unloaded} stored ${unloaded === 1 ? 'response waits' : 'responses wait'} to be loaded: the next run does that first. Type: npx paperboy nightly`,
    )
  if (quarantined > 0)
    wrong.push(`${plural(quarantined, 'entry', 'entries')} in quarantine. Type: npx paperboy quarantine`)
  return wrong.length > 0
    ? wrong.map((each) => `! ${each}`).join('\n')
    : `All is well: the last complete nightly run ended ${ageOf(last ?? now, now)} ago.`
}

function reasons(rows: readonly ListingRow[], width: number): string {
  const lists = byRun(rows.filter(({ kind }) => kind !== 'paper'))
  const cells = lists
    .slice(0, TROUBLED_SHOWN)
    .map((row) => [
      `  ${row.listing}`,
      row.reason ?? '',
      minute(row.next_retry_at ?? row.next_due_at) || 'not automatic',
    ])
  const more = lists.length - TROUBLED_SHOWN
  const parts = [
    lists.length > 0 && textTable(['  listing', 'reason', 'next try (UTC)'], cells, width).trimEnd(),
    more > 0 && `  and ${more} more; all of them with --json`,
    pagesText(rows),
  ]
  return parts.filter((part) => part !== false).join('\n')
}

/** Sums up papers' pages among listings in one line, the worst with reasons; false for none. */
function pagesText(rows: readonly ListingRow[]): string | false {
  const pages = byRun(rows.filter(({ kind }) => kind === 'paper')).sort((a, b) => b.attempts - a.attempts)
  if (pages.length === 0) return false
  const named = pages.slice(0, PAGES_NAMED).map((row) => {
    const next = minute(row.next_retry_at ?? row.next_due_at)
    return `${row.listing} (${row.reason ?? row.state}; ${next === '' ? 'not retried automatically' : `next try ${next}`})`
  })
  const more = pages.length - named.length
  const rest = more > 0 ? ` and ${more} more; all of them with --json` : ''
  return `  ${listingCount(countKinds(pages))}: ${named.join(', ')}${rest}`
}

/** Sorts those of the newest run first: its summary may have sent the reader here. */
function byRun(rows: readonly ListingRow[]): ListingRow[] {
  return rows.toSorted((a, b) => Number(b.run_id ?? 0) - Number(a.run_id ?? 0))
}

function namesToType(rows: readonly ListingRow[]): string {
  return byRun(rows)
    .sort((a, b) => Number(a.kind === 'paper') - Number(b.kind === 'paper'))
    .slice(0, TROUBLED_SHOWN)
    .map(({ listing }) => (/^[\w:.-]+$/.test(listing) ? listing : `'${listing.replaceAll("'", `'\\''`)}'`))
    .join(' ')
}

function countOf(rows: readonly ListingRow[]): string {
  return listingCount(countKinds(rows))
}

function dueText({ due, waiting }: Status): string {
  const now =
    due.length === 0
      ? 'Nothing is due.'
      : `Due: ${due
          .slice(0, DUE_SHOWN)
          .map(({ day, why }) => `${day} (${why})`)
          .join(
            ', ',
          )}${due.length > DUE_SHOWN ? ` and ${due.length - DUE_SHOWN} more` : ''}. Run "npx paperboy nightly".`
  if (waiting.count === 0) return now
  const next = waiting.next
    .filter(({ kind }) => kind !== 'paper')
    .map(({ listing, next_retry_at, next_due_at }) =>
      next_retry_at === null
        ? `${listing} at ${minute(next_due_at)} (due again)`
        : `${listing} at ${minute(next_retry_at)} (next try)`,
    )
  const { count, paper_pages: pages, first_page_at: first } = waiting
  const more = count - pages - next.length
  const parts = [
    next.length > 0 && `${next.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    pages > 0 && `${listingCount({ lists: 0, pages })}, the first at ${minute(first)}`,
  ]
  return `${now}\nLater (UTC): ${parts.filter((part) => part !== false).join('; ')}.`
}

function holdersText({ holders }: Status): string {
  return holders
    .map(({ run_id, job, host, pid, started_at, alive, listings }) => {
      const whose = `Run ${run_id} (${job} on ${host}, process ${pid}, since ${minute(started_at)}) holds ${someOf(listings)}`
      return alive ? `${whose}.` : `${whose}, but it is silent: the next run takes them over.`
    })
    .join('\n')
}

function listingsText({ listings, states }: Status, width: number): string {
  const counts = [...Map.groupBy(states, ({ kind }) => kind)].map(
    ([kind, each]) =>
      `${kind === 'paper' ? "papers' pages" : kind}: ${each.map(({ state, count }) => `${count} ${state}`).join(', ')}`,
  )
  const lists = listings.filter(({ kind }) => kind !== 'paper')
  const rows = lists.map((row) => [
    row.listing,
    standingOf(row),
    row.loaded === null ? '' : `${row.loaded} of ${row.expected ?? '?'}`,
    minute(row.fetched_at),
    minute(row.next_retry_at ?? row.next_due_at),
    row.reason ?? '',
  ])
  const table = textTable(['listing', 'state', 'loaded', 'fetched (UTC)', 'next', 'reason'], rows, width)
  return `${lists.length > 0 ? `${table.trimEnd()}\n` : ''}All: ${counts.join('; ')}`
}

/** Describes the list's state, and the last attempt if it brought no list. */
function standingOf({ state, last_answer: answer, flagged_since: since }: ListingRow): string {
  if (since !== null || answer === 'on-hold') return `${state}, on hold`
  const isOfItself = answer === null || answer === 'listing' || answer === 'text'
  return isOfItself || state === answer || !['open', 'complete', 'empty'].includes(state)
    ? state
    : `${state}, last try: ${answer === 'none' ? 'no answer' : answer}`
}

/** Formats an instant to the minute; empty for none. */
export function minute(instant: string | null): string {
  return instant === null ? '' : instant.slice(0, 16).replace('T', ' ')
}
