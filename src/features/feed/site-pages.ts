import type { FixedPeriod } from '../../query/period.ts'

/**
 * Page of a paper.
 *
 * @param site base address without a trailing slash
 */
export function paperPage(site: string, paperId: string): string {
  return `${site}/papers/${encodeURIComponent(paperId.toWellFormed())}`
}

/** Page of an organization, by its handle. */
export function organizationPage(site: string, handle: string): string {
  return `${site}/${encodeURIComponent(handle.toWellFormed())}`
}

/** Page of a period's lists, or of all lists where it has none of its own. */
export function listPage(site: string, { kind, key }: Pick<FixedPeriod, 'kind' | 'key'>): string {
  if (kind === 'all' || kind === 'range') return `${site}/papers`
  return `${site}/papers/${kind === 'day' ? 'date' : kind}/${key}`
}

/** Makes an address a link, percent-encoded; null for text that is not an http or https address. */
export function webLink(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null
  const { protocol, href } = new URL(text)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}
