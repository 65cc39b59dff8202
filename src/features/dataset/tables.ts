/** A table of the data set. */
export interface DatasetTable {
  /** Name of its folder. */
  readonly name: string
  /** The stable view that it exports, whole. */
  readonly view: string
  /** Key columns; rows are sorted by them, and an index of the warehouse has that order. */
  readonly key: readonly string[]
  /** True for one file per month of the key's first column (UTC); otherwise the table is one file. */
  readonly byMonth: boolean
}

const table = (name: string, view: string, key: readonly string[], byMonth = false): DatasetTable => ({
  name,
  view,
  key,
  byMonth,
})

/** All tables of the data set, in the order of its documents. */
export const TABLES: readonly DatasetTable[] = [
  table('papers', 'papers', ['paper_id']),
  table('paper_days', 'paper_days', ['day', 'paper_id'], true),
  table('paper_authors', 'paper_authors', ['paper_id', 'position']),
  table('snapshots', 'snapshots', ['observed_at', 'paper_id'], true),
  table('observations', 'observations', ['observed_at', 'kind', 'key', 'source'], true),
  table('paper_versions', 'paper_versions', ['paper_id', 'field_set', 'hash']),
  table('coverage', 'coverage', ['day']),
  table('organizations', 'organizations', ['organization_id']),
  table('comments', 'comments', ['comment_id']),
  table('paper_uses', 'paper_uses', ['paper_id', 'kind', 'name']),
]
