import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import * as paperboy from '../../src/library.ts'
import { apiReport } from '../../tools/api-report.ts'
import { startNode } from '../support/cli-process.ts'
import { createCliWarehouse, type CliWarehouse } from '../support/cli-warehouse.ts'

const NOW = '2025-09-24T23:00:00Z'

describe('the library', () => {
  let replica: Replica
  let held: CliWarehouse
  let warehouse: paperboy.OpenWarehouse

  beforeAll(async () => {
    replica = await startReplica({ now: NOW, quota: false })
    held = await createCliWarehouse()
    const databaseUrl = held.env['DATABASE_URL']
    warehouse = await paperboy.openWarehouse({
      home: held.home,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    })
  })
  afterAll(async () => {
    await warehouse.close()
    await held.drop()
    await replica.close()
  })

  test('fetches a range, reads it again, and tells of both', async () => {
    const lines: unknown[] = []
    const job = { site: replica.url, now: NOW, onLog: (line: unknown) => lines.push(line) }
    const range = { from: '2025-09-22', to: '2025-09-23' }
    const fetched = await paperboy.backfill(warehouse, { ...range, ...job })
    expect(fetched).toMatchObject({ exitCode: 0, reason: null, captures: 2 })
    expect(fetched.entries).toBeGreaterThan(20)
    expect(await paperboy.replay(warehouse, range)).toMatchObject({ exitCode: 0, captures: 2 })
    expect(await paperboy.nightly(warehouse, { ...job, throws: false, maxRequests: 1 })).toMatchObject({
      captures: 1,
    })
    expect(lines).toContainEqual(
      expect.objectContaining({ level: expect.any(String), msg: expect.any(String) }),
    )
  })

  test('throws the summary of a run that is not done, unless told not to', async () => {
    const days = { from: '2025-09-19', to: '2025-09-19', site: 'http://127.0.0.1:1', now: NOW }
    const failure: unknown = await paperboy.backfill(warehouse, days).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(paperboy.RunFailed)
    expect(failure).toBeInstanceOf(paperboy.PaperboyError)
    const { result, message, exitCode, retryable } = failure as paperboy.RunFailed
    expect(result).toMatchObject({ exitCode: 69, captures: 0, reason: expect.stringMatching(/not reached/) })
    expect({ exitCode, retryable }).toEqual({ exitCode: 69, retryable: true })
    expect(message).toContain(result.reason)
    expect(await paperboy.backfill(warehouse, { ...days, throws: false })).toMatchObject({ exitCode: 69 })
  })

  test('answers a query with values by their types, and refuses one that would write', async () => {
    const statement = `
      SELECT day, votes, 1::int8 AS big, 1.10 AS exact, 1.5::float8 AS float, day > '2025-09-22' AS later,
        '2025-09-26 22:00+02'::timestamptz AS instant, '{"a":[1,null]}'::jsonb AS json, ARRAY[1,NULL] AS ints,
        ARRAY[[1],[2]]::int8[] AS bigs, NULL AS nothing
      FROM (VALUES (:day::date, 7)) AS given (day, votes)`
    expect(await paperboy.query(warehouse, statement, { parameters: { day: '2025-09-23' } })).toEqual([
      {
        day: '2025-09-23',
        votes: 7,
        big: 1n,
        exact: '1.10',
        float: 1.5,
        later: true,
        instant: '2025-09-26T20:00:00.000Z',
        json: { a: [1, null] },
        ints: [1, null],
        bigs: [[1n], [2n]],
        nothing: null,
      },
    ])
    await expect(paperboy.query(warehouse, 'DELETE FROM papers')).rejects.toThrow(paperboy.PaperboyError)
    await expect(paperboy.query(warehouse, 'SELECT 1 AS a, 2 AS a')).rejects.toThrow(/called "a"/)
    await expect(paperboy.query(warehouse, 'SELECT pg_sleep(600)', { timeoutMs: 200 })).rejects.toMatchObject(
      { code: 'statement-timeout' },
    )
    await expect(
      paperboy.query(warehouse, 'SELECT 1', { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'stopped' })
  })

  test('gives rows one by one, and stops where the loop does', async () => {
    const seen: paperboy.Value[] = []
    for await (const { g } of paperboy.queryStream(warehouse, 'SELECT g FROM generate_series(1, 20000) g')) {
      if (g === 12_000) break
      seen.push(g ?? null)
    }
    expect(seen).toHaveLength(11_999)
  })

  test('gives papers by a selection, and names words that are none', async () => {
    const top = await paperboy.papers(warehouse, 'day:2025-09-22 top:2', { now: NOW })
    expect(top.map(({ rank }) => rank)).toEqual([1, 2])
    await expect(paperboy.papers(warehouse, 'top:many')).rejects.toThrow(/top:many/)
  })
})

test('a saved response is read without a warehouse; what can not be one is named', () => {
  const body = new TextEncoder().encode('<html><body>holidays</body></html>')
  const fetchedAt = '2026-06-04T00:30:00Z'
  expect(paperboy.readCapture({ listing: 'day:2026-06-03', body, fetchedAt })).toMatchObject({
    outcome: expect.stringMatching(/unreadable|refused/),
  })
  expect(() => paperboy.readCapture({ listing: 'decade:2020', body, fetchedAt })).toThrow(/decade:2020/)
  expect(() => paperboy.readCapture({ listing: 'trending', body, fetchedAt: 'noon' })).toThrow(/"noon"/)
})

describe.each(['README.md', 'docs/library.md'])('the program in %s', (page) => {
  const program = /```js\n([\s\S]*?)```/.exec(
    readFileSync(join(import.meta.dirname, '../..', page), 'utf8'),
  )?.[1]

  test('uses no syntax that came after Node 22', () => {
    expect(program).toContain("from 'paperboy'")
    expect(program).not.toMatch(/\busing\b|\bTemporal\b/)
  })

  test.each([
    ['done', true],
    ['not done', false],
  ])('says what happened when its run is %s', async (_end, isThere) => {
    const replica = await startReplica({ now: NOW, quota: false })
    const home = await mkdtemp(join(tmpdir(), 'paperboy-readme-'))
    try {
      const site = isThere ? replica.url : 'http://127.0.0.1:1'
      const there = (program ?? '')
        .replace(
          "'paperboy'",
          JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../src/library.ts'))),
        )
        .replace('./papers', join(home, 'papers'))
        .replace(
          /from: '[^']+', to: '[^']+'/,
          `from: '2025-09-22', to: '2025-09-23', site: '${site}', now: '${NOW}'`,
        )
        .replaceAll('2026-05', '2025-09')
      const file = join(home, 'program.mjs')
      await writeFile(file, there)
      const { lines, ended } = startNode([file], {})
      const { code, stdout } = await ended
      expect({ code, lines }).toEqual({
        code: isThere ? 0 : 69,
        lines: isThere ? [] : [expect.stringMatching(/not reached/)],
      })
      if (isThere) {
        expect(stdout).toMatch(/^2 lists/)
        expect(stdout.match(/^\d+ \S/gm)).toHaveLength(11)
      }
    } finally {
      await replica.close()
      await rm(home, { recursive: true, force: true })
    }
  })
})

test('days and warehouses that are none are named', async () => {
  const stranger = {
    location: '',
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
  await expect(paperboy.query(stranger, 'SELECT 1')).rejects.toThrow(/openWarehouse/)
  await expect(paperboy.backfill(stranger, { from: 'May', to: '2026-05-31' })).rejects.toThrow(
    /from: got "May"/,
  )
})

test('the report of the interface is as it was said: "npm run api-report" after a change that is meant', () => {
  const said = readFileSync(join(import.meta.dirname, '../../docs/api-report.d.ts'), 'utf8')
  expect(apiReport()).toBe(said)
})
