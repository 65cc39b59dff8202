import { sql } from '../src/base/sql.ts'
import postgres from 'postgres'
import { indexPapersWithoutText } from '../src/load/history/index-texts.ts'
import { migrate } from '../src/load/warehouse/migrate.ts'
import { openServer } from '../src/load/warehouse/open-server.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'

/** The lists begin where the site's begin. */
const FIRST_DAY = '2023-05-04'

/** How much is made up. */
export interface MadeSize {
  readonly papers: number
  readonly snapshotsEach: number
  /** Days with a list, from the first on, less one. */
  readonly days: number
}

/** Made-up rows, by the database itself; ids and words are those that the cookbook asks for where it names any. */
const FILL = [
  `insert into stored_organizations (id, handle, name, observed_at, run_id, capture_id)
   select 'org' || n, case n when 1 then 'MMR1' else 'org-' || n end, 'Organization ' || n, now(), 1, 1
   from generate_series(1, 2000) n`,
  `insert into stored_accounts (id, handle, fullname, observed_at, run_id, capture_id)
   select 'acc' || n, 'account-' || n, 'Account ' || n, now(), 1, 1 from generate_series(1, 20000) n`,
  `insert into stored_listings (kind, key, day, state, expected, loaded, fetched_at, last_read_at, run_id, capture_id)
   select 'day', to_char(d, 'YYYY-MM-DD'), d::date, 'complete', $PAPERS / $DAYS, $PAPERS / $DAYS, d + interval '30 days',
     d + interval '30 days', 1, 1
   from generate_series('$FIRST'::timestamptz, '$FIRST'::timestamptz + interval '$DAYS days', '1 day') d`,
  `create unlogged table made as
   select n, case n when 1 then '2509.17765' when 2 then '2509.16198' else 'P' || lpad(n::text, 8, '0') end as id,
     ('$FIRST'::timestamptz + ((($DAYS + 1) - (n % ($DAYS + 1)) - 1) || ' days')::interval)::date as day,
     (array['Qwen3-Omni', 'Lynx', 'Atlas', 'Nova', 'Orion', 'Delta', 'Echo', 'Prism', 'Vega', 'Zephyr'])[1 + n % 10] as name,
     (array['Technical', 'Efficient', 'Robust', 'Scalable', 'Adaptive', 'Unified', 'Sparse'])[1 + n % 7] as kind,
     (array['Report', 'Reasoning', 'Video Generation', 'Retrieval', 'Alignment', 'Agents', 'Speech', 'Vision', 'Code',
       'Planning', 'Robotics'])[1 + n % 11] as field
   from generate_series(1, $PAPERS) n`,
  `insert into stored_papers (id, title, title_key, abstract, published_at, submitted_at, organization_id, submitted_by_id, upvotes,
     comments, stars, repository, repository_name, keywords, author_count, observed_at, run_id, capture_id)
   select id, name || ': ' || kind || ' ' || field || ' ' || n, lower(name || kind || field || n),
     'We study ' || lower(field) || ' with ' || lower(kind) || ' methods in setting ' || n % 977 || '. '
       || repeat('The results hold over many tasks and models. ', 6),
     day - interval '1 day', day + interval '3 hours', case when n % 3 > 0 then 'org' || 1 + n % 2000 end,
     'acc' || 1 + n % 20000, n % 300, n % 9, case when n % 2 = 0 then n % 5000 end,
     case when n % 2 = 0 then 'https://github.com/owner/repo' || n end, case when n % 2 = 0 then 'owner/repo' || n end,
     array[lower(field), 'keyword ' || n % 3000, case when n % 40 = 0 then 'reinforcement learning' else 'topic ' || n % 50 end],
     5, now(), 1, 1
   from made`,
  `insert into stored_paper_authors (paper_id, position, name, hidden, run_id, capture_id)
   select id, p, 'Author ' || (n * 7 + p * 13) % 200000, false, 1, 1 from made cross join generate_series(1, 5) p`,
  `insert into stored_appearances (kind, key, paper_id, rank, submitted_by_id, submitted_at, first_seen, run_id, capture_id)
   select 'day', to_char(day, 'YYYY-MM-DD'), id, row_number() over (partition by day order by n % 300 desc, id),
     'acc' || 1 + n % 20000, day + interval '3 hours', day + interval '15 hours', 1, 1
   from made`,
  `insert into stored_snapshots (paper_id, observed_at, upvotes, comments, stars, run_id, capture_id)
   select id, day + interval '15 hours' + s * interval '31 hours', (n % 300) * s / $EACH, n % 9, case when n % 2 = 0 then n % 5000 + s end,
     1, 1
   from made cross join generate_series(1, $EACH) s order by day, s`,
  `insert into stored_observations (kind, key, observed_at, source, complete, paper_ids, ranks, upvotes, comments, stars, run_id, capture_id)
   select 'day', to_char(m.day, 'YYYY-MM-DD'), m.day + at.hours * interval '1 hour', 'page', true, array_agg(m.id order by n % 300 desc, id),
     array_agg(1 + (m.n % 40)::int), array_agg((n % 300)::int), array_agg((n % 9)::int), array_agg((n % 5000)::int), 1, 1
   from made m cross join (values (15), (23), (39), (63)) at(hours) group by m.day, at.hours`,
  `insert into stored_paper_versions (paper_id, field_set, hash, fields, first_seen, last_seen, run_id, capture_id)
   select id, 'title', v::text, jsonb_build_object('title', name || ' ' || v), day + v * interval '1 day',
     case v when 1 then day + interval '2 days' end, 1, 1
   from made cross join (values (1), (2)) version(v) where n % 50 < 2`,
  `drop table made`,
] as const

/** Makes a database on the server of DATABASE_URL, and drops it at the end. */
export async function onOwnDatabase(
  work: (warehouse: Warehouse, url: string) => Promise<void>,
): Promise<void> {
  const server = process.env['DATABASE_URL']
  if (server === undefined) throw new Error('DATABASE_URL is not set: this bench needs a Postgres server')
  const admin = postgres(server, { max: 1, onnotice: () => undefined })
  const database = `paperboy_bench_${process.pid}`
  await admin.unsafe(`create database ${database}`)
  const url = new URL(server)
  url.pathname = `/${database}`
  try {
    const warehouse = await openServer(url.toString())
    try {
      await migrate(warehouse)
      await work(warehouse, url.toString())
    } finally {
      await warehouse.close()
    }
  } finally {
    await admin.unsafe(`drop database ${database} with (force)`)
    await admin.end()
  }
}

/** Fills a warehouse by SQL. */
export async function fillWarehouse(warehouse: Warehouse, size: MadeSize): Promise<void> {
  for (const statement of FILL) {
    const filled = statement
      .replaceAll('$PAPERS', String(size.papers))
      .replaceAll('$DAYS', String(size.days))
      .replaceAll('$FIRST', FIRST_DAY)
      .replaceAll('$EACH', String(size.snapshotsEach))
    await warehouse.rows(sql.raw(filled))
  }
  await indexPapersWithoutText(warehouse)
  await warehouse.foreign?.('vacuum analyze')
}
