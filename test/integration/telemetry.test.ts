import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { sql } from '../../src/base/sql.ts'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import type { JobContext } from '../../jobs/run/job-context.ts'
import { replay } from '../../jobs/replay/replay.ts'
import { withRun } from '../../jobs/run/with-run.ts'
import { traceIds } from '../../src/base/telemetry.ts'
import type { Listing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { type KeepingSdk, registerSdk } from '../support/telemetry.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const DAYS = ['2025-09-22', '2025-09-23', '2025-09-24', '2025-09-25'] as const
const days = (...keys: string[]): Listing[] => keys.map((key) => ({ kind: 'day', key }))

const parentOf = ({ parentSpanContext }: ReadableSpan) => parentSpanContext?.spanId ?? null
const idOf = (span: ReadableSpan) => span.spanContext().spanId
const ms = ([seconds, nanos]: ReadableSpan['startTime']) => seconds * 1000 + nanos / 1e6

// The engine makes no difference to spans: one of them is enough.

describe('spans and measures', () => {
  let sdk: KeepingSdk
  let held: TestWarehouse
  let replica: Replica
  const lines: Record<string, unknown>[] = []

  beforeAll(async () => {
    sdk = registerSdk()
    held = await createWarehouse()
    replica = await startReplica({ now: '2025-09-26T22:00:00Z', quota: false })
  })
  afterAll(async () => {
    await sdk.unregister()
    await held.drop()
    await replica.close()
  })
  beforeEach(async () => {
    replica.clearFaults()
    await sdk.forget()
    lines.length = 0
  })

  const context = (): JobContext => ({
    ...jobContext(held.warehouse, replica.url, () => replica.now()),
    logger: pino(
      { level: 'debug', mixin: traceIds },
      { write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]) },
    ),
  })
  const named = (name: string) => sdk.spans().filter((span) => span.name === name)
  const only = (name: string) => {
    expect(named(name)).toHaveLength(1)
    return named(name)[0]!
  }
  const childrenOf = (span: ReadableSpan) => sdk.spans().filter((each) => parentOf(each) === idOf(span))

  test('a run holds its listings, and each listing its fetch, parse and load, by their captures', async () => {
    const { runId, exitCode } = await fetchListings(context(), days(...DAYS))
    expect(exitCode).toBe(0)
    const run = only('run')
    expect(parentOf(run)).toBeNull()
    expect(run.attributes).toMatchObject({
      'paperboy.run.id': runId,
      'paperboy.job': 'fetch',
      'paperboy.outcome': 'done',
      'paperboy.exit_code': 0,
    })
    const captures = await held.warehouse.rows<{ listing: string; id: string }>(sql`
      select kind || ':' || key as listing, id::text as id from captures where run_id = ${runId}::bigint`)
    const partitions = childrenOf(run).filter(({ name }) => name === 'partition')
    expect(named('partition')).toEqual(partitions)
    expect(new Set(partitions.map(({ attributes }) => attributes['paperboy.listing']))).toEqual(
      new Set(DAYS.map((day) => `day:${day}`)),
    )
    expect(partitions).toHaveLength(DAYS.length)
    for (const partition of partitions) {
      const listing = partition.attributes['paperboy.listing']
      const captureId = captures.find((each) => each.listing === listing)?.id
      expect(captureId).toMatch(/^\d+$/)
      const children = childrenOf(partition)
      expect(children.map(({ name }) => name).toSorted()).toEqual(['fetch', 'load', 'parse'])
      for (const child of children) {
        expect(child.attributes).toMatchObject({
          'paperboy.listing': listing,
          'paperboy.capture.id': captureId,
        })
        // Each begins at a whole millisecond of the machine's clock.
        expect(ms(child.startTime)).toBeGreaterThan(ms(partition.startTime) - 1)
        expect(ms(child.endTime)).toBeLessThan(ms(partition.endTime) + 1)
      }
    }
    expect(new Set(sdk.spans().map((span) => span.spanContext().traceId)).size).toBe(1)
    expect(sdk.spans().filter(({ status }) => status.code !== SpanStatusCode.UNSET)).toEqual([])
  })

  test('a request is a client span by the conventions of HTTP, inside of its fetch, and a measurement', async () => {
    await fetchListings(context(), days('2025-09-26'))
    const fetch = only('fetch')
    const request = childrenOf(fetch)[0]!
    const { hostname, port } = new URL(replica.url)
    expect(request).toMatchObject({ name: 'GET', kind: SpanKind.CLIENT })
    expect(request.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.full': `${replica.url}/papers/date/2025-09-26`,
      'server.address': hostname,
      'server.port': Number(port),
    })
    const points = await sdk.points()
    expect(points.find(({ name }) => name === 'http.client.request.duration')).toEqual({
      name: 'http.client.request.duration',
      unit: 's',
      facts: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'server.address': hostname,
        'server.port': Number(port),
        'url.scheme': 'http',
      },
      value: { count: 1, sum: expect.any(Number) },
    })
  })

  test('counts listings, captures, entries and records, and the time of runs', async () => {
    const { runCounts } = await fetchListings(context(), days('2025-09-19'))
    const points = (await sdk.points()).filter(({ name }) => name.startsWith('paperboy.'))
    const valueOf = (name: string, facts: object) =>
      points.filter((point) => point.name === name && matches(point.facts, facts))
    expect(valueOf('paperboy.listings', { 'paperboy.outcome': 'answered' })).toMatchObject([
      { unit: '{listing}', value: 1 },
    ])
    expect(valueOf('paperboy.captures', {})).toMatchObject([{ unit: '{capture}', value: 1 }])
    const entries = valueOf('paperboy.entries', { 'paperboy.outcome': 'read' })
    expect(entries.map(({ value }) => value)).toEqual(runCounts.entries === 0 ? [] : [runCounts.entries])
    const records = Object.fromEntries(
      valueOf('paperboy.records', {}).map(({ facts, value }) => [facts['paperboy.table'], value]),
    )
    expect(records).toEqual(
      Object.fromEntries(Object.entries(runCounts.rows).filter(([, count]) => count > 0)),
    )
    expect(valueOf('paperboy.run.duration', { 'paperboy.job': 'fetch' })).toMatchObject([
      { unit: 's', value: { count: 1 } },
    ])
  })

  test('a try that fails is an error, and the next one is in the same listing', async () => {
    replica.setFault({ kind: 'status', status: 503, times: 1, match: '/papers/date/' })
    expect((await fetchListings(context(), days('2025-09-23'))).exitCode).toBe(0)
    const [failed, good] = named('fetch').toSorted((a, b) => ms(a.startTime) - ms(b.startTime))
    const partition = only('partition')
    expect([failed, good].map((span) => parentOf(span!))).toEqual([idOf(partition), idOf(partition)])
    expect(failed).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: expect.stringContaining('503') },
      attributes: { 'error.type': 'site-unreachable' },
      events: [{ name: 'exception' }],
    })
    expect(childrenOf(failed!)).toMatchObject([
      {
        status: { code: SpanStatusCode.ERROR },
        attributes: { 'http.response.status_code': 503, 'error.type': '503' },
      },
    ])
    expect(good?.status.code).toBe(SpanStatusCode.UNSET)
    expect(partition.status.code).toBe(SpanStatusCode.UNSET)
  })

  test('a listing that fails for good is an error, and so is a run that reaches nothing', async () => {
    replica.setFault({ kind: 'status', status: 503, match: '/papers/date/' })
    const { exitCode } = await fetchListings(context(), days('2025-09-23'))
    expect(exitCode).toBe(69)
    const partition = only('partition')
    expect(childrenOf(partition).map(({ name }) => name)).toEqual(['fetch', 'fetch', 'fetch'])
    expect(partition).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'site-unreachable' },
    })
    expect(only('run')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: {
        'error.type': 'site-unreachable',
        'paperboy.outcome': 'failed',
        'paperboy.exit_code': 69,
      },
    })
    const points = await sdk.points()
    expect(points.filter(({ name }) => name === 'paperboy.listings')).toMatchObject([
      { facts: { 'paperboy.outcome': 'failed', 'error.type': 'site-unreachable' }, value: 1 },
    ])
  })

  test('an error that ends a run is recorded with it', async () => {
    const run = withRun(context(), 'fetch', {}, async () => {
      throw new TypeError('a bug')
    })
    await expect(run).rejects.toThrow('a bug')
    expect(only('run')).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'a bug' },
      attributes: { 'error.type': 'TypeError', 'paperboy.outcome': 'failed' },
      events: [{ name: 'exception' }],
    })
  })

  test('a replay reads and loads each capture in its listing, and fetches nothing', async () => {
    const { runCounts } = await replay(context(), { from: '2025-09-22', to: '2025-09-23' })
    expect(runCounts.captures).toBeGreaterThan(1)
    expect(named('partition')).toHaveLength(runCounts.captures)
    for (const partition of named('partition')) {
      expect(parentOf(partition)).toBe(idOf(only('run')))
      expect(childrenOf(partition).map(({ name }) => name)).toEqual(['parse', 'load'])
    }
    expect(named('GET')).toEqual([])
  })

  test('log lines carry the trace, and the span of what they tell of', async () => {
    await fetchListings(context(), days(...DAYS))
    const run = only('run')
    const told = lines.filter(({ run: id, step }) => id !== undefined || step !== undefined)
    expect(told.length).toBeGreaterThan(DAYS.length)
    expect(new Set(told.map(({ trace_id: id }) => id))).toEqual(new Set([run.spanContext().traceId]))
    for (const day of DAYS) {
      const loaded = lines.find(({ msg }) => msg === `loaded day:${day}`)
      const partition = named('partition').find(
        ({ attributes }) => attributes['paperboy.listing'] === `day:${day}`,
      )
      expect(loaded).toMatchObject({ span_id: idOf(partition!), trace_flags: '01' })
    }
  })
})

function matches(facts: Readonly<Record<string, unknown>>, wanted: object): boolean {
  return Object.entries(wanted).every(([name, value]) => facts[name] === value)
}
