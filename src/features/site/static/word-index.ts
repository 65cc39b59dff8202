import { MOST_SIMILAR } from '../pages/similar-papers.ts'

/** A paper by its words. */
export interface WordedPaper {
  readonly paperId: string
  /** When it began, in seconds; null while nobody knows. */
  readonly start: number | null
  /** Each once, in the order in which they are shown. */
  readonly keywords: readonly string[]
  /** Of its title, as lexemes. */
  readonly words: readonly string[]
  /** Keywords that papers like it are found by: the most special ones. */
  readonly keywordPick: readonly string[]
  readonly wordPick: readonly string[]
}

/** A paper that began earlier, and what it shares with another. */
export interface SharedWords {
  readonly paperId: string
  readonly keywords: readonly string[]
  readonly words: readonly string[]
}

/*
 * As in the SQL function similar_papers, which a page asks that is made by itself: the same pages come of both. A word on
 * more papers than MOST_HITS tells nothing; MOST_LIKELY papers are looked at; one shared word of a title is chance.
 */
const MOST_HITS = 500
const MOST_LIKELY = 60
const KEYWORD = 2
const LEAST_SCORE = 3

/** Room for all places of papers in a number, above which their weights stand. */
const PLACES = 2 ** 32
/** More than all words of a paper weigh together. */
const EARLIER = 64

interface Entry extends Omit<WordedPaper, 'keywords' | 'words' | 'keywordPick' | 'wordPick'> {
  readonly keywords: readonly number[]
  readonly words: readonly number[]
  readonly picks: readonly { readonly papers: readonly number[]; readonly weight: number }[]
}

/** Which papers are like which, by the words of all of them. */
export class WordIndex {
  readonly #papers: Entry[] = []
  readonly #places = new Map<string, number>()
  /** Each word is held once, and known by its number. */
  readonly #numbers = new Map<string, number>()
  readonly #names: string[] = []
  readonly #byKeyword: number[][] = []
  readonly #byWord: number[][] = []

  /** Takes a paper; its id comes after those of all before, byte by byte. */
  add({ paperId, start, keywords, words, keywordPick, wordPick }: WordedPaper): void {
    const place = this.#papers.length
    const hits = (of: number[][], names: readonly string[], weight: number) =>
      names.map((name) => ({ papers: (of[this.#numberOf(name)] ??= []), weight }))
    for (const { papers } of hits(this.#byKeyword, keywords, KEYWORD)) note(papers, place)
    for (const { papers } of hits(this.#byWord, words, 1)) note(papers, place)
    this.#places.set(paperId, place)
    this.#papers.push({
      paperId,
      start,
      keywords: keywords.map((name) => this.#numberOf(name)),
      words: words.map((name) => this.#numberOf(name)),
      picks: [...hits(this.#byKeyword, keywordPick, KEYWORD), ...hits(this.#byWord, wordPick, 1)],
    })
  }

  /** Earlier papers like one, the most similar first. */
  similarTo(paperId: string): SharedWords[] {
    const place = this.#places.get(paperId) ?? -1
    const own = this.#papers[place]
    if (own === undefined) return []
    const scored = this.#likely(own, place).flatMap((other) => {
      const { start, keywords, words } = other
      if (start === null || own.start === null || start >= own.start) return []
      const [sharedKeywords, sharedWords] = [shared(own.keywords, keywords), shared(own.words, words)]
      const score = KEYWORD * sharedKeywords.length + sharedWords.length
      return score < LEAST_SCORE ? [] : [{ other, score, sharedKeywords, sharedWords }]
    })
    return scored
      .toSorted((a, b) => b.score - a.score || this.#placeOf(b.other) - this.#placeOf(a.other))
      .slice(0, MOST_SIMILAR)
      .map(({ other, sharedKeywords, sharedWords }) => ({
        paperId: other.paperId,
        keywords: sharedKeywords.map((number) => this.#names[number] ?? ''),
        words: sharedWords.map((number) => this.#names[number] ?? ''),
      }))
  }

  /** Papers that share the most special words with one: those with lower ids first, as ids mostly grow with time. */
  #likely({ picks }: Entry, place: number): Entry[] {
    const weights = new Uint8Array(this.#papers.length)
    const found: number[] = []
    for (const { papers, weight } of picks) {
      if (papers.length > MOST_HITS) continue
      for (const other of papers) {
        if (weights[other] === 0 && other !== place) found.push(other)
        weights[other] = (weights[other] ?? 0) + weight
      }
    }
    const keys = Float64Array.from(
      found,
      (other) => ((weights[other] ?? 0) + (other < place ? EARLIER : 0)) * PLACES + other,
    )
    return [...keys.sort().subarray(-MOST_LIKELY)].flatMap((key) => this.#papers[key % PLACES] ?? [])
  }

  #placeOf({ paperId }: Entry): number {
    return this.#places.get(paperId) ?? -1
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.#names.push(name) - 1
    this.#numbers.set(name, number)
    return number
  }
}

/** What is on too many papers is not counted any further. */
function note(papers: number[], place: number): void {
  if (papers.length <= MOST_HITS) papers.push(place)
}

function shared(own: readonly number[], other: readonly number[]): readonly number[] {
  return own.filter((number) => other.includes(number))
}
