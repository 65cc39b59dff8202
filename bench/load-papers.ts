/*
 * The loader's one statement per table against row-by-row upserts, on fresh warehouses of the same kind.
 * node bench/load-papers.ts; with DATABASE_URL, on databases of its own on that server, dropped at the end.
 */
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { loadPapers } from '../src/load/records/load-papers.ts'
import { migrate } from '../src/load/warehouse/migrate.ts'
import { openEmbedded } from '../src/load/warehouse/open-embedded.ts'
import { openServer } from '../src/load/warehouse/open-server.ts'
import type { Executor, Warehouse } from '../src/load/warehouse/warehouse.ts'
import { titleKey } from '../src/model/title-key.ts'
import type { Paper } from '../src/model/records.ts'

const PAPERS = 16_000
const AUTHOR_ROWS = 120_000
/** Row by row only this share of the papers is loaded: its cost is per row. */
const SHARE = 8

const LINEAGE = { run_id: '1', capture_id: '1', observed_at: '2026-06-03T00:00:00.000Z' }
const OPTIONS = {
  account: () => null,
  organization: () => null,
  lineage: LINEAGE,
  partialFields: false,
  known: new Set<string>(),
}

function paper(index: number): Paper {
  const authors =
    Math.floor(((index + 1) * AUTHOR_ROWS) / PAPERS) - Math.floor((index * AUTHOR_ROWS) / PAPERS)
  return {
    id: `2606.${String(index).padStart(5, '0')}`,
    version: null,
    title: `Paper ${index} on learning to measure`,
    abstract: `Paper ${index} measures how rows are loaded. `.repeat(25),
    publishedAt: LINEAGE.observed_at,
    submittedAt: LINEAGE.observed_at,
    submittedBy: null,
    organization: null,
    upvotes: index % 300,
    comments: index % 7,
    stars: null,
    repository: null,
    repositoryName: null,
    repositoryAddedBy: null,
    projectPage: null,
    discussionId: null,
    thumbnailUrl: null,
    mediaUrls: null,
    keywords: ['measuring', 'loading'],
    aiSummary: null,
    aiSummaryModel: null,
    authorParticipating: null,
    withdrawnAt: null,
    authorCount: authors,
    authors: Array.from({ length: authors }, (_, position) => ({
      position: position + 1,
      name: `Author ${index}.${position}`,
      hidden: false,
      account: null,
      claim: null,
      claimChangedAt: null,
    })),
    extra: null,
  }
}

async function rowByRow(tx: Executor, papers: readonly Paper[]): Promise<void> {
  for (const each of papers) {
    await tx.rows(sql`insert into papers (id, title, title_key, abstract, published_at, submitted_at, upvotes, comments, keywords,
        author_count, observed_at, run_id, capture_id)
      values (${each.id}, ${each.title}, ${titleKey(each.title)}, ${each.abstract}, ${each.publishedAt}::timestamptz,
        ${each.submittedAt}::timestamptz, ${each.upvotes}, ${each.comments}, ${`{${each.keywords?.join(',')}}`}::text[],
        ${each.authors?.length}, ${LINEAGE.observed_at}::timestamptz, 1, 1)
      on conflict (id) do update set title = excluded.title, title_key = excluded.title_key, abstract = excluded.abstract,
        upvotes = excluded.upvotes, comments = excluded.comments, observed_at = excluded.observed_at`)
    for (const { position, name } of each.authors ?? []) {
      await tx.rows(sql`insert into paper_authors (paper_id, position, name, hidden, run_id, capture_id)
        values (${each.id}, ${position}, ${name}, false, 1, 1)
        on conflict (paper_id, position) do update set name = excluded.name`)
    }
  }
}

async function onFresh<T>(name: string, work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const server = process.env['DATABASE_URL']
  if (server === undefined) {
    const warehouse = await openEmbedded(null)
    try {
      await migrate(warehouse)
      return await work(warehouse)
    } finally {
      await warehouse.close()
    }
  }
  const admin = postgres(server, { max: 1, onnotice: () => undefined })
  const database = `paperboy_bench_${process.pid}_${name}`
  await admin.unsafe(`create database ${database}`)
  const url = new URL(server)
  url.pathname = `/${database}`
  try {
    const warehouse = await openServer(url.toString())
    try {
      await migrate(warehouse)
      return await work(warehouse)
    } finally {
      await warehouse.close()
    }
  } finally {
    await admin.unsafe(`drop database ${database} with (force)`)
    await admin.end()
  }
}

async function rowsPerSecond(rows: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (rows * 1000) / (performance.now() - start)
}

const papers = Array.from({ length: PAPERS }, (_, index) => paper(index))
const few = papers.slice(0, PAPERS / SHARE)
const rowsOf = (batch: readonly Paper[]) =>
  batch.reduce((sum, each) => sum + 1 + (each.authors?.length ?? 0), 0)

const bulk = await onFresh('bulk', async (warehouse) => {
  const load = async () => warehouse.transaction(async (tx) => loadPapers(tx, papers, OPTIONS))
  const speed = await rowsPerSecond(rowsOf(papers), load)
  const again = await load()
  console.log(`a second load of the same wrote ${again.papers + again.authors} rows`)
  return speed
})
const single = await onFresh('single', async (warehouse) =>
  rowsPerSecond(rowsOf(few), async () => warehouse.transaction(async (tx) => rowByRow(tx, few))),
)
const committed = await onFresh('committed', async (warehouse) =>
  rowsPerSecond(rowsOf(few), async () => rowByRow(warehouse, few)),
)
const report = (name: string, speed: number, rows: string) =>
  console.log(`${name.padEnd(30)} ${Math.round(speed)} rows/s (${rows}), ratio ${(bulk / speed).toFixed(1)}`)
report('one statement per table', bulk, `${rowsOf(papers)} rows`)
report('row by row, one transaction', single, `1/${SHARE} of the papers`)
report('row by row, a commit each', committed, `1/${SHARE} of the papers`)
