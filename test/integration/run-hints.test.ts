import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Fault } from '../../demo/fault/fault.ts'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { importSaved } from '../../jobs/import/import.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { retryQuarantine } from '../../jobs/load/quarantine.ts'
import { replay } from '../../jobs/replay/replay.ts'
import { readStatus } from '../../jobs/run/status.ts'
import type { RunResult } from '../../jobs/run/with-run.ts'
import type { App } from '../../src/commands/command.ts'
import { reportRun } from '../../src/commands/report-run.ts'
import { statusText } from '../../src/commands/status-text.ts'
import { sql } from '../../src/base/sql.ts'
import { dayListing, type Listing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { type TestWarehouse, createEmbedded } from '../support/warehouses.ts'

const NOW = '2025-09-24T22:00:00Z'
const DAY = dayListing('2025-09-22')
const PAPER: Listing = { kind: 'paper', key: '1901.00001' }
const STATUS = 'See "npx paperboy status" for the reasons.'
const QUARANTINE = 'See "npx paperboy quarantine" for the entries.'
const FINAL = '1 of the answers is final: running this again gives the same.'

describe('what a run says at its end', () => {
  let replica: Replica
  let held: TestWarehouse
  let folder: string

  beforeAll(async () => {
    replica = await startReplica({ now: NOW, quota: false })
    folder = await mkdtemp(join(tmpdir(), 'paperboy-hints-'))
  })
  beforeEach(async () => {
    held = await createEmbedded()
    replica.setNow(NOW)
  })
  afterEach(async () => {
    replica.clearFaults()
    await held.drop()
  })
  afterAll(async () => {
    await replica.close()
    await rm(folder, { recursive: true })
  })

  const context = () => {
    const made = jobContext(held.warehouse, replica.url, () => replica.now())
    return { ...made, config: { ...made.config, browser: '/no/browser/here' } }
  }
  const fetchUnder = async (fault: Fault | null, listing: Listing = DAY) => {
    if (fault) replica.setFault(fault)
    const result = await fetchListings(context(), [listing])
    replica.clearFaults()
    return result
  }
  const importText = async (text: string, at = NOW) => {
    const path = join(folder, 'saved.html')
    await writeFile(path, text)
    return importSaved(context(), [{ path, listing: DAY, capturedAt: Temporal.Instant.from(at) }])
  }
  const saidOf = (result: RunResult) => {
    const lines: string[] = []
    const app = {
      terminal: { out: (text: string) => lines.push(text) },
      exitWith: (code: number) => code,
    } as unknown as App
    reportRun(app, result, false)
    return lines.join('\n').split('\n')
  }
  /** The lines after the first one. */
  const hintsOf = (result: RunResult) => saidOf(result).slice(1)
  const status = async () => statusText(await readStatus(held.warehouse, replica.now()), 300, false)

  test('nothing more when all is done', async () => {
    const result = await fetchUnder(null)
    expect({ exitCode: result.exitCode, hints: hintsOf(result) }).toEqual({ exitCode: 0, hints: [] })
  })

  test.each([
    ['a day that failed', { kind: 'status', status: 503 }, false, /503/],
    ['a day that was refused', { kind: 'waf-challenge' }, false, /wants to see a browser/],
    ['a loaded day that was refused', { kind: 'waf-challenge' }, true, /wants to see a browser/],
    ['a page that changed', { kind: 'blob', change: 'renamed-key' }, false, /no known era/],
    ['a loaded page that changed', { kind: 'blob', change: 'renamed-key' }, true, /no known era/],
    ['a list that is on hold', { kind: 'missing-entries', share: 0.5 }, true, /entries where there were/],
  ] as const)('of %s that status has the reason, and it has', async (_, fault, isLoaded, reason) => {
    if (isLoaded) await fetchUnder(null)
    replica.setNow('2025-09-24T23:00:00Z')
    expect(hintsOf(await fetchUnder(fault))).toEqual([STATUS])
    expect(await status()).toMatch(new RegExp(`! [^!]*day:2025-09-22[^!]*${reason.source}`))
  })

  test('of entries in quarantine where they are, and status does not say to run a night for them', async () => {
    const fault = { kind: 'bad-entry', id: '2509.17567' } as const
    replica.setFault(fault)
    const result = await nightly(context(), {})
    expect(result.runCounts.quarantined).toBe(1)
    expect({ exitCode: result.exitCode, hints: hintsOf(result) }).toEqual({
      exitCode: 75,
      hints: [QUARANTINE],
    })
    expect(await status()).toMatch(
      /The last nightly run \(\d+\) ended as partial: 1 of \d+ entries in quarantine\.\n/,
    )
    expect(hintsOf(await replay(context(), {}))).toEqual([])
    expect(hintsOf(await retryQuarantine(context()))).toEqual([QUARANTINE])
  })

  test("counts lists and papers' own pages apart", async () => {
    await fetchUnder(null)
    const pages = await held.warehouse.rows<Listing & Record<string, unknown>>(
      sql`select 'paper' as kind, id as key from stored_papers order by id limit 2`,
    )
    const result = await fetchListings(context(), [DAY, ...pages])
    expect(result.runCounts).toMatchObject({ loaded: 3, ofPapers: { loaded: 2, failed: 0, held: 0 } })
    expect(saidOf(result)[0]).toMatch(/^Run \d+: 1 list, 2 papers' pages loaded with \d+ entries, /)
    const one = await fetchListings(context(), pages.slice(0, 1))
    expect(saidOf(one)[0]).toMatch(/^Run \d+: 1 paper's page loaded with 1 entry, /)

    replica.setFault({ kind: 'status', status: 503, match: '2025-09-23' })
    for (const { key } of pages) replica.setFault({ kind: 'status', status: 503, match: key })
    const failed = await fetchListings(context(), [DAY, dayListing('2025-09-23'), ...pages])
    expect(failed.runCounts).toMatchObject({ failed: 3, ofPapers: { loaded: 0, failed: 2, held: 0 } })
    expect(saidOf(failed)[0]).toMatch(/1 list loaded with .* 1 list, 2 papers' pages failed, /)
    const [run] = (await readStatus(held.warehouse, replica.now())).runs
    expect(run?.error).toMatch(/^1 list, 2 papers' pages failed, the first one: /)
  })

  test('of a paper that the site does not have that this is final, and exits 2', async () => {
    const result = await fetchUnder(null, PAPER)
    expect({ exitCode: result.exitCode, hints: hintsOf(result) }).toEqual({ exitCode: 2, hints: [FINAL] })
    expect((await replay(context(), {})).exitCode).toBe(0)
  })

  test('of a failure beside a paper that the site does not have that it may pass, and exits 75', async () => {
    replica.setFault({ kind: 'status', status: 503, match: DAY.key })
    const result = await fetchListings(context(), [PAPER, DAY])
    expect({ exitCode: result.exitCode, hints: hintsOf(result) }).toEqual({
      exitCode: 75,
      hints: [STATUS, FINAL],
    })
  })

  test('nothing more of a followed paper that is gone: the night is done', async () => {
    const result = await nightly(context(), { follow: [PAPER] })
    const { refused, final, vanished } = result.runCounts
    expect({ exitCode: result.exitCode, refused, final, vanished, hints: hintsOf(result) }).toEqual({
      exitCode: 0,
      refused: 0,
      final: 0,
      vanished: 1,
      hints: [],
    })
  })

  test('of an imported file that holds no list that this is final, and where the reason is only if it is there', async () => {
    const challenge = '<html><title>Human verification</title></html>'
    const first = await importText(challenge)
    expect({ exitCode: first.exitCode, hints: hintsOf(first) }).toEqual({
      exitCode: 2,
      hints: [STATUS, FINAL],
    })
    await fetchUnder(null)
    // Older than the list that is there: the ledger has nothing to say of it.
    const older = await importText(`${challenge} `, '2025-09-23T10:00:00Z')
    expect({ exitCode: older.exitCode, hints: hintsOf(older) }).toEqual({ exitCode: 2, hints: [FINAL] })
  })

  test('of days that robots.txt keeps pending why, since status has no failure of them', async () => {
    const result = await fetchUnder({ kind: 'robots', answer: 'disallow' })
    expect(result.exitCode).toBe(75)
    expect(hintsOf(result)).toEqual([expect.stringMatching(/^The first failure: .*robots\.txt.*\.$/)])
    expect(await readStatus(held.warehouse, replica.now())).toMatchObject({ failed: [], stale: [] })
  })
})
