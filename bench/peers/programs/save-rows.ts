import type { Sql } from 'postgres'
import type { PageRows } from './page-rows.ts'

/** Writes the rows of one page in one transaction: one statement per table, its rows as one JSON parameter. */
export async function saveRows(
  sql: Sql,
  { papers, authors, appearances, snapshots }: PageRows,
): Promise<void> {
  await sql.begin((sql) => [
    sql`
      insert into papers
      select * from jsonb_to_recordset(${sql.json(papers)}) as row (
        id text, title text, abstract text, published_at timestamptz, submitted_at timestamptz, submitted_by text,
        organization text, upvotes integer, comments integer, stars integer, repository text, project_page text,
        keywords text[], summary text)
      on conflict (id) do update set
        title = excluded.title, abstract = excluded.abstract, published_at = excluded.published_at,
        submitted_at = excluded.submitted_at, submitted_by = excluded.submitted_by,
        organization = excluded.organization, upvotes = excluded.upvotes, comments = excluded.comments,
        stars = excluded.stars, repository = excluded.repository, project_page = excluded.project_page,
        keywords = excluded.keywords, summary = excluded.summary`,
    sql`
      insert into paper_authors
      select * from jsonb_to_recordset(${sql.json(authors)}) as row (
        paper_id text, position integer, name text, hidden boolean, account text, claim text)
      on conflict (paper_id, position) do update set
        name = excluded.name, hidden = excluded.hidden, account = excluded.account, claim = excluded.claim`,
    sql`
      insert into appearances
      select * from jsonb_to_recordset(${sql.json(appearances)}) as row (day date, paper_id text, rank integer)
      on conflict (day, paper_id) do update set rank = excluded.rank`,
    sql`
      insert into snapshots
      select * from jsonb_to_recordset(${sql.json(snapshots)}) as row (
        paper_id text, observed_at timestamptz, upvotes integer, comments integer, stars integer)
      on conflict (paper_id, observed_at) do nothing`,
  ])
}
