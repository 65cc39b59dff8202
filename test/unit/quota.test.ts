import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createQuotaCounter } from '../../demo/server/quota.ts'
import { chooseQuotaIdentity } from '../../src/crawl/quota-identity.ts'
import { afterAnswer, afterRefusal, type Budget, takeSlot } from '../../src/crawl/quota.ts'
import { parseRateLimit, waitAfter429 } from '../../src/crawl/rate-limit.ts'

describe('what the site says of its quota', () => {
  test('is read from RateLimit and RateLimit-Policy, for the bucket that is meant', () => {
    expect(
      parseRateLimit({
        ratelimit: '"pages";r=89;t=189',
        'ratelimit-policy': '"fixed window";"api";q=500;w=300, "fixed window";"pages";q=100;w=300',
      }),
    ).toEqual({ bucket: 'pages', remaining: 89, resetMs: 189_000, limit: 100, windowMs: 300_000 })
    expect(parseRateLimit({ ratelimit: '"pages";t=7; r=3' })).toEqual({
      bucket: 'pages',
      remaining: 3,
      resetMs: 7_000,
      limit: null,
      windowMs: null,
    })
    expect(parseRateLimit({ ratelimit: '"pages";r=1;t=99999999999' })?.resetMs).toBe(330_000)
    for (const ratelimit of ['', 'pages;r=1', '"pages";r=-1;t=x'])
      expect(parseRateLimit({ ratelimit })).toBeNull()
    expect(parseRateLimit({})).toBeNull()
  })

  test.each([
    [{ ratelimit: '"pages";r=0;t=55', 'retry-after': '7' }, 55_000],
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': 'Wed, 03 Jun 2026 00:01:00 GMT' }, 60_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1000000000' }, 330_000],
    [{ 'retry-after': 'soon' }, 60_000],
    [{}, 60_000],
  ])('fault 1: a 429 with %o asks for quiet of %i ms', (headers, expected) => {
    expect(waitAfter429(headers, Temporal.Instant.from('2026-06-03T00:00:00Z'))).toBe(expected)
  })
})

const CLIENT = { token: undefined, address: '127.0.0.1' }

/** Sends requests as fast as the budget lets them, against the replica's own counter; time passes only by waiting. */
function spend(options: {
  limit: number
  windowSeconds: number
  requests: number
  startMs: number
  rttMs: number
  halveAt?: number
}) {
  let nowMs = options.startMs
  let budget: Budget | null = null
  let refused = 0
  const sentAt: number[] = []
  const counterOf = (limit: number) =>
    createQuotaCounter(
      { pages: limit, api: 1, search: 1, windowSeconds: options.windowSeconds, perAddress: false },
      () => nowMs,
    )
  let counter = counterOf(options.limit)
  while (sentAt.length - refused < options.requests) {
    let countedMs: number | null = null
    if (budget) {
      const slot = takeSlot(budget, nowMs)
      budget = slot.budget
      nowMs += Math.max(0, Math.ceil(slot.waitMs))
      if (!slot.granted) continue
      countedMs = budget.endsBeforeMs
    }
    if (options.halveAt === sentAt.length) counter = counterOf(options.limit / 2)
    const { allowed, state } = counter.take('pages', CLIENT)
    sentAt.push(nowMs)
    nowMs += options.rttMs
    const answer = {
      bucket: 'pages',
      remaining: state.remaining,
      resetMs: state.resetSeconds * 1000,
      limit: state.limit,
      windowMs: state.windowSeconds * 1000,
    }
    budget = afterAnswer(budget, answer, nowMs, countedMs)
    if (!allowed) {
      refused++
      budget = afterRefusal(budget, state.resetSeconds * 1000, nowMs)
    }
  }
  return { refused, sentAt, tookMs: nowMs - options.startMs }
}

describe('spending the quota', () => {
  test('takes no longer than the quota asks for, wherever in a window it begins, and trips it never', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 600_000 }),
        fc.integer({ min: 1, max: 400 }),
        (startMs, rttMs) => {
          const { refused, tookMs } = spend({
            limit: 100,
            windowSeconds: 300,
            requests: 1200,
            startMs,
            rttMs,
          })
          expect(refused).toBe(0)
          // 1,200 requests at 100 in 5 minutes are an hour.
          expect(tookMs).toBeLessThan(3_600_000 * 1.03)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('is even: after the burst no second gets more than its share', () => {
    const { sentAt } = spend({ limit: 100, windowSeconds: 300, requests: 250, startMs: 0, rttMs: 50 })
    const perTenSeconds = new Map<number, number>()
    for (const at of sentAt) {
      const slice = Math.floor(at / 10_000)
      perTenSeconds.set(slice, (perTenSeconds.get(slice) ?? 0) + 1)
    }
    expect(Math.max(...perTenSeconds.values())).toBeLessThanOrEqual(8)
  })

  test('adapts when the site halves its quota, with no more refusals than there were requests in flight', () => {
    const { refused } = spend({
      limit: 100,
      windowSeconds: 3,
      requests: 400,
      startMs: 0,
      rttMs: 5,
      halveAt: 160,
    })
    expect(refused).toBeLessThanOrEqual(1)
  })
})

/** A process: the number of its budget. Each has one request on its way at a time. */
interface Spending {
  readonly budgetOf: readonly number[]
  readonly windowSeconds: number
  readonly rttMs: number
  readonly requests: number
  readonly seed: number
}

/** Sends requests of many processes through one address, answers and requests each on their way for a random time. */
function spendTogether({ budgetOf, windowSeconds, rttMs, requests, seed }: Spending) {
  let nowMs = 0
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const counter = createQuotaCounter(
    { pages: 100, api: 1, search: 1, windowSeconds, perAddress: false },
    () => nowMs,
  )
  const budgets = new Map<number, Budget>()
  const events: { readonly atMs: number; readonly happen: () => void }[] = []
  const refusedIn: number[] = []
  let answered = 0
  const after = (waitMs: number, happen: () => void) => events.push({ atMs: nowMs + waitMs, happen })
  const ask = (owner: number): void => {
    if (answered >= requests) return
    const known = budgets.get(owner)
    const slot = known && takeSlot(known, nowMs)
    if (slot) budgets.set(owner, slot.budget)
    if (slot?.granted === false) return void after(slot.waitMs, () => ask(owner))
    const countedMs = slot?.budget.endsBeforeMs ?? null
    after((slot?.waitMs ?? 0) + (rttMs / 2) * random(), () => {
      const { allowed, state: told } = counter.take('pages', CLIENT)
      if (allowed) answered++
      else refusedIn.push(Math.floor(nowMs / (windowSeconds * 1000)))
      after((rttMs / 2) * random(), () => {
        const resetMs = told.resetSeconds * 1000
        const answer = { ...told, resetMs, windowMs: windowSeconds * 1000 }
        const noted = afterAnswer(budgets.get(owner) ?? null, answer, nowMs, countedMs)
        budgets.set(owner, allowed ? noted : afterRefusal(noted, resetMs, nowMs))
        ask(owner)
      })
    })
  }
  for (const owner of budgetOf) after(random() * 1000, () => ask(owner))
  while (events.length > 0) {
    const next = events.reduce((first, each) => (each.atMs < first.atMs ? each : first))
    events.splice(events.indexOf(next), 1)
    nowMs = next.atMs
    next.happen()
  }
  return { refusedIn, tookMs: nowMs, leastMs: (requests / 100) * windowSeconds * 1000 }
}

const WINDOWS = [
  { windowSeconds: 300, rttMs: 300 },
  { windowSeconds: 3, rttMs: 100 },
]
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

describe.each(WINDOWS)('one address, windows of $windowSeconds s, answers within $rttMs ms', (window) => {
  const runs = (budgetOf: readonly number[]) =>
    SEEDS.map((seed) => spendTogether({ ...window, budgetOf, requests: 1200, seed }))

  test('eight processes that share a budget spend all of it, and trip the quota never', () => {
    for (const { refusedIn, tookMs, leastMs } of runs(Array(8).fill(0))) {
      expect(refusedIn).toEqual([])
      expect(tookMs).toBeLessThan(leastMs * 1.06)
    }
  })

  test.each([
    ['two', [0, 1]],
    ['two of two processes each', [0, 0, 1, 1]],
    ['four', [0, 1, 2, 3]],
  ])('%s budgets that know nothing of each other trip it never either', (_, budgetOf) => {
    for (const { refusedIn, tookMs, leastMs } of runs(budgetOf)) {
      expect(refusedIn).toEqual([])
      expect(tookMs).toBeLessThan(leastMs * 1.06)
    }
  })

  test('of eight budgets each is surprised once at most, in the first windows', () => {
    for (const { refusedIn, tookMs, leastMs } of runs([0, 1, 2, 3, 4, 5, 6, 7])) {
      expect(refusedIn.length).toBeLessThanOrEqual(8)
      expect(refusedIn.every((at) => at <= 1)).toBe(true)
      expect(tookMs).toBeLessThan(leastMs * 1.1)
    }
  })
})

describe('an quotaIdentity', () => {
  const facts = { token: null, quotaIdentity: null, hostname: 'desk-7' }

  test('is the name that is set, else that of the machine', () => {
    expect(chooseQuotaIdentity(facts)).toBe('desk-7')
    expect(chooseQuotaIdentity({ ...facts, quotaIdentity: 'office' })).toBe('office')
  })

  test('is with a token the same on every machine, and tells nothing of the token', () => {
    const quotaIdentity = chooseQuotaIdentity({ ...facts, token: 'hf_abcdefgh', quotaIdentity: 'office' })
    expect(quotaIdentity).toMatch(/^token:[0-9a-f]{32}$/)
    expect(chooseQuotaIdentity({ token: 'hf_abcdefgh', quotaIdentity: null, hostname: 'desk-8' })).toBe(
      quotaIdentity,
    )
    expect(chooseQuotaIdentity({ ...facts, token: 'hf_abcdefgi' })).not.toBe(quotaIdentity)
  })
})

test('a window that began anew with our first request ends when the site says, not when the last one would', () => {
  const answer = { bucket: 'pages', remaining: 99, resetMs: 300_000, limit: 100, windowMs: 300_000 }
  const first = afterAnswer(null, answer, 0, null)
  // Nothing is sent for a minute after the end.
  const slot = takeSlot(first, 360_000)
  const second = afterAnswer(slot.budget, answer, 360_100, slot.budget.endsBeforeMs)
  expect(second.endsBeforeMs).toBe(660_100)
  expect(second.left).toBe(99)
})
