import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createQuotaCounter } from '../../demo/server/quota.ts'
import {
  afterAnswer,
  afterRefusal,
  type Budget,
  parseRateLimit,
  takeSlot,
  waitAfter429,
} from '../../src/crawl/quota.ts'

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
    createQuotaCounter({ pages: limit, api: 1, windowSeconds: options.windowSeconds }, () => nowMs)
  let counter = counterOf(options.limit)
  while (sentAt.length - refused < options.requests) {
    if (budget) {
      const slot = takeSlot(budget, nowMs)
      budget = slot.budget
      nowMs += Math.max(0, Math.ceil(slot.waitMs))
      if (!slot.granted) continue
    }
    if (options.halveAt === sentAt.length) counter = counterOf(options.limit / 2)
    const { allowed, state } = counter.take('pages', undefined)
    sentAt.push(nowMs)
    nowMs += options.rttMs
    const answer = {
      bucket: 'pages',
      remaining: state.remaining,
      resetMs: state.resetSeconds * 1000,
      limit: state.limit,
      windowMs: state.windowSeconds * 1000,
    }
    budget = afterAnswer(budget, answer, nowMs)
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
