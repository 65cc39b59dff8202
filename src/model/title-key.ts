/** Greek letters that titles write as LaTeX commands or as themselves. */
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

/** In UTF-16 units, of at most three bytes each. Two titles that are the same so far are the same. */
const LONGEST_KEY = 500

/**
 * What stays of a title when all that two writings of it may differ in is taken away: case, white space, accents,
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
  // Some characters become eighteen of their parts, and no index takes a key of any length.
  return plain
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .slice(0, LONGEST_KEY)
    .toWellFormed()
}
