/** Views and tables by their names in 0.1.0, with those of today. */
const RELATIONS: Readonly<Record<string, string>> = {
  all_comments: 'comments',
  all_observations: 'observations',
  all_organizations: 'organizations',
  all_paper_authors: 'paper_authors',
  all_papers: 'papers',
  all_versions: 'paper_versions',
  paper_history: 'snapshots',
  depots: 'body_stores',
  firings: 'scheduled_runs',
  leftovers: 'orphans',
}

/** Columns likewise. */
const COLUMNS: Readonly<Record<string, string>> = {
  authors_count: 'author_count',
  depot_id: 'body_store_id',
  egress: 'quota_identity',
  fired_at: 'enqueued_at',
  held: 'on_hold',
  in_hand: 'active',
  lots_done: 'jobs_done',
  lots_in_hand: 'jobs_active',
  parties: 'actors',
  rhythm: 'frequency',
  way: 'reader',
}

/** What Postgres says of a relation or column that is not there; the column may have the name of its table before it. */
const NOT_THERE = /^(relation|column) "?(?:\w+\.)?(\w+)"? does not exist$/

/** What to type in place of a name of 0.1.0 that Postgres does not find, as the end of its message; empty for another one. */
export function hintOfRenamed(message: string): string {
  const [, what, name = ''] = NOT_THERE.exec(message) ?? []
  const now = (what === 'relation' ? RELATIONS : COLUMNS)[name]
  return now === undefined ? '' : `: since 0.1.0 its name is ${now}`
}
