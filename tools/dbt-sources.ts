/*
 * Makes docs/recipes/sources.yml, the stable views as sources of dbt, from the comments in the database. `npm run docs`
 * writes it; a test compares it.
 */
import { sql } from '../src/base/sql.ts'
import { stringify } from 'yaml'
import type { Executor } from '../src/load/warehouse/executor.ts'
import { TABLES } from '../src/features/dataset/tables.ts'

/** The columns that tell the rows of a view apart, and are never null. The entries in quarantine have none. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(TABLES.map(({ view, key }) => [view, key])),
  author_papers: ['paper_id', 'position'],
  accounts: ['account_id'],
  authors: ['author'],
  appearances: ['kind', 'key', 'paper_id'],
  known_names: ['kind', 'id'],
  listings: ['kind', 'key'],
  coverage_gaps: ['day'],
  drift_log: ['era', 'path', 'change'],
  history_conflicts: ['paper_id', 'observed_at', 'field'],
  listing_papers: ['kind', 'key', 'paper_id'],
  paper_details: ['paper_id'],
  paper_discussion: ['paper_id'],
  paper_keywords: ['paper_id', 'keyword'],
  paper_uses: ['paper_id', 'kind', 'name'],
  paper_words: ['paper_id'],
  papers_gone: ['day', 'paper_id'],
  quota_left: ['quota_identity', 'bucket'],
  run_log: ['run_id'],
  text_entries: ['listing', 'position'],
  title_changes: ['paper_id', 'title'],
  trending: ['paper_id'],
  upvoters: ['paper_id', 'account_id'],
  worker_log: ['worker_id'],
}

/** The instant in a view that moves with every night, also when no count has changed. */
const LOADED_AT: Readonly<Record<string, string>> = {
  observations: 'observed_at',
  coverage: 'fetched_at',
  run_log: 'started_at',
}

/** In hours: one night has passed without a run, two have. `status --check` has the same 26. */
const WARN_AFTER = 26
const ERROR_AFTER = 50

const HEADER = `# The stable views of Paperboy as sources for dbt 1.10.5 and later, made from the database by \`npm run docs\`.
# Copy it into the models folder of a dbt project; \`database\` is the one of its connection.
`

interface Column extends Record<string, unknown> {
  readonly view: string
  readonly of_view: string
  readonly name: string
  readonly type: string
  readonly about: string
}

/** The sources of a warehouse, as the YAML that dbt reads. */
export async function dbtSources(executor: Executor): Promise<string> {
  const columns = await executor.rows<Column>(sql`
    select c.relname as view, obj_description(c.oid, 'pg_class') as of_view, a.attname as name,
      format_type(a.atttypid, null) as type, col_description(c.oid, a.attnum) as about
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
    order by c.relname, a.attnum`)
  const tables = [...Map.groupBy(columns, ({ view }) => view)].map(([view, ofView]) => tableOf(view, ofView))
  const source = {
    name: 'paperboy',
    description: 'Every list of the Hugging Face Daily Papers, with its history.',
    schema: 'public',
    tables,
  }
  return HEADER + stringify({ version: 2, sources: [source] }, { lineWidth: 0, singleQuote: true })
}

function tableOf(view: string, columns: readonly Column[]) {
  const key = KEYS[view] ?? []
  const loadedAt = LOADED_AT[view]
  return {
    name: view,
    description: columns[0]?.of_view,
    ...(loadedAt === undefined ? {} : { config: freshness(loadedAt) }),
    ...(key.length > 1
      ? { data_tests: [{ unique: { arguments: { column_name: `(${key.join(', ')})` } } }] }
      : {}),
    columns: columns.map(({ name, type, about }) => ({
      name,
      description: about,
      data_type: type,
      ...(key.includes(name) ? { data_tests: key.length === 1 ? ['not_null', 'unique'] : ['not_null'] } : {}),
    })),
  }
}

function freshness(loadedAt: string) {
  return {
    loaded_at_field: loadedAt,
    freshness: {
      warn_after: { count: WARN_AFTER, period: 'hour' },
      error_after: { count: ERROR_AFTER, period: 'hour' },
    },
  }
}
