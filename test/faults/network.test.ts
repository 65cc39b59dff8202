import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../demo/fault/fault.ts'
import { type Replica, startReplica } from '../../demo/replica.ts'
import type { RetryPolicy } from '../../jobs/run/job-context.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { dayListing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const DAYS = ['2025-09-22', '2025-09-23']
const ENTRIES = 15 + 41

describe('trouble on the way', () => {
  let replica: Replica
  const open: TestWarehouse[] = []

  beforeAll(async () => {
    replica = await startReplica({ now: '2025-09-28T12:00:00Z', quota: false })
  })
  afterEach(async () => {
    replica.clearFaults()
    for (const held of open.splice(0)) await held.drop()
  })
  afterAll(async () => replica.close())

  async function fetchedUnder(fault: Fault, retryPolicy?: RetryPolicy, days: readonly string[] = DAYS) {
    const held = await createWarehouse()
    open.push(held)
    const before = replica.requests.length
    replica.setFault(fault)
    const made = jobContext(held.warehouse, replica.url, () => replica.now())
    const result = await fetchListings(
      retryPolicy ? { ...made, retryPolicy } : made,
      days.map((day) => dayListing(day)),
    )
    const select = async (statement: string) => (await held.warehouse.readOnly(statement)).rows
    const requests = replica.requests.slice(before).filter(({ bucket }) => bucket !== undefined)
    return {
      ...result,
      select,
      requests,
      ledger: await select('select state, attempts from coverage order by day'),
    }
  }

  test.each([
    ['RateLimit r=0;t=1', { resetSeconds: 1 }],
    ['Retry-After in seconds', { rateLimitHeaders: false, retryAfter: '1' }],
    [
      'Retry-After of a date',
      { rateLimitHeaders: false, retryAfter: new Date(Date.parse('2025-09-28T12:00:01Z')).toUTCString() },
    ],
  ] as const)(
    'fault 1: after a 429 with %s the host is left in peace, and no attempt is spent',
    async (_, fault) => {
      const { runCounts, exitCode, ledger, requests } = await fetchedUnder({
        kind: 'rate-limit',
        times: 1,
        ...fault,
      })
      expect({ entries: runCounts.entries, exitCode }).toEqual({ entries: ENTRIES, exitCode: 0 })
      expect(ledger.map(([, attempts]) => attempts)).toEqual(['0', '0'])
      const [refused, ...later] = requests
      expect(refused?.status).toBe(429)
      expect(Math.min(...later.map(({ at }) => at)) - refused!.at).toBeGreaterThanOrEqual(900)
      expect(later).toHaveLength(DAYS.length)
    },
  )

  test('fault 1: Retry-After 0 asks for no quiet', async () => {
    const { runCounts, exitCode } = await fetchedUnder({
      kind: 'rate-limit',
      times: 1,
      rateLimitHeaders: false,
      retryAfter: '0',
    })
    expect({ entries: runCounts.entries, exitCode }).toEqual({ entries: ENTRIES, exitCode: 0 })
  })

  test('fault 2: a 429 for ever ends with exit code 75, and the days stay pending', async () => {
    const { exitCode, ledger, requests, runCounts } = await fetchedUnder({
      kind: 'rate-limit',
      rateLimitHeaders: false,
      retryAfter: '0',
    })
    expect({ exitCode, loaded: runCounts.loaded }).toEqual({ exitCode: 75, loaded: 0 })
    expect(ledger).toEqual([
      ['pending', '0'],
      ['pending', '0'],
    ])
    expect(requests.length).toBeLessThanOrEqual(6)
  })

  test('fault 3: a burst of 503 passes, and each day is loaded once', async () => {
    const { runCounts, exitCode, ledger, select } = await fetchedUnder({
      kind: 'status',
      status: 503,
      times: 3,
    })
    expect({ entries: runCounts.entries, loaded: runCounts.loaded, exitCode }).toEqual({
      entries: ENTRIES,
      loaded: DAYS.length,
      exitCode: 0,
    })
    expect(ledger.map(([state]) => state)).toEqual(['complete', 'complete'])
    expect(await select('select count(*) from captures')).toEqual([['2']])
  })

  const damages: readonly (readonly [string, Fault])[] = [
    ...(['gzip', 'br', 'deflate', 'zstd'] as const).map(
      (encoding) => [`a truncated ${encoding} body`, { kind: 'truncated', encoding, times: 1 }] as const,
    ),
    ['a Content-Length that is too long', { kind: 'wrong-length', times: 1 }],
    ['a reset in mid-body', { kind: 'reset', times: 1 }],
  ]
  test.each(damages)(
    'fault 4: %s is refused and tried again, and leaves no partial rows',
    async (_, fault) => {
      const { runCounts, exitCode, select } = await fetchedUnder(fault, {
        passes: 3,
        restMs: 20,
        deadlineMs: 3000,
      })
      expect({ entries: runCounts.entries, captures: runCounts.captures, exitCode }).toEqual({
        entries: ENTRIES,
        captures: DAYS.length,
        exitCode: 0,
      })
      expect(await select('select count(*) from captures')).toEqual([[String(DAYS.length)]])
    },
  )

  test.each([
    ['none', { label: 'none' }],
    ['identity', { label: 'identity' }],
    ['an unknown coding and a plain body', { label: 'aws-chunked' }],
    ['nothing, and a gzip body', { label: null, encoding: 'gzip' }],
    ['nothing, and a zstd body', { label: null, encoding: 'zstd' }],
    ['none, and a gzip body', { label: 'none', encoding: 'gzip' }],
  ] as const)('fault 4: a Content-Encoding of %s is read, and asked for once', async (_, fault) => {
    const { runCounts, exitCode, requests } = await fetchedUnder({ kind: 'mislabelled', ...fault })
    expect({ entries: runCounts.entries, exitCode, requests: requests.length }).toEqual({
      entries: ENTRIES,
      exitCode: 0,
      requests: DAYS.length,
    })
  })

  test.each([
    ['a gzip body that is cut, without its header', { label: null, encoding: 'gzip', share: 0.5 }],
    ['a gzip body that is cut, of an unknown coding', { label: 'lzma', encoding: 'gzip', share: 0.5 }],
    ['a body that is neither text nor of a known coding', { label: 'lzma', encoding: 'br' }],
    ['a plain body that is said to be gzip', { label: 'gzip' }],
  ] as const)('fault 4: %s is damaged, no changed page, and tried again', async (_, fault) => {
    const { runCounts, exitCode, select } = await fetchedUnder({ kind: 'mislabelled', times: 1, ...fault })
    expect({ entries: runCounts.entries, exitCode }).toEqual({ entries: ENTRIES, exitCode: 0 })
    expect(await select('select count(*) from captures')).toEqual([[String(DAYS.length)]])
  })

  test.each([
    ['a body that drips slowly', { kind: 'drip' }],
    ['a hung socket', { kind: 'hang' }],
    ['a socket that hangs after the headers', { kind: 'hang', phase: 'after-headers' }],
  ] as const)('fault 24: %s is bounded by the deadline, and nothing of it is written', async (_, fault) => {
    const started = performance.now()
    const { runCounts, exitCode, select } = await fetchedUnder(
      fault,
      { passes: 1, restMs: 20, deadlineMs: 500 },
      [DAYS[0]!],
    )
    expect({ failed: runCounts.failed, captures: runCounts.captures, exitCode }).toEqual({
      failed: 1,
      captures: 0,
      exitCode: 69,
    })
    expect(await select('select count(*) from captures')).toEqual([['0']])
    const [[reason]] = (await select('select reason from coverage')) as [[string]]
    expect(reason).toContain('no complete answer within 0.5 s')
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('fault 24: a host name that does not resolve, or a port where nobody listens, is one readable line', async () => {
    for (const site of ['http://no-such-host.invalid', 'http://127.0.0.1:9']) {
      const held = await createWarehouse()
      open.push(held)
      const made = jobContext(held.warehouse, site, () => replica.now())
      const { exitCode } = await fetchListings({ ...made, retryPolicy: { passes: 1, restMs: 1 } }, [
        dayListing(DAYS[0]!),
      ])
      expect(exitCode).toBe(69)
      const { rows } = await held.warehouse.readOnly('select reason from coverage')
      expect(rows).toEqual([[expect.stringMatching(/^http:\/\/\S+\/robots\.txt: no answer: [^\n]+$/)]])
    }
  })
})
