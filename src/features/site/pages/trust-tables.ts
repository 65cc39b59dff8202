import { html } from 'hono/html'
import { dayOf, isoInstant } from '../../../model/day.ts'
import { table } from '../parts/table.ts'
import { count, instantWords, shortDay } from '../parts/wording.ts'
import {
  type DriftRow,
  type QuotaRow,
  type RejectionRow,
  type RunRow,
  SHOWN,
  type TrustRows,
} from './trust-rows.ts'

const EXITS: Readonly<Record<number, string>> = {
  1: 'a bug',
  2: 'a wrong command',
  65: 'a page changed',
  69: 'the site was not there',
  75: 'something is left over for the next run',
  78: 'a wrong setting',
}

/** The latest runs. */
export function runTable(runs: readonly RunRow[]) {
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

/** Entries that could not be read. */
export function rejectionTable({ rejections, rejectionCount }: TrustRows) {
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

/** How pages differ from the format that they are known to have. */
export function driftTable(drift: readonly DriftRow[]) {
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

/** What the site allows. */
export function quotaTable(quota: readonly QuotaRow[], at: Temporal.Instant) {
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
