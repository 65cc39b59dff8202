/** `2509.24002`, optionally with a version. */
const ARXIV_ID = String.raw`(\d\d(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?`
const LINK_TAIL = String.raw`(?:\.pdf)?/?(?:[?#].*)?`

const REFERENCES = [
  `(?:arxiv:\\s*)?${ARXIV_ID}`,
  `(?:https?://)?(?:[a-z]+\\.)?arxiv\\.org/(?:abs|pdf|html)/${ARXIV_ID}${LINK_TAIL}`,
  `(?:doi:\\s*|(?:https?://)?(?:dx\\.)?doi\\.org/)?10\\.48550/arxiv\\.${ARXIV_ID}`,
  `(?:https?://)?(?:www\\.)?(?:huggingface\\.co|hf\\.co)/(?:api/)?papers/${ARXIV_ID}${LINK_TAIL}`,
].map((pattern) => new RegExp(`^${pattern}$`, 'iu'))

/**
 * Finds the paper that a text names, by its arXiv id (`2509.24002`, `2509.24002v2`, `arXiv:2509.24002`), a link to it on the
 * site or on arXiv, or its arXiv DOI. Null for other text.
 */
export function paperReference(text: string): string | null {
  const plain = text.trim().replace(/^["<]\s*|\s*[">]$/gu, '')
  for (const reference of REFERENCES) {
    const id = reference.exec(plain)?.[1]
    if (id !== undefined) return id
  }
  return null
}
