/** Greek letters that titles write as LaTeX commands or literally. */
const GREEK: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  varepsilon: 'ε',
  eta: 'η',
  theta: 'θ',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  varphi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
}

/** Maximum length in UTF-16 units, of at most three bytes each. Two titles equal up to here are equal. */
const LONGEST_KEY = 500

/**
 * Reduces a title to a key, without differences in writing: case, white space, accents,
 * ligatures, LaTeX commands and punctuation.
 *
 * @example titleKey('$\\mathbf{R}^2$-Bench:  A  Study') // 'r2benchastudy'
 */
export function titleKey(title: string): string {
  const plain = title
    .replace(/\\([a-z]+)\*?/gi, (_, command: string) => GREEK[command.toLowerCase()] ?? '')
    .replace(/&(?:amp|lt|gt|quot|#39|nbsp);/gi, ' ')
    .normalize('NFKD')
    .toLowerCase()
  // Some characters decompose into eighteen, and an index limits the length of its keys.
  return plain
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .slice(0, LONGEST_KEY)
    .toWellFormed()
}
