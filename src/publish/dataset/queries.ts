import { type DatasetFacts, patternOf } from './facts.ts'
import type { Format } from './formats.ts'

/** Ready queries, by the file that holds them; each runs in the data set's folder. */
export function queries(facts: DatasetFacts): Readonly<Record<string, string>> {
  return {
    'queries/duckdb.sql': duckdb(facts),
    'queries/pandas.py': pandas(facts),
    'queries/polars.py': polars(facts),
  }
}

function duckdb({ tables, formats: [format] }: DatasetFacts): string {
  const views = tables.map(
    (table) =>
      `create or replace view ${table.name} as select * from ${readDuckdb(patternOf(table, format), format)};`,
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

-- Days whose list is not known to be whole.
select day, state, reason from coverage where state not in ('complete', 'empty', 'redirected') order by day;
`
}

const DUCKDB_READERS: Readonly<Record<Format, string>> = {
  parquet: 'read_parquet',
  csv: 'read_csv',
  ndjson: 'read_ndjson',
}

function readDuckdb(pattern: string, format: Format): string {
  // A column of the path would be one more than the table has.
  return `${DUCKDB_READERS[format]}('${pattern}', hive_partitioning = false)`
}

function pandas({ tables, formats: [format] }: DatasetFacts): string {
  const read = {
    parquet: 'pd.read_parquet(path)',
    csv: 'pd.read_csv(path)',
    ndjson: 'pd.read_json(path, lines=True)',
  }
  return `# python queries/pandas.py, in the folder of the data set.
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
  const day = format === 'parquet' ? 'pl.col("day")' : 'pl.col("day").cast(pl.String).str.to_date()'
  return `# python queries/polars.py, in the folder of the data set.
import polars as pl

${patterns(tables, format, `pl.${scan}`)}
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

function patterns(tables: DatasetFacts['tables'], format: Format, reader: string): string {
  return tables.map((table) => `${table.name} = ${reader}("${patternOf(table, format)}")\n`).join('')
}
