import type { FixedPeriod } from '../../query/period.ts'

/**
 * The page of a paper.
 *
 * @param site base address without a trailing slash
 */
export function paperPage(site: string, paperId: string): string {
  return `${site}/papers/${encodeURIComponent(paperId.toWellFormed())}`
}

/** The page of an organization, by its handle. */
export function organizationPage(site: string, handle: string): string {
  return `${site}/${encodeURIComponent(handle.toWellFormed())}`
}

/** The page of a period's lists: that of all lists where there is none of its own. */
export function listPage(site: string, { kind, key }: Pick<FixedPeriod, 'kind' | 'key'>): string {
  if (kind === 'all' || kind === 'range') return `${site}/papers`
  return `${site}/papers/${kind === 'day' ? 'date' : kind}/${key}`
}

/** An address as a link, percent-encoded; null for text that is no http or https address. */
export function webLink(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null
  const { protocol, href } = new URL(text)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}
