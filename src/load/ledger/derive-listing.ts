import { type Day, dayOf, isWeekday } from '../../model/day.ts'
import { isKnownWhole } from '../../model/is-known-whole.ts'
import type { ListingKind } from '../../model/listing.ts'
import { compareSightings, type SightingKey } from '../../model/sighting-order.ts'
import { dayStateAfter, nextDueAfter, nextDueAfterNone, retryOnHold } from '../../model/due.ts'

/** What an answer was: a list, good or on hold; a list as text; another list; or none. */
export type Outcome = 'listing' | 'text' | 'redirected' | 'refused' | 'not-found' | 'not-yet' | 'unreadable'

/** An answer of the site, as the ledger sees it. */
export interface Answer extends SightingKey {
  readonly outcome: Outcome
  /** True for a list that is on hold for being too unlike the one before. */
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

/** What the last try at a listing brought: an answer's outcome, a list that is on hold, or no answer at all. */
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

/** Tries without an answer since the last good one. */
export interface Unanswered {
  readonly at: string
  readonly token: string | null
  /** `pending` for what was not the page's fault. */
  readonly state: 'failed' | 'drift' | 'pending'
  readonly reason: string
  readonly attempts: number
  readonly retryAt: string | null
}

/** All that the ledger's row of a listing follows from. */
export interface ListingFacts {
  readonly kind: ListingKind
  readonly key: string
  /** All answers from the last good one on, or more. */
  readonly answers: readonly Answer[]
  /** The newest believed reading, and the newest whole one with the whole one before it. */
  readonly newest: ReadList | null
  readonly whole: ReadList | null
  readonly wholeBefore: ReadList | null
  /** Papers that are on the list. */
  readonly listed: number
  /** True when a list of it was ever read that had entries: then only another list says more of it. */
  readonly everListed: boolean
  /** The flags of a reading on hold, and since when readings have been on hold. */
  readonly onHold: { readonly flags: readonly string[]; readonly since: string } | null
  readonly failure: Unanswered | null
}

const SETTLED: ReadonlySet<string> = new Set(['open', 'complete', 'empty', 'redirected'])

/** The ledger's row of a listing, by its columns. What it says follows from the answers, whatever the order of loading. */
export function deriveListing(facts: ListingFacts): Readonly<Record<string, unknown>> {
  const { everListed } = facts
  const answers = supersededLeftOut(facts.answers.toSorted(compareSightings), everListed)
  const goodAt = answers.findLastIndex((answer) => isGood(answer, everListed))
  const good = answers[goodAt] ?? null
  // Of one instant the good answer counts as the later: it was the second try.
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
      // A day that the site does not know may only be young; nothing else gets known later.
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

/** A reading that brought no list is used up, and the next one comes as planned; it never ends the plan. */
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

/** A list that was there once is not one that the site does not have yet. */
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

/** What the list's readings say of it, whatever came after them. */
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

/** How many entries the list has, as far as a reading of all of it tells, good entries and bad. */
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
  // Of a part of a list nothing is concluded about the whole of it, but that it is not empty; of one with entries in
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
  if (!complete) return `a part of the list: ${count} entries, the most that one answer holds`
  return reason
}

/** Another listing says that there is no list of this one, as long as none was ever loaded. */
function isGood({ outcome, onHold }: Answer, everListed: boolean): boolean {
  return !onHold && (outcome === 'listing' || outcome === 'text' || (outcome === 'redirected' && !everListed))
}

/** A bad answer that another machine's clock dates after a good one that was fetched later is past all the same. */
function supersededLeftOut(answers: readonly Answer[], everListed: boolean): Answer[] {
  const newest = answers
    .filter((answer) => isGood(answer, everListed) && answer.token !== null)
    .reduce<bigint>((most, { token }) => (BigInt(token ?? 0) > most ? BigInt(token ?? 0) : most), -1n)
  return answers.filter(
    (answer) => isGood(answer, everListed) || answer.token === null || BigInt(answer.token) >= newest,
  )
}

/** True when a good answer came after a failure: by its time, or by its lease where clocks disagree. */
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
