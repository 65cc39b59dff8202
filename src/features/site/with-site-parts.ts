import type { Feature } from '../../feature.ts'
import { FEATURES } from '../../features.ts'
import type { SitePart } from './site-context.ts'
import type { AddsPages, Live, SiteConfig } from './site-part.ts'

/** Calls `use` with what all features add. */
export async function withSiteParts(
  config: SiteConfig,
  live: Live | null,
  use: (parts: readonly SitePart[]) => Promise<void>,
): Promise<void> {
  let all = async (parts: readonly SitePart[]) => use(parts)
  for (const feature of FEATURES.filter(addsPages).toReversed()) {
    const next = all
    all = async (parts) => feature.withSitePart(config, live, async (part) => next([...parts, part]))
  }
  await all([])
}

/** What all features add to files; nothing of it is held open. */
export async function staticParts(config: SiteConfig): Promise<readonly SitePart[]> {
  let found: readonly SitePart[] = []
  await withSiteParts(config, null, async (parts) => {
    found = parts
  })
  return found
}

function addsPages(feature: Feature): feature is AddsPages {
  return 'withSitePart' in feature
}
