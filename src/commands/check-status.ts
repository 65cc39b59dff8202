import type { Status } from '../../jobs/run/status.ts'

/** Result of `status --check`. */
export interface StatusCheck {
  readonly ok: boolean
  /** One line: that all is well, or every problem with the command to type. */
  readonly message: string
  readonly last_success_at: string | null
  /** Listings in the states failed and drift, as typed. */
  readonly failed: readonly string[]
  /** Loaded lists whose last attempt brought no list. */
  readonly stale: readonly string[]
}

const NAMES_SHOWN = 5

/**
 * Checks that the last complete nightly run ended less than `maxAge` ago, that no listing of any kind
 * has failed or has a changed page, and that the last attempt at each loaded one brought a list.
 */
export function checkStatus(status: Status, maxAge: Temporal.Duration): StatusCheck {
  const { last_success_at: last, failed, checked_at: now } = status
  const wrong: string[] = []
  if (last === null) wrong.push('no nightly run was ever complete: npx paperboy nightly')
  else if (isOlder(last, now, maxAge))
    wrong.push(
      `the last complete nightly run ended ${ageOf(last, now)} ago, at ${last}: npx paperboy nightly`,
    )
  for (const state of ['failed', 'drift'] as const) {
    const names = failed.filter((row) => row.state === state).map(({ listing }) => listing)
    if (names.length > 0) wrong.push(`${state}: ${someOf(names)}: npx paperboy status`)
  }
  const stale = status.stale.map(({ listing }) => listing)
  if (stale.length > 0) wrong.push(`no list at the last attempt: ${someOf(stale)}: npx paperboy status`)
  return {
    ok: wrong.length === 0,
    message:
      wrong.length === 0
        ? `ok: the last complete nightly run ended ${ageOf(last ?? now, now)} ago`
        : wrong.join('; '),
    last_success_at: last,
    failed: failed.map(({ listing }) => listing),
    stale,
  }
}

/** `day:2026-06-03, day:2026-06-02 and 7 more` */
export function someOf(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN
  return `${names.slice(0, NAMES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Age of an instant, in its two largest non-zero units: `1d 2h`, `35m`. */
export function ageOf(instant: string, now: string): string {
  const span = Temporal.Instant.from(instant)
    .until(Temporal.Instant.from(now))
    .round({ largestUnit: 'hours', smallestUnit: 'minutes' })
  const days = Math.trunc(span.hours / 24)
  const parts = days > 0 ? [`${days}d`, `${span.hours % 24}h`] : [`${span.hours}h`, `${span.minutes}m`]
  return parts.filter((part) => !part.startsWith('0')).join(' ') || '0m'
}

function isOlder(instant: string, now: string, maxAge: Temporal.Duration): boolean {
  const age = Temporal.Instant.from(instant).until(Temporal.Instant.from(now))
  return (
    age.total('seconds') >=
    maxAge.total({ unit: 'seconds', relativeTo: Temporal.PlainDate.from('2000-01-01') })
  )
}
