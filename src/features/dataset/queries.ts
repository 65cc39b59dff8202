import type { ColumnType } from './column-type.ts'
import { type DatasetFacts, patternOf } from './facts.ts'
import type { Format } from './formats.ts'
import type { WrittenTable } from './write-tables.ts'

/** Example queries, by file; each runs in the data set's folder. */
export function queries(facts: DatasetFacts): Readonly<Record<string, string>> {
  return {
    'queries/duckdb.sql': duckdb(facts),
    'queries/with_pandas.py': pandas(facts),
    'queries/with_polars.py': polars(facts),
  }
}

function duckdb({ tables, formats: [format] }: DatasetFacts): string {
  const views = tables.map(
    (table) => `create or replace view ${table.name} as select * from ${readDuckdb(table, format)};`,
  )
  return `-- duckdb < queries/duckdb.sql, in the folder of the data set.
${views.join('\n')}

-- The papers with the most votes of each month.
select distinct strftime(day::date, '%Y-%m') as listed_in, paper_id, title, upvotes as votes
from paper_days where gone_at is null
qualify dense_rank() over (partition by listed_in order by votes desc, paper_id) <= 10
order by listed_in, votes desc, paper_id;

-- How the votes of papers grew.
select paper_id, observed_at, upvotes, upvotes - lag(upvotes) over (partition by paper_id order by observed_at) as gained
from snapshots order by paper_id, observed_at limit 100;

-- Organizations by votes.
select organization, count(*) as papers, sum(upvotes) as votes
from papers where organization is not null
group by organization order by votes desc nulls last, organization limit 20;

-- Days until yesterday whose list is not known to be complete here, those that were never read among them.
select days.day, coalesce(state, 'never read') as state, reason
from (
  select unnest(generate_series(min(day), greatest(max(day), current_date - 1), interval 1 day))::date as day from coverage
) days left join coverage on coverage.day = days.day
where state is null or state not in ('complete', 'empty', 'redirected') or loaded < expected
order by days.day;
`
}

/** Types in DuckDB; a list in CSV is JSON. */
const DUCKDB_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  instant: 'TIMESTAMPTZ',
  json: 'JSON',
  texts: 'VARCHAR[]',
  integers: 'INTEGER[]',
}

function readDuckdb(table: WrittenTable, format: Format): string {
  const pattern = patternOf(table, format)
  // Hive partitioning would add a column that the table does not have.
  const path = `'${pattern}', hive_partitioning = false`
  if (format === 'parquet') return `read_parquet(${path})`
  // By default it would read most ids as numbers, and lose their last zeros.
  const columns = table.columns.map(({ name, type }) => {
    const isList = type === 'texts' || type === 'integers'
    return `"${name}": '${format === 'csv' && isList ? 'JSON' : DUCKDB_TYPES[type]}'`
  })
  const typed = `columns = {${columns.join(', ')}}`
  return format === 'csv'
    ? `read_csv(${path}, header = true, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false, ${typed})`
    : `read_ndjson(${path}, ${typed})`
}

function pandas({ tables, formats: [format] }: DatasetFacts): string {
  const read = {
    parquet: 'pd.read_parquet(path)',
    csv: 'pd.read_csv(path)',
    ndjson: 'pd.read_json(path, lines=True)',
  }
  return `# python queries/with_pandas.py, in the folder of the data set.
from glob import glob

import pandas as pd


def table(pattern):
    return pd.concat([${read[format]} for path in sorted(glob(pattern))], ignore_index=True)


${patterns(tables, format, 'table')}
# The papers with the most votes of each month.
listed = paper_days[paper_days["gone_at"].isna()]
month = pd.to_datetime(listed["day"]).dt.strftime("%Y-%m")
best = listed.assign(month=month).sort_values(["month", "upvotes"], ascending=[True, False])
print(best.drop_duplicates(["month", "paper_id"]).groupby("month").head(10)[["month", "paper_id", "title", "upvotes"]])

# How the votes of papers grew.
snapshots = snapshots.sort_values(["paper_id", "observed_at"])
print(snapshots.assign(gained=snapshots.groupby("paper_id")["upvotes"].diff()).head(100))

# Organizations by votes.
print(papers.groupby("organization")["upvotes"].agg(["count", "sum"]).sort_values("sum", ascending=False).head(20))
`
}

function polars({ tables, formats: [format] }: DatasetFacts): string {
  const scan = { parquet: 'scan_parquet', csv: 'scan_csv', ndjson: 'scan_ndjson' }[format]
  // By default it would read most ids as numbers, and lose their last zeros.
  const more = format === 'csv' ? ', schema_overrides={"paper_id": pl.String}' : ''
  const day = format === 'parquet' ? 'pl.col("day")' : 'pl.col("day").cast(pl.String).str.to_date()'
  return `# python queries/with_polars.py, in the folder of the data set.
import polars as pl

${patterns(tables, format, `pl.${scan}`, more)}
# The papers with the most votes of each month.
best = (
    paper_days.filter(pl.col("gone_at").is_null())
    .with_columns(month=${day}.dt.strftime("%Y-%m"))
    .sort("month", "upvotes", descending=[False, True])
    .unique(["month", "paper_id"], keep="first", maintain_order=True)
    .group_by("month", maintain_order=True)
    .head(10)
)
print(best.select("month", "paper_id", "title", "upvotes").collect())

# How the votes of papers grew.
gained = pl.col("upvotes").diff().over("paper_id").alias("gained")
print(snapshots.sort("paper_id", "observed_at").with_columns(gained).head(100).collect())

# Organizations by votes.
votes = papers.drop_nulls("organization").group_by("organization")
print(votes.agg(pl.len().alias("papers"), pl.sum("upvotes")).sort("upvotes", descending=True).head(20).collect())
`
}

/** Tables used by the queries; the others are read in the same way. */
const ASKED: ReadonlySet<string> = new Set(['papers', 'paper_days', 'snapshots'])

function patterns(tables: DatasetFacts['tables'], format: Format, reader: string, more = ''): string {
  return tables
    .filter(({ name }) => ASKED.has(name))
    .map((table) => `${table.name} = ${reader}("${patternOf(table, format)}"${more})\n`)
    .join('')
}
