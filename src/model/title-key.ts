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
  return plain.replace(/[^\p{L}\p{N}]+/gu, '')
}
