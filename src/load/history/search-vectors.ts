import { sql } from '../../base/sql.ts'
import { searchWords } from '../../model/search-words.js'
import type { Executor } from '../warehouse/executor.ts'
import { rowColumns } from '../warehouse/row-columns.ts'
import { textArray } from '../warehouse/warehouse.ts'

/** The texts of a paper that searches look through, by what a word in them weighs. */
export interface SearchedTexts {
  /** Weight A; of its stop words B. */
  readonly title: string
  /** Keywords and organization: weight B. */
  readonly keywords: string
  /** Weight C. */
  readonly abstract: string
  /** Weight D. */
  readonly authors: string
}

/**
 * Texts of more words, and of one word more often, are left to the server: a tsvector holds some 256 places of a word,
 * none beyond 16,383, and a megabyte. An abstract has some 200 words, a paper of 400 authors 1,200.
 */
const MOST_WORDS = 2000
const MOST_LETTERS = 50_000
/** Longer words are not kept either. */
const LONGEST_WORD = 200
/** Characters of a word's places, two or more each. */
const MOST_PLACES = 500

/** Distinct words that are kept with their stems, some 20 MB; twenty thousand papers have 60,000. */
const MOST_KEPT = 100_000

/** A word's stems, quoted for a tsvector, with their places in it: nearly always one, none of what is no word. */
type Stems = readonly { readonly stem: string; readonly place: number }[]

/** Words by number, as one builder knows them: another server has another stemmer. */
class Vocabulary {
  readonly numbers = new Map<string, number>()
  /** By the word's number. */
  readonly stems: Stems[] = []
  readonly builder: string

  constructor(builder: string) {
    this.builder = builder
  }
}

let kept = new Vocabulary('')

/** In a cut text: here the next part begins. Words are numbered from 0 on. */
const END = -1

/**
 * Makes full text in Postgres's notation, equal to what its `paper_search` makes of each: the words are cut here, and
 * the server is asked for the stems of those that this process has not met. Its own parser takes more than twice as long.
 *
 * @param papers with what builds their full text (server, dictionaries, rule)
 */
export async function searchVectors(
  executor: Executor,
  papers: readonly (SearchedTexts & { readonly builder: string })[],
): Promise<string[]> {
  const builder = papers[0]?.builder ?? ''
  if (builder !== kept.builder || kept.numbers.size > MOST_KEPT) kept = new Vocabulary(builder)
  const vocabulary = kept
  const cut = papers.map((paper) => cutTexts(paper, vocabulary))
  const unmet = [...vocabulary.numbers.keys()].slice(vocabulary.stems.length)
  const [stop] = await Promise.all([stopWords(executor), askStems(executor, unmet, vocabulary)])
  const made = cut.map((words) => vectorOf(words, vocabulary, stop))
  const left = await serverVectors(
    executor,
    papers.filter((_paper, index) => made[index] === null),
  )
  return made.map((vector) => vector ?? left.shift() ?? '')
}

/** Cuts the texts into words' numbers, each part with `END` behind it; null where they are left to the server. */
function cutTexts(
  { title, keywords, abstract, authors }: SearchedTexts,
  { numbers }: Vocabulary,
): Int32Array | null {
  const texts = [title, keywords, abstract, authors]
  if (texts.reduce((sum, { length }) => sum + length, 0) > MOST_LETTERS) return null
  const words: number[] = []
  for (const text of texts) {
    for (const word of searchWords(text).split(' ')) {
      if (word === '') continue
      if (word.length > LONGEST_WORD) return null
      let number = numbers.get(word)
      if (number === undefined) numbers.set(word, (number = numbers.size))
      words.push(number)
    }
    words.push(END)
  }
  // Held until the stems are known, by many papers at once.
  return Int32Array.from(words)
}

/** Makes the vector of words; null where that is left to the server. */
function vectorOf(words: Int32Array | null, { stems }: Vocabulary, stop: ReadonlySet<string>): string | null {
  if (words === null || words.length > MOST_WORDS) return null
  const weights = ['A', 'B', 'C', '']
  const places = new Map<string, string>()
  let part = 0
  let end = 0
  for (const word of words) {
    if (word === END) {
      part += 1
      continue
    }
    const start = end
    for (const { stem, place } of stems[word] ?? []) {
      const at = `${start + place}${part === 0 && stop.has(stem) ? 'B' : weights[part]}`
      const before = places.get(stem)
      if (before !== undefined && before.length > MOST_PLACES) return null
      places.set(stem, before === undefined ? at : `${before},${at}`)
      end = Math.max(end, start + place)
    }
  }
  let vector = ''
  for (const [stem, at] of places) vector += `${stem}:${at} `
  return vector
}

async function stopWords(executor: Executor): Promise<ReadonlySet<string>> {
  const rows = await executor.rows<{ word: string }>(sql`select unnest(stop_words()) as word`)
  return new Set(rows.map(({ word }) => quoted(word)))
}

async function askStems(
  executor: Executor,
  words: readonly string[],
  { numbers, stems }: Vocabulary,
): Promise<void> {
  if (words.length === 0) return
  const rows = await executor.rows<{ word: string; stem: string; place: number }>(sql`
    select w.word, l.lexeme as stem, p.place
    from unnest(${textArray(words)}) as w(word)
    cross join lateral unnest(to_tsvector('paper_english', w.word)) as l
    cross join lateral unnest(l.positions) as p(place)
    order by w.word, p.place`)
  const met = Map.groupBy(rows, ({ word }) => word)
  for (const word of words)
    stems[numbers.get(word) ?? END] = (met.get(word) ?? []).map(({ stem, place }) => ({
      stem: quoted(stem),
      place,
    }))
}

async function serverVectors(executor: Executor, papers: readonly SearchedTexts[]): Promise<string[]> {
  if (papers.length === 0) return []
  const rows = await executor.rows<{ search: string }>(sql`
    select paper_search(t.title, array[t.keywords], t.abstract, t.authors)::text as search
    from ${rowColumns(
      't',
      { place: 'integer', title: 'text', keywords: 'text', abstract: 'text', authors: 'text' },
      papers.map(({ title, keywords, abstract, authors }, place) => ({
        place,
        title,
        keywords,
        abstract,
        authors,
      })),
    )}
    order by t.place`)
  return rows.map(({ search }) => search)
}

/** A word in the notation of a tsvector. */
function quoted(word: string): string {
  return `'${word.replaceAll(/['\\]/g, String.raw`$&$&`)}'`
}
