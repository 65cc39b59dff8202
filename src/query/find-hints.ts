import { type SQL, sql } from '../base/sql.ts'
import { paperReference } from '../model/paper-reference.ts'
import type { Executor } from './executor.ts'
import { type NameKind, namesMeant } from './known-names.ts'
import { pairsOf, type Selection } from './selection.ts'

/** Reason why a selection is empty, and what may have been meant instead. */
export interface Hint {
  /** A sentence. */
  readonly says: string
  /** The nearest names or words, the likeliest first. */
  readonly nearest: readonly string[]
  /** Part of the selection that they belong to. */
  readonly pair: NameKind | 'q'
}

const MOST = 3
/** Minimum share of common trigrams. */
const ALIKE = 0.25

const CALLED: Readonly<Record<NameKind, string>> = {
  organization: 'No organization of a paper is called',
  author: 'No author is called',
  keyword: 'No paper has the keyword',
  submitter: 'No submitter of a paper is called',
}

/**
 * Finds hints for unknown names, and for words that are in no paper; empty when all are known.
 * Meant for a selection without papers, since it scans all names.
 */
export async function findHints(executor: Executor, selection: Selection): Promise<readonly Hint[]> {
  const { words } = selection
  return [
    ...(await hintsOfNames(executor, selection)),
    ...(words === null ? [] : await hintsOfWords(executor, words)),
  ]
}

/** Finds hints for names only. */
export async function hintsOfNames(executor: Executor, selection: Selection): Promise<readonly Hint[]> {
  const hints: Hint[] = []
  for (const kind of Object.keys(CALLED) as NameKind[]) {
    const typed = selection[kind]
    if (typed === null || (await isKnown(executor, kind, typed))) continue
    const rows = await executor.rows<{ name: string }>(sql`
      select name from (${candidates(kind, typed)}) c
      where likeness >= ${ALIKE}::real order by likeness desc, name limit ${MOST}`)
    hints.push({ says: `${CALLED[kind]} "${typed}".`, nearest: rows.map(({ name }) => name), pair: kind })
  }
  return hints
}

async function isKnown(executor: Executor, kind: NameKind, typed: string): Promise<boolean> {
  const [row] = await executor.rows<{ known: boolean }>(
    kind === 'keyword'
      ? sql`select exists (select from paper_words where keywords @> ${namesMeant(kind, typed)}) as known`
      : sql`select cardinality(${namesMeant(kind, typed)}) > 0 as known`,
  )
  return row?.known ?? false
}

/** Selects rows of name and likeness. */
function candidates(kind: NameKind, typed: string): SQL {
  if (kind === 'keyword')
    return sql`
      select word as name, similarity(word, ${typed}) as likeness
      from (select distinct unnest(keywords) as word from paper_words) k`
  if (kind === 'author')
    // All names would be too many: only those in which a word starts like a typed one.
    return sql`
      select author as name, similarity(author, ${typed}) as likeness
      from (
        select distinct a.author from paper_words w join author_papers a on a.paper_id = w.paper_id
        where w.search @@ (
          select string_agg('''' || left(word, 3) || ''':*D', ' | ')::tsquery
          from regexp_split_to_table(search_words(${typed}), ' +') as word where length(word) >= 3
        )
      ) a`
  return sql`
    select handle as name, greatest(similarity(handle, ${typed}), similarity(coalesce(name, ''), ${typed})) as likeness
    from known_names where kind = ${kind}`
}

async function hintsOfWords(executor: Executor, words: string): Promise<readonly Hint[]> {
  const paper = paperReference(words)
  if (paper !== null) {
    const [known] = await executor.rows(sql`select 1 from paper_details where paper_id = ${paper}`)
    if (known) return []
    const says = `Paper ${paper} is not in the warehouse: "npx paperboy fetch paper:${paper}" reads its page.`
    return [{ says, nearest: [], pair: 'q' }]
  }
  const typed = words.split(/\s+/u).filter((word) => /\p{L}/u.test(word) && !/^-|^or$/iu.test(word))
  const unknown = await executor.rows<{ word: string; nearest: string | null }>(sql`
    select t.word, (select n.word from nearest_words(t.word, 1) n) as nearest
    from (select word, min(place) as place from jsonb_array_elements_text(${JSON.stringify(typed.map((word) => word.replaceAll('"', '')))}::text::jsonb)
      with ordinality as typed(word, place) group by word) t
    where not exists (select from paper_words w where w.search @@ search_query(t.word))
      and numnode(search_query(t.word)) > 0
    order by t.place`)
  if (unknown.length === 0) return []
  let instead = words
  for (const { word, nearest } of unknown) if (nearest !== null) instead = instead.replaceAll(word, nearest)
  return [
    {
      says: `No paper contains ${unknown.map(({ word }) => `"${word}"`).join(' or ')}.`,
      nearest: instead === words ? [] : [instead],
      pair: 'q',
    },
  ]
}

/** Formats a hint as one line. */
export function hintText({ says, nearest }: Hint): string {
  return nearest.length === 0 ? says : `${says} Did you mean ${nearest.join(', or ')}?`
}

/** Replaces a part of the selection with a nearest name or word, as pairs of an address. */
export function pairsInstead(selection: Selection, { pair }: Hint, name: string): Record<string, string> {
  return { ...pairsOf(selection), [pair]: name }
}
