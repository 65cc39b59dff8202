import { hashFraction } from './hash-text.ts'
import type { PaperFacts } from './paper-facts.ts'

/** A title on one line. */
function onOneLine(title: string): string {
  return title.replaceAll(/\s+/g, ' ')
}

/**
 * A stand-in abstract: the real one is not kept. It holds the characters that real ones have and that are hard
 * on a parser: a line break, quotes, ampersands, angle brackets, now and then a formula.
 */
export function standInAbstract(paper: PaperFacts): string {
  if (paper.abstract !== undefined) return paper.abstract
  const title = onOneLine(paper.title)
  const [first = 'its subject', second = 'its method'] = paper.keywords ?? []
  const sentences = [
    `This is stand-in text for "${title}", whose abstract is not kept here.`,
    `The replica only knows that the paper is about ${first} & ${second}.`,
    `It was made by ${paper.authors.length} authors (n > 0).`,
  ]
  if (hashFraction(`formula ${paper.id}`) < 0.4)
    sentences.push(String.raw`A formula stands in too: $O(n \log n) < O(n^2)$.`)
  if (hashFraction(`markup ${paper.id}`) < 0.2) sentences.push('Even a <b>tag</b> & an &amp; entity occur.')
  return sentences.join(hashFraction(`line break ${paper.id}`) < 0.7 ? '\n' : ' ')
}

/** A stand-in for the summary that the site has written by a model; undefined for a paper without keywords. */
export function standInSummary(paper: PaperFacts): string | undefined {
  if (paper.summary !== undefined) return paper.summary
  if (paper.keywords === undefined) return undefined
  return `Stand-in summary: ${onOneLine(paper.title)}, in the words ${paper.keywords.slice(0, 3).join(', ')}.`
}
