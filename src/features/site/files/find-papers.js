import { searchWords } from '../../../model/search-words.js'

/**
 * Words as the index of pages without a server holds them and is asked for them. Words of one letter or digit, which
 * Pagefind may leave out, are made longer.
 */
export function indexWords(words) {
  return words
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ([...word].length === 1 ? `${word}zz` : word))
    .join(' ')
}

const PRIVATE = 0xe000

/**
 * What is shown of a paper, as the index keeps it. Pagefind searches that, too, and takes names such as SymDPO in it
 * apart; characters of private use are no words.
 */
export function asSigns(text) {
  return text.replace(/[^\u1900-\uffff]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + PRIVATE))
}

/** The same to be read. */
export function fromSigns(signs) {
  return signs.replace(/[\ue000-\uf8ff]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - PRIVATE))
}

/** An arXiv id, or a link to a paper. */
const PAPER = /^"?(?:arxiv:|\S*[/.])?(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?\/?"?$/i
/** A number belongs to the name before it, as in the warehouse's search_query. */
const NUMBERED = /(^|\s)(?!or\s)([^\s"0-9-][^\s"]*)\s+([0-9]{1,3}(?:\.[0-9]+)*)(?=\s|$)/gi

/** Words that Postgres leaves out of a search, when they stand alone. */
const STOP = new Set(
  `
  i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers
  herself it its itself they them their theirs themselves what which who whom this that these those am is are
  was were be been being have has had having do does did doing a an the and but if or because as until while
  of at by for with about against between into through during before after above below to from up down in out
  on off over under again further then once here there when where why how all any both each few more most
  other some such no nor not only own same so than too very s t can will just don should now
`.split(/\s+/),
)

/** What is typed, as groups of which one has to be found: all phrases of `all`, and none of `none`. */
function groupsOf(typed) {
  const paper = PAPER.exec(typed.trim())
  if (paper !== null) return [{ all: [indexWords(searchWords(paper[1]))], none: [] }]
  const groups = [{ all: [], none: [] }]
  for (const [, minus, quoted, plain] of typed
    .replace(NUMBERED, '$1$2-$3')
    .matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    if (minus === '' && /^or$/i.test(plain ?? '')) {
      groups.push({ all: [], none: [] })
      continue
    }
    const words = searchWords(quoted ?? plain).trim()
    const phrase = STOP.has(words) ? '' : indexWords(words)
    if (phrase !== '') groups.at(-1)[minus === '' ? 'all' : 'none'].push(phrase)
  }
  return groups.filter(({ all }) => all.length > 0)
}

/** Results of Pagefind for what is typed, the best first: as the warehouse's searches, a phrase for each typed word. */
export async function findPapers(pagefind, typed) {
  const phrases = new Map()
  const find = (phrase) => {
    const known = phrases.get(phrase) ?? pagefind.search(`"${phrase}"`).then(({ results }) => results)
    phrases.set(phrase, known)
    return known
  }
  const found = new Map()
  const scores = new Map()
  for (const { all, none } of groupsOf(typed)) {
    const [first, ...others] = await Promise.all(all.map(find))
    const apart = await Promise.all(none.map(find))
    const isIn = (results, { id }) => results.some((result) => result.id === id)
    for (const result of first)
      if (others.every((results) => isIn(results, result)) && !apart.some((results) => isIn(results, result)))
        found.set(result.id, result)
    // Phrases all score the same: how well single words match tells which are best.
    for (const { id, score } of (await pagefind.search(all.join(' '))).results)
      scores.set(id, (scores.get(id) ?? 0) + score)
  }
  const scoreOf = ({ id }) => scores.get(id) ?? 0
  return [...found.values()].sort((a, b) => scoreOf(b) - scoreOf(a))
}
