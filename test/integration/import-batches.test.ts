import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importArchives, importSaved, type SavedResponse } from '../../jobs/import/import.ts'
import type { JobContext } from '../../jobs/run/job-context.ts'
import { eachCapture } from '../../src/load/captures/capture-store.ts'
import { writeWarc } from '../../src/load/captures/warc-file.ts'
import { addDays } from '../../src/model/day.ts'
import type { LogFields } from '../../src/base/log-fields.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createEmbedded } from '../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')
const FILES = 30

const list = (number: number) => {
  const at = '2026-02-03T12:00:00.000Z'
  const id = `2602.${String(number).padStart(5, '0')}`
  const title = `Title ${number}`
  const paper = { id, title, authors: [{ name: 'A. One' }], summary: 'A.', publishedAt: at, upvotes: 3 }
  return JSON.stringify([{ paper, title, publishedAt: at, numComments: 1 }])
}

let held: TestWarehouse
let folder: string
let saved: SavedResponse[]

beforeAll(async () => {
  held = await createEmbedded()
  folder = await mkdtemp(join(tmpdir(), 'paperboy-batches-'))
  saved = Array.from({ length: FILES }, (_, index) => ({
    path: join(folder, `${index}.json`),
    listing: { kind: 'day' as const, key: addDays('2026-02-01', index) },
    capturedAt: NOW.subtract({ hours: 24 }),
  }))
  for (const [index, { path }] of saved.entries()) await writeFile(path, list(index))
})
afterAll(async () => {
  await held.drop()
  await rm(folder, { recursive: true })
})

/** A context that notes by how many files the progress went on each time. */
function noting(): { readonly context: JobContext; readonly steps: number[] } {
  const steps: number[] = []
  const context = jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)
  const advance = (_label: string, by = 1) => steps.push(by)
  return { context: { ...context, progress: { ...context.progress, advance } }, steps }
}

const count = async (what: string) =>
  (await held.warehouse.rows<{ n: number }>(sql.raw(`select count(*)::int as n from ${what}`)))[0]?.n

test('what is stored when a signal comes is loaded, and no further file is taken', async () => {
  const stop = new AbortController()
  const { context } = noting()
  const logger = Object.assign(Object.create(context.logger) as JobContext['logger'], {
    debug: ({ step, capture_id: captureId }: LogFields) =>
      step === 'capture' && captureId === '2' && stop.abort(),
  })
  const { runCounts } = await importSaved({ ...context, logger, signal: stop.signal }, saved)
  expect(runCounts).toMatchObject({ captures: 2, loaded: 2 })
  expect([await count('captures'), await count('captures where loaded')]).toEqual([2, 2])
})

test('fault 26: one that the database refuses as a whole is unreadable, and the rest of its batch is loaded', async () => {
  await held.warehouse.rows(
    sql`alter table stored_observations add constraint no_such_day check (key <> '2026-02-04')`,
  )
  const { context } = noting()
  const { runCounts, exitCode } = await importSaved(context, saved.slice(0, 6))
  expect({ exitCode, loaded: runCounts.loaded, unreadable: runCounts.unreadable }).toEqual({
    exitCode: 65,
    loaded: 5,
    unreadable: 1,
  })
  expect(await count('captures where loaded')).toBe(6)
  await held.warehouse.rows(sql`alter table stored_observations drop constraint no_such_day`)
})

test('files are stored one by one and loaded in batches; one that is named twice is loaded once', async () => {
  const { context, steps } = noting()
  const { runCounts, exitCode } = await importSaved(context, [...saved.slice(0, 1), ...saved])
  expect({ exitCode, captures: runCounts.captures, loaded: runCounts.loaded }).toEqual({
    exitCode: 0,
    captures: FILES,
    loaded: FILES,
  })
  expect(steps).toEqual([24, FILES + 1 - 24])
  expect([await count('observations'), await count('papers')]).toEqual([FILES, FILES])
})

test('an archive of the same goes through batches as well, and writes no row', async () => {
  const path = join(folder, 'all.warc.gz')
  await writeWarc(path, eachCapture(held.warehouse), 'test')
  const { context, steps } = noting()
  const { runCounts } = await importArchives(context, [path])
  expect(steps).toEqual([24, FILES - 24])
  expect(runCounts).toMatchObject({ captures: FILES, rows: { observations: 0 } })
})
