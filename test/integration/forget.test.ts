import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../src/base/sql.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findCaptures, forget } from '../../jobs/load/captures.ts'
import { importArchives, importSaved, type SavedResponse } from '../../jobs/import/import.ts'
import { eachCapture } from '../../src/load/captures/capture-store.ts'
import { listCaptures } from '../../src/load/captures/list-captures.ts'
import { writeWarc } from '../../src/load/captures/warc-file.ts'
import { claimListings } from '../../src/load/ledger/leases.ts'
import { openRun } from '../../src/load/ledger/runs.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')

const PAGE = JSON.stringify([
  {
    paper: {
      id: '2602.00001',
      title: 'A title',
      authors: [{ name: 'A. One' }],
      summary: 'A stand-in.',
      publishedAt: '2026-02-03T12:00:00.000Z',
      upvotes: 3,
    },
    title: 'A title',
    publishedAt: '2026-02-03T12:00:00.000Z',
    numComments: 1,
  },
])

describe('what was imported by mistake', () => {
  let held: TestWarehouse
  let folder: string
  let saved: readonly [SavedResponse, SavedResponse]

  const context = () => jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)
  const bodies = async () => held.warehouse.rows(sql`select sha256 from capture_bodies`)
  const observed = async () => held.warehouse.rows(sql`select key from stored_observations order by key`)
  const tombstones = async () =>
    held.warehouse.rows(sql`select capture_id::text as id, kind, key, form, url, fetched_with, reason,
      to_json(forgotten_at) #>> '{}' as at from forgotten_captures`)

  beforeEach(async () => {
    held = await createWarehouse()
    folder = await mkdtemp(join(tmpdir(), 'paperboy-forget-'))
    const path = join(folder, 'list.json')
    await writeFile(path, PAGE)
    const file = (key: string): SavedResponse => {
      const capturedAt = Temporal.Instant.from('2026-02-10T00:00:00Z')
      return { path, listing: { kind: 'day', key }, capturedAt }
    }
    saved = [file('2026-02-05'), file('2026-02-06')]
    await importSaved(context(), saved)
  })
  afterEach(async () => {
    await held.drop()
    await rm(folder, { recursive: true })
  })

  test('is listed by listing and by day', async () => {
    const all = await listCaptures(held.warehouse, {})
    expect(all.map(({ id, key, bytes }) => [id, key, bytes])).toEqual([
      ['1', '2026-02-05', PAGE.length],
      ['2', '2026-02-06', PAGE.length],
    ])
    const ids = async (filter: Parameters<typeof listCaptures>[1]) =>
      (await listCaptures(held.warehouse, filter)).map(({ id }) => id)
    expect(await ids({ listing: saved[1].listing })).toEqual(['2'])
    expect(await ids({ from: '2026-02-01', to: '2026-02-05' })).toEqual(['1'])
    expect(await ids({ listing: { kind: 'week', key: '2026-W06' } })).toEqual([])
  })

  test('is deleted with what was read from it, and its body when no other response has it', async () => {
    const { exitCode } = await forget(context(), ['1'], 'another day')
    expect(exitCode).toBe(0)
    expect(await observed()).toEqual([{ key: '2026-02-06' }])
    expect(await bodies()).toHaveLength(1)
    await forget(context(), ['2'], null)
    expect(await observed()).toEqual([])
    expect(await bodies()).toEqual([])
    const common = { kind: 'day', form: 'api', url: 'import:list.json', fetched_with: 'import' }
    const at = '2026-11-23T00:00:00+00:00'
    expect(await tombstones()).toEqual([
      { ...common, id: '1', key: '2026-02-05', reason: 'another day', at },
      { ...common, id: '2', key: '2026-02-06', reason: null, at },
    ])
  })

  test('is refused by a later import, which says what was forgotten and when, and taken with --again', async () => {
    await forget(context(), ['1'], 'another day')
    await expect(importSaved(context(), [saved[1], saved[0]])).rejects.toThrow(
      /list\.json was capture 1 of day:2026-02-05, forgotten at 2026-11-23T00:00:00\.000Z \(another day\): add --again/,
    )
    expect(await observed()).toEqual([{ key: '2026-02-06' }])
    await importSaved(context(), saved, { again: true })
    expect(await observed()).toEqual([{ key: '2026-02-05' }, { key: '2026-02-06' }])
    // It is there again: importing it once more is no mistake.
    expect((await importSaved(context(), saved)).exitCode).toBe(0)
  })

  test('is passed over in an archive of before, and the rest of it is taken', async () => {
    const path = join(folder, 'before.warc.gz')
    await writeWarc(path, eachCapture(held.warehouse), 'test')
    await forget(context(), ['1'], null)
    const { runCounts } = await importArchives(context(), [path])
    expect(runCounts).toMatchObject({ captures: 1, forgotten: 1 })
    expect(await observed()).toEqual([{ key: '2026-02-06' }])
    const again = await importArchives(context(), [path], { again: true })
    expect(again.runCounts).toMatchObject({ captures: 2, forgotten: 0 })
    expect(await observed()).toHaveLength(2)
  })

  test('stays whole when one of the named is not there, or another run holds its listing', async () => {
    await expect(forget(context(), ['1', '99'], null)).rejects.toThrow(/there is no capture 99/)
    expect(await tombstones()).toEqual([])
    const runId = await openRun(held.warehouse, {
      job: 'nightly',
      arguments: {},
      version: 'test',
      parserVersion: 1,
      at: NOW,
    })
    await claimListings(held.warehouse, runId, [{ listing: saved[0].listing }])
    const { exitCode, runCounts } = await forget(context(), ['1', '2'], null)
    expect({ exitCode, held: runCounts.held }).toEqual({ exitCode: 75, held: 1 })
    expect(await observed()).toHaveLength(2)
    expect(await tombstones()).toEqual([])
  })

  test('is told apart from what was never there', async () => {
    await forget(context(), ['1'], 'another day')
    await expect(findCaptures(held.warehouse, ['1'])).rejects.toThrow(
      /capture 1 of day:2026-02-05 was forgotten at 2026-11-23T00:00:00\.000Z \(another day\)/,
    )
  })
})
