import { type SQL, sql } from '../base/sql.ts'

/** Kinds of names that select papers. */
export type NameKind = 'organization' | 'author' | 'keyword' | 'submitter'

/**
 * Finds the stored names that a typed one means: an array in SQL. Handles and names of organizations and
 * submitters match in any case, authors also without accents.
 */
export function namesMeant(kind: NameKind, typed: string): SQL {
  if (kind === 'keyword') return sql`keywords_shown(array[${typed}::text])`
  if (kind === 'author') {
    // The text index finds the names; a single stop word, such as "Will", is not looked up.
    return sql`array(
      select a.author from author_papers a where a.author = ${typed}
      union
      select a.author from paper_words w join author_papers a on a.paper_id = w.paper_id
      where w.search @@ search_query(${`"${typed.replaceAll('"', ' ')}"`}) and search_words(a.author) = search_words(${typed})
    )`
  }
  return sql`array(
    select n.handle from known_names n
    where n.kind = ${kind} and (lower(n.handle) = lower(${typed}) or lower(n.name) = lower(${typed}))
  )`
}
