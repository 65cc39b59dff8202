import { sql } from '../../../src/base/sql.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keepAll, loadCaptures } from '../../../jobs/load/ingest.ts'
import { retryQuarantine } from '../../../jobs/load/quarantine.ts'
import { previewReplay, replay } from '../../../jobs/replay/replay.ts'
import { resumeLoads } from '../../../jobs/load/resume-loads.ts'
import { exitCodeOf, newRunCounts } from '../../../jobs/run/run-counts.ts'
import { LeaseLost } from '../../../src/base/errors.ts'
import { countLeftBehind } from '../../../src/load/captures/capture-store.ts'
import { claimListings } from '../../../src/load/ledger/leases.ts'
import { closeRun, openRun } from '../../../src/load/ledger/runs.ts'
import { loadBatch } from '../../../src/load/history/load-batch.ts'
import type { Warehouse } from '../../../src/load/warehouse/warehouse.ts'
import { PARSER_VERSION, readCapture } from '../../../src/transform/read-capture.ts'
import { apiList, madeEntries } from '../../support/api-list.ts'
import { jobContext, keepingLogger } from '../../support/job-context.ts'
import { contentsOf, emptied } from '../../support/tables.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')
const DAYS = ['2025-01-06', '2025-01-07', '2025-01-08']
const captures = DAYS.map((day, index) => apiList(day, madeEntries(6, {}, `250${index}`), `${day}T20:00Z`))

describe('a job', () => {
  let held: TestWarehouse
  beforeAll(async () => {
    held = await createWarehouse()
  })
  beforeEach(async () => emptied(held.warehouse))
  afterAll(async () => held.drop())

  const context = (warehouse: Warehouse = held.warehouse) =>
    jobContext(warehouse, 'http://127.0.0.1:9', () => NOW)
  const days = async () =>
    (await held.warehouse.readOnly('select distinct day from paper_days order by 1')).rows.flat()

  test('fault 26: that the database refuses is loaded one by one, and a poison page but for its poison entries', async () => {
    const { logger, messages } = keepingLogger()
    const stored = await keepAll(context(), '1', captures)
    // Two of the second day's papers can't be written; nothing else is wrong with them.
    await held.warehouse.rows(
      sql.raw(`
      alter table stored_papers add constraint poison check (id not in ('2501.00002', '2501.00005'))`),
    )
    try {
      const runCounts = newRunCounts()
      const loaded = await loadCaptures(
        { ...context(), logger },
        { runId: '1', runCounts },
        stored.map((capture) => ({ capture })),
      )
      expect(loaded.some((each) => each instanceof Error)).toBe(false)
      expect({
        loaded: runCounts.loaded,
        entries: runCounts.entries,
        quarantined: runCounts.quarantined,
      }).toEqual({
        loaded: 3,
        entries: 16,
        quarantined: 2,
      })
      expect(messages.join('\n')).toContain('its 3 lists are loaded one by one')
      const quarantine = await held.warehouse.readOnly(
        'select key, position, reason from quarantine order by position',
      )
      expect(quarantine.rows).toEqual(
        ['2', '5'].map((position) => [
          DAYS[1],
          position,
          expect.stringMatching(/^23514: .*"poison", table stored_papers, constraint poison/),
        ]),
      )
      expect((await previewReplay(context(), {})).changes).toEqual([])
    } finally {
      await held.warehouse.rows(sql.raw('alter table stored_papers drop constraint poison'))
    }
    await expect(held.warehouse.readOnly('select 1 from captures where not loaded')).resolves.toMatchObject({
      rows: [],
    })
    const { runCounts } = await retryQuarantine(context())
    expect({ entries: runCounts.entries, quarantined: runCounts.quarantined }).toEqual({
      entries: 6,
      quarantined: 0,
    })
    await expect(
      held.warehouse.readOnly('select 1 from quarantine where resolved_at is null'),
    ).resolves.toMatchObject({ rows: [] })
  })

  test('fault 26: of which nothing can be loaded is unreadable with the reason, and stands before no later run', async () => {
    const stored = await keepAll(context(), '1', captures)
    // The ledger's row itself, which no entry is to blame for.
    const key = DAYS[1]
    await held.warehouse.rows(
      sql.raw(`alter table stored_observations add constraint poison check (key <> '${key}')`),
    )
    try {
      const runCounts = newRunCounts()
      await loadCaptures(
        context(),
        { runId: '1', runCounts },
        stored.map((capture) => ({ capture })),
      )
      expect({ loaded: runCounts.loaded, unreadable: runCounts.unreadable }).toEqual({
        loaded: 2,
        unreadable: 1,
      })
      const ledger = await held.warehouse.readOnly(
        `select state, reason from stored_listings where key = '${key}'`,
      )
      expect(ledger.rows).toEqual([['drift', expect.stringMatching(/^the warehouse refuses .* 23514: /)]])
      const next = newRunCounts()
      await resumeLoads(context(), '1', next)
      expect(exitCodeOf(next)).toBe(0)
    } finally {
      await held.warehouse.rows(sql.raw('alter table stored_observations drop constraint poison'))
    }
    const again = await replay(context(), {})
    expect({ exitCode: again.exitCode, loaded: again.runCounts.loaded }).toEqual({ exitCode: 0, loaded: 3 })
    expect(await days()).toEqual(DAYS)
  })

  test('fault 26: whose bytes are lost is unreadable with the reason, and the others behind it are loaded', async () => {
    const { warehouse } = held
    const run = async () =>
      openRun(warehouse, { job: 'nightly', arguments: {}, version: '0', parserVersion: 1, at: NOW })
    const [first] = await keepAll(context(), '0', captures)
    await held.warehouse.rows(
      sql`update capture_bodies set zstd = 'broken' where sha256 = ${first?.sha256 ?? ''}`,
    )
    expect(await countLeftBehind(held.warehouse)).toBe(3)
    const runCounts = newRunCounts()
    await resumeLoads(context(), await run(), runCounts)
    expect({
      loaded: runCounts.loaded,
      unreadable: runCounts.unreadable,
      exitCode: exitCodeOf(runCounts),
    }).toEqual({
      loaded: 2,
      unreadable: 1,
      exitCode: 65,
    })
    expect(await countLeftBehind(held.warehouse)).toBe(0)
    const ledger = await held.warehouse.readOnly(
      `select state, reason from stored_listings where key = '${DAYS[0]}'`,
    )
    expect(ledger.rows).toEqual([['drift', expect.stringContaining('capture')]])
    const next = newRunCounts()
    await resumeLoads(context(), await run(), next)
    expect(exitCodeOf(next)).toBe(0)
    await warehouse.rows(sql`update runs set ended_at = now(), outcome = 'done' where ended_at is null`)
  })

  test('lets an item drop out that a newer parser has read; what that read stays, and the rest is loaded', async () => {
    const { warehouse } = held
    const { logger, messages } = keepingLogger()
    const stored = await keepAll(context(), '1', captures)
    const [first, ...others] = stored
    // What the newer parser knows to leave out, this one reads as papers.
    const reading = readCapture(first!)
    if (reading.outcome !== 'listing') throw new Error('the list was not read')
    const newer = { ...reading, entries: reading.entries.slice(0, 3), entryCount: 3 }
    await loadBatch(warehouse, [{ capture: first!, reading: newer }], {
      runId: '1',
      parserVersion: PARSER_VERSION + 1,
    })
    const before = await contentsOf(warehouse)
    const { runCounts, exitCode } = await replay({ ...context(), logger }, { from: DAYS[0]!, to: DAYS[0]! })
    expect({ exitCode, captures: runCounts.captures, loaded: runCounts.loaded }).toEqual({
      exitCode: 0,
      captures: 1,
      loaded: 0,
    })
    expect(await contentsOf(warehouse)).toEqual(before)
    expect(messages.join('\n')).toContain(`day:${DAYS[0]}: a newer parser than ${PARSER_VERSION}`)

    const all = [first!, ...others].map((capture) => ({ capture }))
    await loadCaptures(context(), { runId: '1', runCounts: newRunCounts() }, all)
    const { rows } = await warehouse.readOnly(
      "select key, loaded, parser_version from stored_listings where kind = 'day' order by key",
    )
    expect(rows).toEqual([
      [DAYS[0], '3', String(PARSER_VERSION + 1)],
      [DAYS[1], '6', String(PARSER_VERSION)],
      [DAYS[2], '6', String(PARSER_VERSION)],
    ])
  })

  test('lets an item drop out whose lease is lost; the rest is loaded', async () => {
    const { warehouse } = held
    const open = async () =>
      openRun(warehouse, { job: 'backfill', arguments: {}, version: '0', parserVersion: 1, at: NOW })
    const first = await open()
    const claim = async (runId: string) =>
      claimListings(
        warehouse,
        runId,
        captures.map(({ listing }) => ({ listing })),
      )
    const { tokens } = await claim(first)
    const leases = captures.map(({ listing }) => tokens.get(`day:${listing.key}`)!)
    // Another run takes the second day over; the first wakes up late.
    await warehouse.rows(sql`delete from leases where key = ${DAYS[1]}`)
    const second = await open()
    await claimListings(warehouse, second, [{ listing: captures[1]!.listing }])
    const stored = await keepAll(context(), first, captures)
    const runCounts = newRunCounts()
    const loaded = await loadCaptures(
      context(),
      { runId: first, runCounts },
      stored.map((capture, index) => ({ capture, lease: leases[index] })),
    )
    expect(loaded.map((each) => each instanceof LeaseLost)).toEqual([false, true, false])
    expect(await days()).toEqual([DAYS[0], DAYS[2]])
    for (const run of [first, second])
      await closeRun(warehouse, run, { outcome: 'done', counts: {}, error: null, at: NOW })
  })
})
