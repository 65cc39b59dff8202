import type { SiteContext } from '../site-context.ts'

/** A page that a static site is to have. */
export interface PlannedPage {
  /** Path on the live site, percent-encoded as links to it are: `/author/Jane%20Doe`. */
  readonly path: string
  /** Changes when what the page shows changes; null for a page that is made each time, such as the front page. */
  readonly version: string | null
}

/** A page of a list, with those of the rest of it before it: `/month/2026-05/2`. */
export function withFurther(page: PlannedPage, papers: number, most: number): PlannedPage[] {
  const further = Math.max(0, Math.ceil(papers / most) - 1)
  return [
    ...Array.from({ length: further }, (_, index) => ({ ...page, path: `${page.path}/${index + 2}` })),
    page,
  ]
}

/** Pages of one kind: a route of the site, and what is to be asked of it for a static one. */
export interface PageFamily {
  /** The route, for a person: `/day/DAY`. */
  readonly name: string
  /** A page is linked to as a folder; a file keeps its name. */
  readonly kind: 'page' | 'file'
  /** What it is answered with; default 200. */
  readonly status?: 200 | 404
  /** The pages that there are now, by a few statements for all of them. */
  readonly plan: (context: SiteContext) => Promise<readonly PlannedPage[]>
}
