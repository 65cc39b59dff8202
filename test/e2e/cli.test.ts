import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/load/warehouse/open-embedded.ts'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { recipesIn } from '../../src/features/site/recipes.ts'
import { FIRST_DAY } from '../../src/model/day.ts'
import { savedDays, HAS_CAPTURES } from '../support/captures.ts'
import { typed, typedHere } from '../support/paperboy.ts'
import { keepServer } from '../support/ready-folder.ts'

let home: string
let replica: Replica
let leave: () => Promise<void>

const around = (env: Readonly<Record<string, string>> = {}) => ({
  PAPERBOY_HOME: home,
  PAPERBOY_SITE: replica.url,
  ...env,
})
/** Runs the command line as a process of its own. */
const paperboy = async (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  typed(home, args, around(env))
/** Runs it in this process, where neither logs nor the entry point matter. */
const here = async (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  typedHere(home, args, around(env))

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'paperboy-e2e-'))
  leave = await keepServer(home)
  replica = await startReplica({ now: '2025-09-26T22:00:00Z', quota: false })
})
afterAll(async () => {
  await replica.close()
  await leave()
  await rm(home, { recursive: true, force: true })
})

describe('the command line', () => {
  test('a dry night makes no warehouse, and prints what it would fetch and why', async () => {
    const night = { PAPERBOY_NOW: '2025-09-26T22:00:00Z', PAPERBOY_HOME: join(home, 'dry') }
    const asked = replica.requests.length
    const dry = await paperboy(['nightly', '--dry-run', '--follow', 'trending'], night)
    expect(dry).toMatchObject({ code: 0, stderr: '' })
    expect(dry.stdout).toMatch(/day:2025-09-26\s+today\n/)
    expect(dry.stdout).toMatch(/trending\s+trending is followed, never read\s+3 requests for lists/)
    const json = await here(['nightly', '--dry-run', '--json', '--max-requests', '1'], night)
    expect(JSON.parse(json.stdout)).toEqual({
      lists: [{ listing: 'day:2025-09-26', why: 'today', fetched_at: null }],
      requests: 1,
      waiting: 1,
      papers: [],
      papers_waiting: 0,
    })
    expect(existsSync(join(home, 'dry'))).toBe(false)
    expect(replica.requests).toHaveLength(asked)
  })

  test('what can not be followed is refused with exit code 78', async () => {
    expect(await here(['nightly', '--follow', 'week:2026-W23'])).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('setting follow from flag'),
    })
  })

  test('the first run says how to get the rest, the second one does not', async () => {
    const night = { PAPERBOY_NOW: '2025-09-26T22:00:00Z', PAPERBOY_HOME: join(home, 'first') }
    const first = await here(['fetch', 'day:2025-09-25'], night)
    expect(first.stdout).toContain(
      `For the other 875 days: npx paperboy backfill --from ${FIRST_DAY} --to 2025-09-24 ` +
        '(875 requests, at 100 per 5 minutes: about 40 minutes).',
    )
    const second = await here(['fetch', 'day:2025-09-26'], night)
    expect(second.stdout).not.toContain('backfill')
    const plan = ['nightly', '--dry-run', '--json', '--follow', 'trending,query:agent']
    const dry = await here(plan, night)
    expect(JSON.parse(dry.stdout)).toMatchObject({ requests: 2, waiting: 0 })
  })

  test('nightly, status and sql work together on the embedded warehouse', async () => {
    const night = await paperboy(['nightly', '--json'], { PAPERBOY_NOW: '2025-09-26T22:00:00Z' })
    expect(night).toMatchObject({ code: 0 })
    expect(JSON.parse(night.stdout)).toMatchObject({ exit_code: 0, loaded: 2, failed: 0 })
    const lines = night.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string })
    expect(lines.map(({ msg }) => msg)).toContain('loaded day:2025-09-26')

    const table = await here([
      'sql',
      'select day, count(*) as papers from paper_days group by day order by day',
    ])
    expect(table.stdout).toMatch(/2025-09-25\s+14/)
    const json = await here([
      'sql',
      '--format',
      'json',
      "select paper_id, authors, upvotes from paper_days where day = '2025-09-25' order by rank limit 1",
    ])
    expect(JSON.parse(json.stdout)).toEqual([
      {
        paper_id: expect.stringMatching(/^\d{4}\.\d{5}$/),
        authors: expect.any(Array),
        upvotes: expect.any(Number),
      },
    ])
    const status = await here(['status', '--json'], { PAPERBOY_NOW: '2025-09-26T22:00:00Z' })
    expect(JSON.parse(status.stdout)).toMatchObject({ totals: { days: 2 }, quarantined: 0 })
  })

  test('sql refuses to write, and shows where a statement is wrong', async () => {
    expect(await here(['sql', 'delete from stored_papers'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('read-only'),
    })
    const wrong = await paperboy(['sql', 'select nothing from paper_days'])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toBe(
      'paperboy: column "nothing" does not exist\n  select nothing from paper_days\n         ^\n',
    )
  })

  test.each([
    [['--from', '2026-02-30', '--to', '2026-03-01'], 'no such date'],
    [['--from', '2025-09-02', '--to', '2025-09-01'], 'is after --to'],
    [['--from', '2023-05-03', '--to', '2023-05-05'], `the first list is of ${FIRST_DAY}`],
    [['--from', '2025-09-01', '--to', '2999-01-01'], 'in the future'],
  ])('a range typed wrongly (%s) gets a sentence and exit code 2', async (range, sentence) => {
    const ended = await here(['backfill', ...range, '--dry-run'])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(sentence)
  })

  test('a dry run prints each date, why, and the time at the quota', async () => {
    const ended = await here([
      'backfill',
      '--from',
      '2025-09-01',
      '--to',
      '2025-09-03',
      '--dry-run',
      '--json',
    ])
    expect(JSON.parse(ended.stdout)).toMatchObject({
      requests: 3,
      days: [{ day: '2025-09-01', why: 'never fetched' }, {}, {}],
    })
  })

  test('a dead host ends with exit code 69 and the reason in the ledger', async () => {
    const ended = await paperboy(['fetch', 'day:2025-09-10'], { PAPERBOY_SITE: 'http://127.0.0.1:1' })
    expect(ended.code).toBe(69)
    expect(ended.stderr).toContain('ECONNREFUSED')
    const reason = await here([
      'sql',
      '--format',
      'csv',
      "select state from coverage where day = '2025-09-10'",
    ])
    expect(reason.stdout.trim()).toBe('state\npending')
  })

  test('config masks what is secret', async () => {
    const ended = await here(['config'], {
      HF_TOKEN: 'hf_abcdefgh',
      DATABASE_URL: 'postgres://me:hush@127.0.0.1/x',
    })
    expect(ended.code).toBe(0)
    expect(ended.stdout).not.toMatch(/hf_abcdefgh|hush/)
  })

  test('an unusable setting is named, with exit code 78', async () => {
    const ended = await here(['status'], { PAPERBOY_SITE: 'nowhere' })
    expect(ended).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('setting site from environment PAPERBOY_SITE'),
    })
  })

  test('a file that can not be read writes nothing', async () => {
    const file = join(home, 'x.html')
    await writeFile(file, '<html></html>')
    const ended = await here([
      'import',
      file,
      join(home, 'absent.html'),
      '--listing',
      'day:2025-09-01',
      '--captured-at',
      '2025-09-02T00:00:00Z',
    ])
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('absent.html') })
    const rows = await here([
      'sql',
      '--format',
      'csv',
      "select count(*) from captures where key = '2025-09-01'",
    ])
    expect(rows.stdout.trim()).toBe('count\n0')
  })

  test.skipIf(!HAS_CAPTURES)('a manifest of real captures loads', async () => {
    const saved = savedDays(['html']).slice(0, 3)
    const manifest = join(home, 'saved.ndjson')
    await writeFile(
      manifest,
      saved
        .map(({ path, listing, capturedAt }) =>
          JSON.stringify({ path, listing: `day:${listing.key}`, capturedAt: capturedAt.toString() }),
        )
        .join('\n'),
    )
    const ended = await here(['import', '--manifest', manifest, '--json'])
    expect(JSON.parse(ended.stdout)).toMatchObject({ loaded: 3, quarantined: 0 })
  })

  test('the demo prints the top papers, what changed and three queries', async () => {
    const ended = await paperboy(['demo'])
    expect(ended.code).toBe(0)
    expect(ended.stdout).toMatch(/Qwen3-Omni Technical Report/)
    expect(ended.stdout.match(/npx paperboy sql/g)).toHaveLength(3)
  })

  test('the demo keeps its warehouse where it is told to, and all of the cookbook runs on it as pasted', async () => {
    const folder = join(home, 'a demo')
    const ended = await paperboy(['demo', '--keep', folder])
    expect(ended).toMatchObject({ code: 0 })
    const [, pasted = ''] = /kept in .*: npx paperboy (--home '.*' sql ".*")/.exec(ended.stdout) ?? []
    expect(pasted).toBe(`--home '${folder}' sql "SELECT * FROM coverage"`)
    const recipes = recipesIn(await readFile(join(import.meta.dirname, '../../docs/cookbook.md'), 'utf8'))
    expect(recipes.length).toBeGreaterThan(20)
    const wrong: unknown[] = []
    // Its server stays, and is not started anew by each of them.
    const held = await openEmbedded(join(folder, 'warehouse'))
    try {
      for (const { question, statement } of recipes) {
        const { code, stderr } = await here(['--home', folder, 'sql', statement])
        if (code !== 0) wrong.push({ question, stderr })
      }
      expect(wrong).toEqual([])
      const top = await here(['--home', folder, 'sql', recipes[0]?.statement ?? ''])
      expect(top.stdout).toMatch(/Qwen3-Omni Technical Report[\s\S]*\(5 rows\)/)
    } finally {
      await held.close()
    }
    expect(await here(['demo', '--keep', folder])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not empty'),
    })
  })
})
