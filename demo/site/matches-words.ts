import type { PaperFacts } from './paper-facts.ts'

/** Whether title, id, keywords or authors of the paper hold each of the words, in any case and order. */
export function matchesWords(paper: PaperFacts, words: string): boolean {
  const text = [paper.id, paper.title, ...(paper.keywords ?? []), ...paper.authors.map(({ name }) => name)]
    .join(' ')
    .toLowerCase()
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return wanted.length > 0 && wanted.every((word) => text.includes(word))
}
