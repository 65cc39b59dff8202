import type { Context, Hono } from 'hono'
import type { Config } from '../../base/config.ts'
import type { App } from '../../commands/command.ts'
import type { Feature } from '../../feature.ts'
import { FEATURES } from '../../features.ts'
import type { Page } from './parts/page.ts'
import type { SiteContext } from './site-context.ts'

/** Answers with a page. */
export type Show = (
  c: Context,
  page: Page | Promise<Page>,
  status?: 200 | 400 | 404 | 500 | 503,
) => Promise<Response>

/** What another feature adds to the site. */
export interface SitePart {
  /** Its pages. */
  readonly pages?: (context: SiteContext, show: Show) => Hono
  /** Addresses that take what a person sends: all others answer a POST with 405. */
  readonly forms?: readonly string[]
  /** Addresses of pages that a static site has too. */
  readonly fixed?: readonly string[]
  /** What the foot of every page links to. */
  readonly links?: readonly { readonly to: string; readonly text: string }[]
}

/** Settings as far as they can be told to another process. */
export type SiteConfig = Omit<Config, 'clock'>

/** A site that is being served, rather than written to files. */
export interface Live {
  readonly app: App
  readonly config: Config
}

/** A feature that adds pages to the site. */
export interface AddsPages extends Feature {
  /**
   * Calls `use` with what it adds, and closes afterwards what it held open.
   *
   * @param live null where the pages become files
   */
  readonly withSitePart: (
    config: SiteConfig,
    live: Live | null,
    use: (part: SitePart) => Promise<void>,
  ) => Promise<void>
}

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
