/**
 * What stays of a title when all that two writings of it may differ in is taken away: case, white space, accents,
 * LaTeX commands and punctuation.
 *
 * @example titleKey('$\\mathbf{R}^2$-Bench:  A  Study') // 'r2benchastudy'
 */
export function titleKey(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\\[a-z]+\*?/gi, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}
