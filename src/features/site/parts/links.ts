/** An address from a page of the source as it may be linked to: http and https only; null for any other. */
export function safeLink(address: string | null): string | null {
  if (address === null) return null
  try {
    const url = new URL(address)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
  } catch {
    return null
  }
}

/** What has a page of its papers, by name. */
export const NAME_KINDS = ['organization', 'author', 'keyword', 'submitter'] as const
export type NameKind = (typeof NAME_KINDS)[number]

/** Path of a page about a name; any text can be one. Names of dots have none: a browser takes them for a folder. */
export function namePath(kind: NameKind, name: string): string {
  if (name === '.' || name === '..') return `/search?${kind}=${name}`
  return `/${kind}/${encodeURIComponent(name)}`
}

/** Path of a paper's page. */
export function paperPath(paperId: string): string {
  return `/paper/${encodeURIComponent(paperId)}`
}

/**
 * Address of a paper on arXiv: its abstract unless another form is named. Null when the id is none of arXiv's. The HTML
 * form is there for papers that arXiv could convert, most since December 2023.
 */
export function arxivAddress(paperId: string, form: 'abs' | 'pdf' | 'html' = 'abs'): string | null {
  return /^(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})$/.test(paperId)
    ? `https://arxiv.org/${form}/${paperId}`
    : null
}

/** Where a model, data set or space is on the Hugging Face site. */
export function repositoryAddress(source: string, kind: string, name: string): string {
  const folder = kind === 'model' ? '' : `${kind}s/`
  return `${source}/${folder}${name.split('/').map(encodeURIComponent).join('/')}`
}
