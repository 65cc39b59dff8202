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

/** Path of a page about a name; any text can be one. */
export function namePath(kind: 'organization' | 'author' | 'keyword' | 'submitter', name: string): string {
  return `/${kind}/${encodeURIComponent(name)}`
}

/** Path of a paper's page. */
export function paperPath(paperId: string): string {
  return `/paper/${encodeURIComponent(paperId)}`
}
