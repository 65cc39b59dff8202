/*
 * How fast a data set is written from a large made-up warehouse, and how much memory that takes: the write is a process
 * of its own, whose peak is read from /proc (Linux). On Postgres, in a database of its own that is dropped at the end:
 * DATABASE_URL=postgres://... node bench/dataset.ts [PAPERS] [SNAPSHOTS] [FORMATS] [WRITES]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../src/base/sql.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'
import { onOwnDatabase } from './made-warehouse.ts'

const PAPERS = Number(process.argv[2] ?? 100_000)
const SNAPSHOTS = Number(process.argv[3] ?? 2_000_000)
const FORMATS = process.argv[4] ?? 'parquet'
const WRITES = Number(process.argv[5] ?? 2)
const FIRST_DAY = '2023-05-04'
const DAYS = 1000
const LOOK_MS = 50
const CLI = join(import.meta.dirname, '../src/cli.ts')

/** Made-up rows, by the database itself; texts are as long as the site's, and no two are the same. */
const FILL = [
  `insert into stored_organizations (id, handle, name, observed_at, run_id, capture_id)
   select 'org' || n, 'org-' || n, 'Organization ' || n, '$FIRST', 1, 1 from generate_series(1, 2000) n`,
  `insert into stored_accounts (id, handle, fullname, observed_at, run_id, capture_id)
   select 'acc' || n, 'account-' || n, 'Account ' || n, '$FIRST', 1, 1 from generate_series(1, 20000) n`,
  `insert into stored_listings (kind, key, day, state, expected, loaded, fetched_at, last_read_at, run_id, capture_id)
   select 'day', to_char(d, 'YYYY-MM-DD'), d::date, 'complete', $PAPERS / $DAYS, $PAPERS / $DAYS, d + interval '30 days',
     d + interval '30 days', 1, 1
   from generate_series('$FIRST'::timestamptz, '$FIRST'::timestamptz + interval '1 day' * ($DAYS - 1), '1 day') d`,
  `insert into stored_papers (id, title, title_key, abstract, published_at, submitted_at, organization_id, submitted_by_id, upvotes,
     comments, stars, repository, repository_name, keywords, author_count, observed_at, run_id, capture_id)
   select 'P' || lpad(n::text, 8, '0'), 'A paper on subject ' || n, 'apaperonsubject' || n,
     (select string_agg(md5((n * 40 + part)::text), ' ') from generate_series(1, 35) part),
     day, day + interval '3 hours', case when n % 3 > 0 then 'org' || 1 + n % 2000 end, 'acc' || 1 + n % 20000, n % 300,
     n % 9, case when n % 2 = 0 then n % 5000 end, case when n % 2 = 0 then 'https://github.com/owner/repo' || n end,
     case when n % 2 = 0 then 'owner/repo' || n end, array['keyword ' || n % 3000, 'topic ' || n % 50], 5, day, 1, 1
   from generate_series(1, $PAPERS) n
   cross join lateral (select '$FIRST'::timestamptz + interval '1 day' * (n % $DAYS) as day) listed`,
  `insert into stored_paper_authors (paper_id, position, name, hidden, run_id, capture_id)
   select 'P' || lpad(n::text, 8, '0'), p, 'Author ' || (n * 7 + p * 13) % 200000, false, 1, 1
   from generate_series(1, $PAPERS) n cross join generate_series(1, 5) p`,
  `insert into stored_appearances (kind, key, paper_id, rank, submitted_by_id, submitted_at, first_seen, run_id, capture_id)
   select 'day', to_char('$FIRST'::date + n % $DAYS, 'YYYY-MM-DD'), 'P' || lpad(n::text, 8, '0'), 1 + n / $DAYS,
     'acc' || 1 + n % 20000, '$FIRST'::date + n % $DAYS + interval '3 hours', '$FIRST'::date + n % $DAYS + interval '15 hours', 1, 1
   from generate_series(1, $PAPERS) n`,
  // As they come: a reading at a time, each of some papers.
  `insert into stored_snapshots (paper_id, observed_at, upvotes, comments, stars, run_id, capture_id)
   select 'P' || lpad(n::text, 8, '0'),
     '$FIRST'::timestamptz + interval '1 day' * (n % $DAYS) + interval '15 hours' + s * interval '31 hours' + n / $DAYS / 50 * interval '1 minute',
     (n % 300) * s / $EACH, n % 9, case when n % 2 = 0 then n % 5000 + s end, 1, 1
   from generate_series(1, $EACH) s cross join generate_series(1, $PAPERS) n`,
  `insert into stored_observations (kind, key, observed_at, source, complete, paper_ids, ranks, upvotes, comments, stars, run_id, capture_id)
   select 'day', to_char('$FIRST'::date + d, 'YYYY-MM-DD'), '$FIRST'::date + d + at.hours * interval '1 hour', 'api:made', true,
     array_agg('P' || lpad(n::text, 8, '0')), array_agg(n), array_agg(n), array_agg(n), array_agg(n), 1, 1
   from generate_series(0, $DAYS - 1) d cross join generate_series(1, 50) n cross join (values (15), (23), (39), (63)) at(hours)
   group by d, at.hours`,
  `insert into stored_paper_versions (paper_id, field_set, hash, fields, first_seen, last_seen, run_id, capture_id)
   select 'P' || lpad(n::text, 8, '0'), 'title', v::text, jsonb_build_object('title', 'Title ' || v), '$FIRST', null, 1, 1
   from generate_series(1, $PAPERS, 50) n cross join (values (1), (2)) version(v)`,
]

async function fill(warehouse: Warehouse): Promise<void> {
  for (const statement of FILL) {
    const filled = statement
      .replaceAll('$PAPERS', String(PAPERS))
      .replaceAll('$DAYS', String(DAYS))
      .replaceAll('$FIRST', FIRST_DAY)
      .replaceAll('$EACH', String(Math.max(1, Math.round(SNAPSHOTS / PAPERS))))
    await warehouse.transaction(async (tx) => {
      // The rows fit together as they are made: checking each reference takes longer than making it.
      await tx.rows(sql`set local session_replication_role = replica`)
      await tx.rows(sql.raw(filled))
    })
  }
  await warehouse.foreign?.('vacuum analyze')
}

/** Runs the command and gives what it printed, its seconds and its highest memory in MB. */
async function measured(url: string, folder: string) {
  const start = performance.now()
  const words = ['dataset', 'export', folder, '--format', FORMATS, '--database-url', url, '--json']
  const child = spawn(process.execPath, [CLI, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.on('data', (part: Buffer) => (printed += part.toString()))
  let peakKb = 0
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
    } catch {
      // It has just ended.
    }
  }, LOOK_MS)
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(look)
  if (code !== 0) throw new Error(`the write ended with ${code}`)
  const report = JSON.parse(printed) as { changed: number; bytes: number; rows: Record<string, number> }
  return { ...report, seconds: (performance.now() - start) / 1000, peakMb: peakKb / 1024 }
}

await onOwnDatabase(async (warehouse, url) => {
  const start = performance.now()
  await fill(warehouse)
  const [size] = await warehouse.rows<{ size: string }>(
    sql`select pg_size_pretty(pg_database_size(current_database())) as size`,
  )
  console.log(`made ${PAPERS} papers in ${Math.round((performance.now() - start) / 1000)} s: ${size?.size}`)
  const above = await mkdtemp(join(tmpdir(), 'paperboy-bench-dataset-'))
  try {
    for (const which of ['first write', 'again, unchanged'].slice(0, WRITES)) {
      const { rows, bytes, changed, seconds, peakMb } = await measured(url, join(above, 'set'))
      const all = Object.values(rows).reduce((sum, count) => sum + count, 0)
      console.log(
        `${which}: ${all} rows (${rows['snapshots']} snapshots) in ${seconds.toFixed(1)} s, ${Math.round(all / seconds)} rows/s; ` +
          `${Math.round(bytes / 1e6)} MB of ${FORMATS}, ${changed} files changed; peak ${Math.round(peakMb)} MB`,
      )
    }
  } finally {
    await rm(above, { recursive: true, force: true })
  }
})
