import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { createCliWarehouse, type CliWarehouse } from '../support/cli-warehouse.ts'
import { typedHere } from '../support/paperboy.ts'

let replica: Replica
let held: CliWarehouse

beforeAll(async () => {
  replica = await startReplica({ now: '2025-09-23T12:00:00Z', quota: false })
  // A server where there is one: it starts faster.
  held = await createCliWarehouse()
})
afterAll(async () => {
  await replica.close()
  await held.drop()
})

const here = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const now = replica.now().toString()
  return typedHere(held.home, args, { PAPERBOY_SITE: replica.url, PAPERBOY_NOW: now, ...held.env, ...env })
}

test("papers plans, fetches and counts papers' own pages, and still shows a selection", async () => {
  await here(['fetch', 'day:2025-09-22'])
  const ofDay = ['fetch', 'papers', '--from', '2025-09-22', '--to', '2025-09-22']
  const dry = await here([...ofDay, '--missing', '--max-requests', '3', '--dry-run'])
  expect(dry).toMatchObject({ code: 0, stderr: '' })
  const [header = '', , ...lines] = dry.stdout.split('\n').filter((line) => line !== '')
  expect(header.trim()).toMatch(/^paper +why$/)
  expect(lines.pop()).toBe('3 requests; at 100 per 5 minutes: immediately')
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(line).toMatch(/^2509\.\d{5} +never read *$/)

  const run = await here([...ofDay, '--max-requests', '3', '--json'])
  expect(JSON.parse(run.stdout)).toMatchObject({ exit_code: 0, loaded: 3, vanished: 0 })
  const stale = await here([...ofDay, '--stale', '--dry-run', '--json'])
  expect(JSON.parse(stale.stdout)).toEqual({ papers: [], requests: 0, seconds: 0 })
  const left = JSON.parse((await here([...ofDay, '--dry-run', '--json'])).stdout) as { requests: number }
  expect(left.requests).toBeGreaterThan(5)

  const shown = await here(['papers', 'day:2025-09-22', 'top:1'])
  expect(shown.stdout).toContain('2509.16198')
})

test('papers says how many there are, and shows the rest by --after', async () => {
  await here(['fetch', 'day:2025-09-22'])
  interface Shown {
    readonly total: number
    readonly next_cursor: string | null
    readonly papers: readonly { readonly paper_id: string; readonly place: number }[]
  }
  const papers: Shown['papers'][number][] = []
  let total = 0
  let args = ['papers', 'month:2025-09', '--limit', '7', '--json']
  for (let pages = 0; pages < 20; pages++) {
    const shown = JSON.parse((await here(args)).stdout) as Shown
    papers.push(...shown.papers)
    ;({ total } = shown)
    if (shown.next_cursor === null) break
    args = ['papers', 'month:2025-09', 'top:7', '--after', shown.next_cursor, '--json']
  }
  expect(total).toBeGreaterThan(14)
  expect([papers.length, new Set(papers.map(({ paper_id }) => paper_id)).size]).toEqual([total, total])
  expect(papers.map(({ place }) => place)).toEqual(papers.map((_, index) => index + 1))

  const table = await here(['papers', 'month:2025-09', 'top:2'])
  const [, after = ''] =
    new RegExp(`^1 to 2 of ${total}; for more: --limit N, or --after (\\S+)$`, 'm').exec(table.stdout) ?? []
  expect((await here(['papers', 'month:2025-09', '--after', after])).stdout).toContain(
    `3 to ${total} of ${total}`,
  )
  expect((await here(['papers', 'month:2025-09', '--limit', '50'])).stdout).toContain(`All ${total}.`)
  for (const [given, sentence] of [
    [['week:2025-W39', '--after', after], '--after: expected a cursor from a page of this list'],
    [['--after', 'x'], '--after: expected a cursor'],
    [['--limit', '1001'], '--limit 1001: expected at most 1000'],
  ] as const)
    expect(await here(['papers', ...given])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(sentence),
    })
})

test.each([
  [['papers', 'last-week', '--missing'], '"papers --missing" is now "fetch papers --missing"'],
  [
    ['papers', 'org:nvidia', 'top:5', '--max-requests', '5'],
    '"papers --max-requests" is now "fetch papers --max-requests"',
  ],
  [['fetch', '--api', 'papers'], "--api does not apply to papers' own pages"],
  [['fetch', 'papers', '--from', '2025-09-31'], '--from 2025-09-31: there is no such date'],
  [['fetch', 'papers', '--from', '2025-09-22', '--to', '2025-09-21'], 'swap them'],
])('%j is refused with a sentence, and asks the site for nothing', async (args, sentence) => {
  const asked = replica.requests.length
  expect(await here(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) })
  expect(replica.requests).toHaveLength(asked)
})

test('a dry night says how many pages of papers would follow its lists; 0 turns them off', async () => {
  const night = await here(['nightly', '--dry-run', '--max-requests', '4'], { PAPERBOY_PAPER_PAGES: '60' })
  expect(night.stdout).toMatch(/Then at most 3 papers' own pages: 1\d are due now/)
  const none = await here(['nightly', '--dry-run'], { PAPERBOY_PAPER_PAGES: '0' })
  expect(none.stdout).not.toContain('own pages')
  const wrong = await here(['nightly', '--dry-run'], { PAPERBOY_PAPER_PAGES: 'some' })
  expect(wrong).toMatchObject({ code: 78, stderr: expect.stringContaining('expected a whole number') })
})

test('paper shows one with its days, votes and links, by id or by any link to it', async () => {
  await here(['fetch', 'day:2025-09-22'])
  const [id = ''] = /2509\.\d{5}/.exec((await here(['papers', 'day:2025-09-22', 'top:1'])).stdout) ?? []
  const shown = await here(['paper', id])
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout).toMatch(/^2025-09-22 +1 +\d+ /m)
  for (const line of [`site    ${replica.url}/papers/${id}`, `pdf     https://arxiv.org/pdf/${id}`])
    expect(shown.stdout.split('\n')).toContain(line)
  for (const typed of [`arXiv:${id}v3`, `https://arxiv.org/abs/${id}`, `https://huggingface.co/papers/${id}`])
    expect((await here(['paper', typed])).stdout).toBe(shown.stdout)
  expect(await here(['paper', '2401.00001'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('type npx paperboy fetch paper:2401.00001'),
  })
})

test('days are dates, today, yesterday, or so many days ago, wherever one is asked for', async () => {
  // The replica's clock stands on the 26th.
  const today = replica.now().toString().slice(0, 10)
  const ago = (day: string) =>
    `-${Temporal.PlainDate.from(day).until(Temporal.PlainDate.from(today)).total('days')}`
  const text = async (args: readonly string[]) => (await here(args)).stdout
  expect(await text(['fetch', `day:${ago('2025-09-22')}`])).toContain('1 list')
  const [list] = (await text(['papers', 'day:2025-09-22'])).split('\n\n').slice(1)
  expect(await text(['papers', `day:${ago('2025-09-22')}`])).toContain(list)
  expect(await text(['papers', `from:${ago('2025-09-22')}`, `to:${ago('2025-09-22')}`, 'top:2'])).toContain(
    '1 to 2 of',
  )
  const plan = async (from: string, to: string) =>
    text(['backfill', '--from', from, '--to', to, '--all', '--dry-run', '--json'])
  expect(await plan(ago('2025-09-22'), 'today')).toBe(await plan('2025-09-22', today))
  expect(await here(['backfill', '--from', 'today', '--to', '-3', '--dry-run'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('swap them'),
  })
  expect(await here(['papers', 'from:today', 'to:yesterday'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('swap them'),
  })
  expect(await here(['backfill', '--from', 'soon', '--to', 'today'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('expected a date such as 2026-06-03, today, yesterday, or -7'),
  })
})
