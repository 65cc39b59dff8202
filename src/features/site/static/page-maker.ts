import { siteApp } from '../site-app.ts'
import type { SiteContext } from '../site-context.ts'
import type { SitePage } from './plan-pages.ts'
import { type HowToRender, type MadePage, renderPages } from './render-pages.ts'

/** Makes pages of a static site, in this process. */
export type PageMaker = (
  pages: readonly SitePage[],
  signal: AbortSignal,
  write: (made: MadePage) => Promise<void>,
) => Promise<void>

/**
 * The live site's application, to be asked for pages. It takes 80 MB of a process: one that has others make its pages
 * imports this file only when it makes them itself.
 */
export function pageMaker(context: SiteContext, how: HowToRender): PageMaker {
  const app = siteApp(context)
  return async (pages, signal, write) => renderPages(app, pages, how, signal, write)
}
