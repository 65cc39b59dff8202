/** What a page of comparison shows. */
export interface Compared {
  readonly papers: readonly string[]
  readonly keywords: readonly string[]
}

/** Papers, and keywords, that one page compares. */
export const MOST_COMPARED = 6

/** Address of a comparison, to be shared. */
export function comparePath({ papers, keywords }: Compared): string {
  const query = new URLSearchParams([
    ...papers.slice(0, MOST_COMPARED).map((paper) => ['paper', paper]),
    ...keywords.slice(0, MOST_COMPARED).map((keyword) => ['keyword', keyword]),
  ]).toString()
  return query === '' ? '/compare' : `/compare?${query}`
}
