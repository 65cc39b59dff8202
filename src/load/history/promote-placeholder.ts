import { sql } from '../../base/sql.ts'
import type { Executor } from '../warehouse/executor.ts'

/** Columns that point at accounts and organizations. */
const REFERENCES = {
  stored_accounts: [
    ['stored_papers', 'submitted_by_id'],
    ['stored_paper_authors', 'account_id'],
    ['stored_appearances', 'submitted_by_id'],
    ['stored_comments', 'account_id'],
  ],
  stored_organizations: [['stored_papers', 'organization_id']],
} as const

/** Lets the account or organization whose id a reading told take the place of the one known by its handle only. */
export async function promote(
  tx: Executor,
  table: keyof typeof REFERENCES,
  placeholder: string,
  id: string,
): Promise<void> {
  for (const [child, column] of REFERENCES[table]) {
    const name = sql.identifier(column)
    await tx.rows(sql`update ${sql.identifier(child)} set ${name} = ${id} where ${name} = ${placeholder}`)
  }
  if (table === 'stored_accounts') await moveUpvotes(tx, placeholder, id)
  await tx.rows(sql`delete from ${sql.identifier(table)} where id = ${placeholder}`)
}

/** The account is a part of the key here, and may have upvoted the same papers under its id already. */
async function moveUpvotes(tx: Executor, placeholder: string, id: string): Promise<void> {
  await tx.rows(sql`
    insert into paper_upvoters (paper_id, account_id, first_seen, run_id, capture_id)
    select paper_id, ${id}, first_seen, run_id, capture_id from paper_upvoters where account_id = ${placeholder}
    on conflict (paper_id, account_id) do update
    set first_seen = excluded.first_seen, run_id = excluded.run_id, capture_id = excluded.capture_id
    where excluded.first_seen < paper_upvoters.first_seen`)
  await tx.rows(sql`delete from paper_upvoters where account_id = ${placeholder}`)
}
