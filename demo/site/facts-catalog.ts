import { readFileSync } from 'node:fs'
import type { Catalog } from './catalog.ts'
import { catalogOfPapers } from './catalog-of-papers.ts'
import { hashFraction } from './hash-text.ts'
import type { AccountFacts, AuthorFacts, PaperFacts } from './paper-facts.ts'

type StoredAuthor = string | { name: string; hidden?: boolean; status?: string; account?: AccountFacts }
type StoredPaper = Omit<PaperFacts, 'authors'> & { authors: StoredAuthor[] }

const FACTS_FILE = new URL('../facts/week-2025-09-22.json', import.meta.url)

/** The facts of the real week 2025-09-22 to 2025-09-28: 129 papers on five days. */
export function readFacts(): PaperFacts[] {
  const stored = JSON.parse(readFileSync(FACTS_FILE, 'utf8')) as StoredPaper[]
  return stored.map(paperFacts)
}

function paperFacts(paper: StoredPaper): PaperFacts {
  return { ...paper, authors: paper.authors.map(authorFacts) }
}

/** An author in full: a plain name in the file stands for one who is neither hidden nor has an account. */
function authorFacts(author: StoredAuthor): AuthorFacts {
  return typeof author === 'string'
    ? { name: author, hidden: false }
    : { ...author, hidden: author.hidden ?? false }
}

/** The paper that comes first when all are put in the order of a hash. */
function drawPaper(papers: readonly PaperFacts[], purpose: string): PaperFacts {
  return papers.reduce((one, other) =>
    hashFraction(`${purpose} ${other.id}`) < hashFraction(`${purpose} ${one.id}`) ? other : one,
  )
}

/**
 * The real week as a catalog. Two oddities of the site are composed into it: one paper leaves its list on the
 * next day, and one stands on the following day too.
 */
export function factsCatalog(): Catalog {
  const papers = readFacts()
  const days = [...new Set(papers.map(({ day }) => day))].sort()
  const leaving = drawPaper(papers, 'leaving')
  const twice = drawPaper(
    papers.filter(({ id, day }) => id !== leaving.id && day !== days.at(-1)),
    'second day',
  )
  const secondDay = days[days.indexOf(twice.day) + 1] ?? twice.day
  return catalogOfPapers(papers, { leaving: [leaving.id], alsoOn: [{ id: twice.id, day: secondDay }] })
}
