import { sql } from '../../src/base/sql.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'

/** Everything that a user can see, without what differs between two runs of the same work: run and capture numbers. */
const CONTENTS = [
  'select * from paper_days order by day, rank, paper_id',
  'select * from snapshots order by paper_id, observed_at',
  'select * from coverage order by day',
  'select * from listing_papers order by kind, key, rank',
  'select id, handle, fullname, kind, is_pro from stored_accounts order by id',
  'select paper_id, field_set, fields, first_seen, last_seen from stored_paper_versions order by paper_id, field_set, hash',
  'select id, handle, name from stored_organizations order by id',
  'select paper_id, position, name, hidden, account_id, claim from stored_paper_authors order by paper_id, position',
]

/** The rows of all tables and views that a user reads, in a fixed order. */
export async function contentsOf(warehouse: Warehouse) {
  const tables = []
  for (const query of CONTENTS) tables.push((await warehouse.readOnly(query)).rows)
  return tables
}

/**
 * Takes every row out of every table, so that one warehouse serves many runs of a property. Deleting the few rows of a
 * test costs a tenth of a `truncate`, which makes the files of all tables and indexes anew.
 */
export async function emptied(warehouse: Warehouse): Promise<void> {
  await warehouse.rows(sql`
    do $$ declare each record; begin
      -- Without a look at foreign keys: in any order.
      set local session_replication_role = 'replica';
      for each in select tablename as name from pg_tables where schemaname = 'paperboy' and tablename not in ('migrations', 'definitions') loop
        execute format('delete from %I', each.name);
      end loop;
      for each in select sequencename as name from pg_sequences where schemaname = 'paperboy' loop
        perform setval(format('%I', each.name)::regclass, 1, false);
      end loop;
    end $$`)
}
