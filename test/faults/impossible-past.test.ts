import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { impossiblePast } from '../../jobs/import/impossible-past.ts'
import { writeWarc } from '../../src/load/captures/warc-file.ts'
import type { StoredCapture } from '../../src/model/capture.ts'
import type { Listing } from '../../src/model/listing.ts'
import { apiList, madeEntries } from '../support/api-list.ts'
import { allSaved, HAS_CAPTURES } from '../support/captures.ts'
import { typedHere } from '../support/paperboy.ts'
import { keepServer } from '../support/ready-folder.ts'
import { httpAnswer, warcBytes } from '../support/warc-files.ts'

const NOW = { PAPERBOY_NOW: '2026-11-23T00:00:00Z' }
/** The list of 2026-03-04, with its newest submission at 14:20. */
const ENTRIES = [
  ...madeEntries(3, { submittedAt: '2026-03-04T06:00:00.000Z' }),
  ...madeEntries(1, { submittedAt: '2026-03-04T14:20:00.123Z' }, '2603'),
]

const captureAt = (at: string, listing?: Listing, entries = ENTRIES) =>
  apiList('2026-03-04', entries, at, listing)

describe('fault 30: a capture that is said to be', () => {
  const at = (instant: string, listing?: Listing, entries = ENTRIES) =>
    impossiblePast(captureAt(instant, listing, entries))

  test('of a day, week or month that had not begun is impossible', () => {
    const undated = madeEntries(3, { submittedAt: null })
    expect(at('2026-03-03T23:54:59Z', undefined, undated)).toBe(
      'captured at 2026-03-03T23:54:59.000Z is before day:2026-03-04 began, at 2026-03-04T00:00:00.000Z',
    )
    expect(at('2026-03-03T23:55:00Z', undefined, undated)).toBe(null)
    expect(at('2026-03-01T23:00:00Z', { kind: 'week', key: '2026-W10' }, undated)).toContain(
      'week:2026-W10 began, at 2026-03-02T00:00:00.000Z',
    )
    expect(at('2026-02-28T23:00:00Z', { kind: 'month', key: '2026-03' }, undated)).toContain(
      'month:2026-03 began, at 2026-03-01T00:00:00.000Z',
    )
  })

  test('older than the newest submission that it shows is impossible, by more than a clock may be wrong', () => {
    expect(at('2026-03-04T09:00:00Z')).toBe(
      'captured at 2026-03-04T09:00:00.000Z is before the newest submission that it shows, 2603.00001 at 2026-03-04T14:20:00.123Z',
    )
    expect(at('2026-03-04T14:15:00Z')).toContain('2603.00001')
    expect(at('2026-03-04T14:15:01Z')).toBe(null)
    for (const listing of [
      { kind: 'trending', key: 'now' },
      { kind: 'query', key: 'words' },
    ] as const)
      expect(at('2026-03-04T09:00:00Z', listing)).toContain('2603.00001 at 2026-03-04T14:20:00.123Z')
  })

  test('a submission that is cut to midnight is never later than the page', () => {
    const cut = madeEntries(3, { submittedAt: '2026-03-04T00:00:00.000Z' })
    expect(at('2026-03-04T00:00:00Z', undefined, cut)).toBe(null)
  })

  test('fetched by a machine whose clock was hours behind comes back from its own archive', () => {
    const fetchedAt = (instant: string, listing?: Listing) =>
      impossiblePast({ ...captureAt(instant, listing), fetchedWith: 'http' })
    expect(fetchedAt('2026-03-04T09:00:00Z')).toBe(null)
    expect(fetchedAt('2026-03-03T12:00:00Z')).toContain('is before day:2026-03-04 began')
    expect(fetchedAt('2026-03-03T12:00:00Z', { kind: 'trending', key: 'now' })).toContain('2603.00001')
  })

  test.skipIf(!HAS_CAPTURES)('what its name tells is possible, for every real one', () => {
    const saved = allSaved()
    expect(saved.length).toBeGreaterThan(80)
    const problems = saved.map((capture) => impossiblePast(capture)).filter((each) => each !== null)
    expect(problems).toEqual([])
  })
})

describe('fault 30: an import of an impossible past', () => {
  let home: string
  let leave: () => Promise<void>

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'paperboy-past-'))
    leave = await keepServer(join(home, '.paperboy'))
    await writeFile(join(home, 'list.json'), captureAt('2026-03-05T00:00:00Z').body)
    await writeFile(join(home, '2026-03-04@20260304.json'), captureAt('2026-03-05T00:00:00Z').body)
    await writeFile(join(home, 'good.json'), apiList('2026-03-03', madeEntries(2), '2026-03-04T00:00Z').body)
  })
  afterAll(async () => {
    await leave()
    await rm(home, { recursive: true, force: true })
  })

  const refused = async (...args: string[]) => {
    const ended = await typedHere(home, ['import', ...args], NOW)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    const { stdout } = await typedHere(home, ['sql', '--format', 'csv', 'select count(*) from captures'])
    expect(stdout).toBe('count\n0\n')
    return ended.stderr
  }
  const DAY = ['--listing', 'day:2026-03-04']
  const BOTH =
    'captured at 2026-03-04T09:00:00.000Z is before the newest submission that it shows, 2603.00001 at 2026-03-04T14:20:00.123Z'

  test('is refused with both instants and what to type, and nothing is stored', async () => {
    expect(await refused('list.json', ...DAY, '--captured-at', '2026-03-04T09:00:00Z')).toBe(
      `paperboy: list.json: ${BOTH}; give the time at which it was saved: npx paperboy import list.json --listing 'day:2026-03-04' --captured-at TIME\n`,
    )
    expect(await refused('list.json', ...DAY, '--captured-at', '2025-03-04T09:00:00Z')).toContain(
      'list.json: captured at 2025-03-04T09:00:00.000Z is before day:2026-03-04 began, at 2026-03-04T00:00:00.000Z',
    )
  })

  test('by a name that tells the date alone is refused, where the page shows a later hour', async () => {
    expect(await refused('2026-03-04@20260304.json')).toContain(
      '2026-03-04@20260304.json: captured at 2026-03-04T00:00:00.000Z is before the newest submission',
    )
  })

  test('in a manifest is refused, and no other file of it is stored', async () => {
    const line = (path: string, day: string, capturedAt: string) =>
      JSON.stringify({ path, listing: `day:${day}`, capturedAt })
    await writeFile(
      join(home, 'm.ndjson'),
      [
        line('good.json', '2026-03-03', '2026-03-04T00:00:00Z'),
        line('list.json', '2026-03-04', '2026-03-04T09:00:00Z'),
      ].join('\n'),
    )
    expect(await refused('--manifest', 'm.ndjson')).toMatch(/\/list\.json: captured at 2026-03-04T09:00/)
  })

  test('in an archive is refused with the record, whoever wrote it', async () => {
    const own = async function* (): AsyncGenerator<StoredCapture> {
      for (const at of ['2026-03-05T09:00:00Z', '2026-03-04T09:00:00Z']) {
        const capture = captureAt(at)
        yield { ...capture, id: '1', sha256: createHash('sha256').update(capture.body).digest('hex') }
      }
    }
    await writeWarc(join(home, 'own.warc.gz'), own(), 'test')
    expect(await refused('own.warc.gz')).toContain(
      `own.warc.gz, record 3, day:2026-03-04: ${BOTH}; correct its`,
    )
    const fields = {
      'WARC-Target-URI': 'https://huggingface.co/api/daily_papers?date=2026-03-04',
      'WARC-Date': '2026-03-04T09:00:00Z',
    }
    const block = httpAnswer(captureAt('2026-03-05T00:00:00Z').body, {})
    await writeFile(join(home, 'theirs.warc.gz'), warcBytes([{ type: 'response', fields, block }], true))
    const told = await refused('theirs.warc.gz')
    expect(told).toContain(`theirs.warc.gz, record 1, day:2026-03-04: ${BOTH}; correct its WARC-Date`)
    expect(told).toContain("npx paperboy import PAGE.html --listing 'day:2026-03-04' --captured-at TIME")
  })
})
