import type { Executor } from '../../query/executor.ts'
import type { PageBounds } from './bound-pages.ts'
import type { KnownProxies } from './client-address.ts'
import type { Context, Hono } from 'hono'
import type { Markup, Page } from './parts/page.ts'
import type { PictureStore } from './pictures/picture-store.ts'

/** What every page is made from. */
export interface SiteContext extends KnownProxies {
  readonly executor: Executor
  readonly now: () => Temporal.Instant
  /** Base address of the Daily Papers' site, without a slash at its end: papers link there. */
  readonly source: string
  /** Base address that these pages have for others, without a slash at its end; null while it is not known. */
  readonly publicUrl: string | null
  /** True for pages that are written to files: what needs a server is left out. */
  readonly isStatic: boolean
  /** How many pages are made at once by a server, and how many wait. */
  readonly bounds?: PageBounds
  /** Told why a page could not be made. */
  readonly onError?: (error: Error) => void
  /** Pictures of papers. Default: pages have none. */
  readonly pictures?: PictureStore | undefined
  /** What other features add. Default: nothing. */
  readonly parts?: readonly SitePart[]
}

/** Answers with a page. */
export type Show = (
  c: Context,
  page: Page | Promise<Page>,
  status?: 200 | 400 | 404 | 500 | 503,
) => Promise<Response>

/** What another feature adds to the site. */
export interface SitePart {
  /** Routes of files of a server, which are sent as they are: they may be larger than memory. */
  readonly files?: () => Hono
  /** Its pages. */
  readonly pages?: (context: SiteContext, show: Show) => Hono
  /** Addresses that take what a person sends: all others answer a POST with 405. */
  readonly forms?: readonly string[]
  /** Addresses of pages that a static site has too. */
  readonly fixed?: readonly string[]
  /** How the data can be taken away, for the page about data. */
  readonly download?: () => Promise<Markup>
  /** What the foot of every page links to. */
  readonly links?: readonly { readonly to: string; readonly text: string }[]
}
