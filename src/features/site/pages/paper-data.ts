import { mathWords } from '../parts/math-text.ts'
import { arxivAddress, paperPath } from '../parts/links.ts'
import type { SiteContext } from '../site-context.ts'
import type { PaperFacts } from './paper-facts.ts'

/** Authors that are named to programs at most: one paper has 3,303. */
const AUTHORS = 200

/** A paper as a ScholarlyArticle: https://schema.org/ScholarlyArticle. What is not known is left out. */
export function articleData(
  { paper }: Pick<PaperFacts, 'paper'>,
  { source, publicUrl }: Pick<SiteContext, 'source' | 'publicUrl'>,
): Readonly<Record<string, unknown>> {
  const { paperId, title, abstract, authors, publishedAt, keywords } = paper
  const arxiv = arxivAddress(paperId)
  return {
    '@type': 'ScholarlyArticle',
    headline: mathWords(title),
    ...(publicUrl === null ? {} : { url: `${publicUrl}${paperPath(paperId)}` }),
    ...(authors === null
      ? {}
      : { author: authors.slice(0, AUTHORS).map((name) => ({ '@type': 'Person', name })) }),
    ...(abstract === null ? {} : { abstract: mathWords(abstract) }),
    ...(publishedAt === null ? {} : { datePublished: publishedAt.slice(0, 10) }),
    ...(keywords === null || keywords.length === 0 ? {} : { keywords }),
    ...(arxiv === null
      ? {}
      : { identifier: { '@type': 'PropertyValue', propertyID: 'arXiv', value: paperId } }),
    sameAs: [...(arxiv === null ? [] : [arxiv]), `${source}/papers/${encodeURIComponent(paperId)}`],
  }
}
