import { type Day, dayOf, isWeekday } from '../../model/day.ts'
import { isKnownWhole } from '../../model/is-known-whole.ts'
import type { ListingKind } from '../../model/listing.ts'
import { compareSightings, type SightingKey } from '../../model/sighting-order.ts'
import { dayStateAfter, nextDueAfter, nextDueAfterNone, retryOnHold } from '../../model/due.ts'

/** Outcome of an answer: a list, good or on hold; a list as text; another list; or none. */
export type Outcome = 'listing' | 'text' | 'redirected' | 'refused' | 'not-found' | 'not-yet' | 'unreadable'

/** An answer of the site, as seen by the ledger. */
export interface Answer extends SightingKey {
  readonly outcome: Outcome
  /** True for a list on hold because it is too unlike the previous one. */
  readonly onHold: boolean
  readonly reason: string | null
  readonly found: string | null
  readonly retryAt: string | null
  readonly parserVersion: number | null
  readonly era: string | null
  /** Token of the lease under which it was fetched; null for an import. */
  readonly token: string | null
  readonly captureId: string
  readonly runId: string
}

/** Result of the last attempt at a listing: an answer's outcome, a list on hold, or no answer. */
export type LastAnswer = Outcome | 'on-hold' | 'none'

/** A believed reading of a list. */
export interface ReadList extends SightingKey {
  readonly complete: boolean
  readonly layoutChanged: boolean
  readonly count: number
  readonly rejected: number
  readonly flags: readonly string[] | null
  readonly reason: string | null
  readonly contentHash: string | null
  readonly previousKey: string | null
  readonly nextKey: string | null
}

/** Attempts without an answer since the last good one. */
export interface Unanswered {
  readonly at: string
  readonly token: string | null
  /** `pending` when it was not the page's fault. */
  readonly state: 'failed' | 'drift' | 'pending'
  readonly reason: string
  readonly attempts: number
  readonly retryAt: string | null
}

/** Facts from which a listing's row in the ledger is derived. */
export interface ListingFacts {
  readonly kind: ListingKind
  readonly key: string
  /** All answers since the last good one, or more. */
  readonly answers: readonly Answer[]
  /** The newest accepted reading, and the newest complete one with its complete predecessor. */
  readonly newest: ReadList | null
  readonly whole: ReadList | null
  readonly wholeBefore: ReadList | null
  /** Number of papers on the list. */
  readonly listed: number
  /** True when it was ever read with entries: then only another list tells more. */
  readonly everListed: boolean
  /** Flags of a reading on hold, and the start of readings being on hold. */
  readonly onHold: { readonly flags: readonly string[]; readonly since: string } | null
  readonly failure: Unanswered | null
}

const SETTLED: ReadonlySet<string> = new Set(['open', 'complete', 'empty', 'redirected'])

/** Derives a listing's row in the ledger, by column. It follows from the answers, whatever the order of loading. */
export function deriveListing(facts: ListingFacts): Readonly<Record<string, unknown>> {
  const { everListed } = facts
  const answers = supersededLeftOut(facts.answers.toSorted(compareSightings), everListed)
  const goodAt = answers.findLastIndex((answer) => isGood(answer, everListed))
  const good = answers[goodAt] ?? null
  // At one instant the good answer counts as later: it was the second attempt.
  const bad = answers.slice(goodAt + 1).filter(({ observedAt }) => !good || observedAt > good.observedAt)
  const last = bad.at(-1) ?? good
  const failure = isPast(facts.failure, good) ? null : facts.failure
  const base = { ...readColumns(facts), ...(good ? goodColumns(facts, good) : {}) }
  const row = {
    ...base,
    attempts:
      bad.filter(({ outcome }) => outcome !== 'listing' && outcome !== 'not-yet').length +
      (failure?.attempts ?? 0),
    next_retry_at: null as string | null,
    flagged_since: facts.onHold && last?.onHold ? facts.onHold.since : null,
    last_answer: last && answerName(last, everListed),
    failure,
    fetched_at: last?.observedAt ?? null,
    capture_id: last?.captureId ?? null,
  }
  const trouble = bad.at(-1)
  if (trouble) {
    row.reason = trouble.outcome === 'redirected' ? answeredWith(trouble) : trouble.reason
    if (trouble.outcome === 'redirected') row.redirected_to = trouble.found
    row.next_retry_at = trouble.onHold ? retryOnHold(trouble.observedAt) : trouble.retryAt
    if (trouble.onHold) row.flags = facts.onHold?.flags ?? null
    else if (!SETTLED.has(row.state) && trouble.outcome !== 'redirected') {
      row.state = stateOfTrouble(trouble)
      // A missing day may only be recent; other missing listings stay missing.
      if ((trouble.outcome === 'not-found' || trouble.outcome === 'not-yet') && facts.kind === 'day')
        row.next_due_at = nextDueAfterNone(facts.key, Temporal.Instant.from(trouble.observedAt))
    }
    row.next_due_at = dueAfterTrouble(facts, row.next_due_at, trouble.observedAt)
  }
  if (failure && (!trouble || failure.at >= trouble.observedAt)) {
    row.last_answer = 'none'
    row.next_due_at = dueAfterTrouble(facts, row.next_due_at, failure.at)
    row.reason = failure.reason
    row.next_retry_at = failure.retryAt
    if (!SETTLED.has(row.state) && !(failure.state === 'pending' && good)) row.state = failure.state
  }
  return row
}

/** Computes the next reading after one without a list: the next planned one; the plan never ends. */
function dueAfterTrouble(
  { kind, key, everListed }: ListingFacts,
  planned: string | null,
  at: string,
): string | null {
  if (kind !== 'day' || planned === null || planned > at) return planned
  const instant = Temporal.Instant.from(at)
  return everListed ? nextDueAfter(key, instant, false) : nextDueAfterNone(key, instant)
}

function answeredWith({ found }: Answer): string {
  return `the site answered with ${found}`
}

/** Names an answer; a list that once existed can't be missing "yet". */
function answerName({ outcome, onHold }: Answer, everListed: boolean): LastAnswer {
  if (onHold) return 'on-hold'
  return outcome === 'not-yet' && everListed ? 'not-found' : outcome
}

interface Columns {
  state: string
  reason: string | null
  next_due_at: string | null
  flags: readonly string[] | null
  content_hash: string | null
  expected: number | null
  loaded: number | null
  redirected_to: string | null
  previous_key: string | null
  next_key: string | null
  era: string | null
  parser_version: number | null
  last_read_at: string | null
}

/** Derives the columns that come from the list's readings, whatever came after them. */
function readColumns({ newest, whole, listed }: ListingFacts): Columns {
  return {
    state: 'pending',
    reason: null,
    next_due_at: null,
    flags: null,
    content_hash: newest?.contentHash ?? null,
    expected: expectedOf(newest, whole, listed),
    loaded: newest ? listed : null,
    redirected_to: null,
    previous_key: newest?.previousKey ?? null,
    next_key: newest?.nextKey ?? null,
    era: null,
    parser_version: null,
    last_read_at: whole?.observedAt ?? null,
  }
}

/** Computes the expected number of entries from a complete reading, good entries and bad. */
function expectedOf(newest: ReadList | null, whole: ReadList | null, listed: number): number | null {
  if (newest && newest.rejected > 0) return Math.max(listed, newest.count + newest.rejected)
  return whole ? listed + whole.rejected : null
}

function goodColumns(facts: ListingFacts, good: Answer): Partial<Columns> {
  const { kind, key } = facts
  const day = kind === 'day' ? key : null
  const read = { era: good.era, parser_version: good.parserVersion }
  if (good.outcome === 'text') return { ...read, state: 'complete' }
  if (good.outcome === 'redirected') {
    const isWeekdayGone = day !== null && isWeekday(day) && dayOf(good.observedAt) > day
    return {
      parser_version: good.parserVersion,
      state: 'redirected',
      reason: `${answeredWith(good)}${isWeekdayGone ? ': a weekday without papers' : ''}`,
      next_due_at: day === null ? null : nextDueAfterNone(day, Temporal.Instant.from(good.observedAt)),
      flags: isWeekdayGone ? ['weekday-without-papers'] : null,
      redirected_to: good.found,
    }
  }
  // A part of a list says nothing about the whole, except that it is not empty; of one with entries in
  // quarantine the rest is known, and it stays due as planned.
  const { whole, newest } = facts
  const isWholeDecisive = whole && (!isEmptyList(whole) || !newest || isEmptyList(newest))
  const decisive = isWholeDecisive && !(newest && newest.rejected > 0) ? whole : newest
  return decisive ? { ...read, ...listColumns(facts, decisive, day) } : read
}

function listColumns(
  { wholeBefore, everListed }: ListingFacts,
  list: ReadList,
  day: Day | null,
): Partial<Columns> {
  const { layoutChanged, observedAt } = list
  const isWhole = isKnownWhole(list)
  const at = Temporal.Instant.from(observedAt)
  const isEmpty = isEmptyList(list)
  const settled = day === null ? 'complete' : dayStateAfter(day, at)
  const isSame = isWhole && wholeBefore !== null && wholeBefore.contentHash === list.contentHash
  const hasNoList = isEmpty && !everListed
  return {
    state: layoutChanged ? 'drift' : isEmpty ? 'empty' : isWhole ? settled : 'open',
    reason: reasonOf(list),
    next_due_at: day === null ? null : hasNoList ? nextDueAfterNone(day, at) : nextDueAfter(day, at, isSame),
    flags: list.flags,
  }
}

function isEmptyList({ count, rejected }: ReadList): boolean {
  return count + rejected === 0
}

function reasonOf({ layoutChanged, rejected, count, complete, reason }: ReadList): string | null {
  if (layoutChanged) return reason
  if (rejected > 0) return `${rejected} of ${count + rejected} entries in quarantine`
  if (!complete) return `a part of the list: ${count} entries, the maximum of one answer`
  return reason
}

/** True for a good answer; another listing means that this one has no list, if none was ever loaded. */
function isGood({ outcome, onHold }: Answer, everListed: boolean): boolean {
  return !onHold && (outcome === 'listing' || outcome === 'text' || (outcome === 'redirected' && !everListed))
}

/** Leaves out bad answers that precede a good one by lease, even if another machine's clock dates them later. */
function supersededLeftOut(answers: readonly Answer[], everListed: boolean): Answer[] {
  const newest = answers
    .filter((answer) => isGood(answer, everListed) && answer.token !== null)
    .reduce<bigint>((most, { token }) => (BigInt(token ?? 0) > most ? BigInt(token ?? 0) : most), -1n)
  return answers.filter(
    (answer) => isGood(answer, everListed) || answer.token === null || BigInt(answer.token) >= newest,
  )
}

/** True when a good answer came after a failure: by time, or by lease if clocks disagree. */
function isPast(failure: Unanswered | null, good: Answer | null): boolean {
  if (!failure || !good) return false
  if (good.observedAt > failure.at) return true
  return good.token !== null && failure.token !== null && BigInt(good.token) > BigInt(failure.token)
}

function stateOfTrouble({ outcome }: Answer): string {
  if (outcome === 'unreadable') return 'drift'
  if (outcome === 'not-yet') return 'empty'
  return outcome === 'not-found' ? 'not-found' : 'failed'
}
