/*
 * How fast the pages are served, by 50 clients at a time, beside a plain rendering of the same rows (plain-site.ts); and
 * what a static build takes: first, with nothing new, and after one more night.
 * DATABASE_URL=postgres://... node bench/site.ts [PAPERS] [SECONDS] [--uncached] [--no-build] (a database of its own, dropped at the end)
 * The site keeps its pages for a minute; with --uncached it is asked a second time for pages that it has not kept.
 */
import autocannon from 'autocannon'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { sql } from '../src/base/sql.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'
import { addDays, daysFrom } from '../src/model/day.ts'
import { fillWarehouse, onOwnDatabase } from './made-warehouse.ts'

const { values: flags, positionals } = parseArgs({
  options: {
    uncached: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const PAPERS = Number(positionals[0] ?? 20_000)
const SECONDS = Number(positionals[1] ?? 5)
const DAYS = 1100
const CONNECTIONS = 50
const FIRST_DAY = '2023-05-04'
const LAST_DAY = addDays(FIRST_DAY, DAYS)
const NOW = `${LAST_DAY}T20:00:00Z`
const CLI = join(import.meta.dirname, '../src/cli.ts')
const ENV = { ...process.env, PAPERBOY_NOW: NOW, PAPERBOY_LOG: 'warn' }

/** Addresses of each kind of page: several, so that no one page is always at hand. */
async function pathsOf(warehouse: Warehouse): Promise<Record<string, string[]>> {
  const days = daysFrom(addDays(LAST_DAY, -40), LAST_DAY)
  const names = async (statement: string) =>
    (await warehouse.readOnly(statement)).rows.map(([name]) => encodeURIComponent(name ?? ''))
  return {
    front: ['/'],
    day: days.map((day) => `/day/${day}`),
    month: [...new Set(days.map((day) => `/month/${day.slice(0, 7)}`))],
    rising: ['/trending'],
    search: ['speech', 'robust+planning', 'video+-adaptive', '"unified+code"'].map((q) => `/search?q=${q}`),
    paper: (await names('select paper_id from paper_details order by md5(paper_id) limit 40')).map(
      (id) => `/paper/${id}`,
    ),
    author: (await names('select author from author_papers order by md5(author) limit 40')).map(
      (name) => `/author/${name}`,
    ),
    organization: (
      await names(
        'select distinct organization from paper_details where organization is not null order by 1 limit 40',
      )
    ).map((name) => `/organization/${name}`),
    coverage: ['/coverage'],
  }
}

/** Starts a server that prints its address as JSON. */
async function started(args: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, args, { env: ENV, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  return { child, url: (JSON.parse(line) as { url: string }).url }
}

/** More than the site keeps: when an address comes again, its page has been given up. */
const ADDRESSES = 512
let asked = 0

/** The same page at another address: what is between two ampersands is nothing. */
function anew(path: string): string {
  return `${path}${path.includes('?') ? '' : '?'}${'&'.repeat(1 + (asked++ % ADDRESSES))}`
}

async function load(url: string, paths: readonly string[], isUncached = false) {
  const wanted = paths.map((path) =>
    isUncached
      ? { path, setupRequest: (request: autocannon.Request) => ({ ...request, path: anew(path) }) }
      : { path },
  )
  const options = { url, connections: CONNECTIONS, requests: wanted }
  await autocannon({ ...options, duration: 1 })
  const { latency, requests, non2xx, errors } = await autocannon({ ...options, duration: SECONDS })
  if (non2xx + errors > 0)
    throw new Error(`${url}${paths[0]}: ${non2xx} refused, ${errors} failed: no figure`)
  // Not one answer in time is no answer in no time.
  if (requests.total === 0) return { p50: Number.NaN, p99: Number.NaN, rate: 0 }
  return { p50: latency.p50, p99: latency.p99, rate: requests.average }
}

async function serving(warehouse: Warehouse, url: string): Promise<void> {
  const site = await started([CLI, 'site', 'serve', '--port', '0', '--json', '--database-url', url])
  const plain = await started([join(import.meta.dirname, 'plain-site.ts'), url])
  try {
    const kinds = Object.entries(await pathsOf(warehouse))
    for (const isUncached of flags.uncached ? [false, true] : [false]) {
      console.log(isUncached ? 'pages that are not kept' : 'pages that are kept for a minute')
      console.log('page            site p50    p99     /s   plain p50    p99     /s   site/plain (p50)')
      for (const [kind, paths] of kinds) {
        const [ours, theirs] = [await load(site.url, paths, isUncached), await load(plain.url, paths)]
        const cells = [ours, theirs].flatMap(({ p50, p99, rate }) => [p50, p99, Math.round(rate)])
        console.log(
          `${kind.padEnd(14)} ${cells.map((cell) => String(cell).padStart(8)).join(' ')} ${(ours.p50 / theirs.p50).toFixed(2).padStart(10)}`,
        )
      }
    }
    console.log(`memory of the site's process: ${peakMB(site.child.pid!)} MB`)
  } finally {
    site.child.kill()
    plain.child.kill()
  }
}

function peakMB(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

/** Most memory of a process and its children, each at its peak. */
function peakOfAll(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  // One that has just ended tells no memory.
  const peaks = [pid, ...children.map(Number)].map(peakMB).filter((peak) => !Number.isNaN(peak))
  return peaks.reduce((sum, peak) => sum + peak, 0)
}

async function build(name: string, folder: string, url: string, env = ENV): Promise<void> {
  const start = performance.now()
  const child = spawn(
    process.execPath,
    [CLI, 'site', 'build', folder, '--no-pictures', '--json', '--database-url', url],
    {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let [most, said] = [0, '']
  const watch = setInterval(() => {
    try {
      most = Math.max(most, peakOfAll(child.pid!))
    } catch {
      // A process may have ended meanwhile.
    }
  }, 100)
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(watch)
  if (code !== 0) throw new Error(`the build ended with ${code}`)
  const { pages, made, written, removed } = JSON.parse(said) as Record<string, number>
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(
    `${name}: ${seconds} s, ${most} MB at most, ${pages} pages, ${made} made, ${written} files written, ${removed} removed`,
  )
}

/** One more night: a day with 20 papers, and votes for those of the last month. */
const NIGHT = [
  `insert into stored_listings (kind, key, day, state, expected, loaded, fetched_at, last_read_at, run_id, capture_id)
   values ('day', '${addDays(LAST_DAY, 1)}', '${addDays(LAST_DAY, 1)}', 'open', 20, 20, now(), now(), 1, 1)`,
  `insert into stored_papers (id, title, title_key, abstract, published_at, submitted_at, upvotes, comments, keywords, author_count, observed_at, run_id, capture_id)
   select 'N' || n, 'New paper ' || n, 'newpaper' || n, 'What is new.', '${LAST_DAY}', '${addDays(LAST_DAY, 1)}', n, 0, array['speech'], 0, now(), 1, 1
   from generate_series(1, 20) n`,
  `insert into stored_appearances (kind, key, paper_id, rank, first_seen, run_id, capture_id)
   select 'day', '${addDays(LAST_DAY, 1)}', 'N' || n, n, now(), 1, 1 from generate_series(1, 20) n`,
  `update stored_papers set upvotes = upvotes + 3 where id in (
     select paper_id from stored_appearances where kind = 'day' and key > '${addDays(LAST_DAY, -10)}')`,
  `insert into stored_snapshots (paper_id, observed_at, upvotes, run_id, capture_id)
   select p.id, '${addDays(LAST_DAY, 1)}T19:00:00Z', p.upvotes, 1, 1 from stored_papers p where id in (
     select paper_id from stored_appearances where kind = 'day' and key > '${addDays(LAST_DAY, -10)}')
   on conflict do nothing`,
]

async function building(warehouse: Warehouse, url: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-site-'))
  try {
    await build('first build', folder, url)
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    console.log(`${names.length} files and folders, ${Math.round(bytes / 1024 / 1024)} MB`)
    await build('nothing new', folder, url)
    for (const statement of NIGHT) await warehouse.rows(sql.raw(statement))
    await build('one more night', folder, url, { ...ENV, PAPERBOY_NOW: `${addDays(LAST_DAY, 1)}T20:00:00Z` })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await onOwnDatabase(async (warehouse, url) => {
  const start = performance.now()
  await fillWarehouse(warehouse, { papers: PAPERS, snapshotsEach: 20, days: DAYS })
  // Nothing has been counted after now.
  await warehouse.rows(sql.raw(`delete from stored_snapshots where observed_at > '${NOW}'`))
  console.log(`${PAPERS} papers made in ${Math.round((performance.now() - start) / 1000)} s`)
  await serving(warehouse, url)
  if (!flags['no-build']) await building(warehouse, url)
})
