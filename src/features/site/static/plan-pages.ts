import type { SiteContext } from '../site-context.ts'
import { pageFamilies } from './page-families.ts'
import { staticPlace } from './static-place.ts'

/** A page that the site is to have, with its place. */
export interface SitePage {
  readonly path: string
  readonly file: string
  readonly link: string
  readonly status: 200 | 404
  /** Of what it shows and of the program; for a page that is made each time, of the program only. */
  readonly version: string
  readonly isMoving: boolean
}

/**
 * All pages that the site is to have now, by their paths, in the order in which they are written.
 *
 * @param mark of the program, see `programMark`
 */
export async function planPages(
  context: SiteContext,
  mark: string,
  foldsCase: boolean,
): Promise<Map<string, SitePage>> {
  const plan = new Map<string, SitePage>()
  // Each is a statement that looks at all papers: the server has more than one processor for them.
  const families = await Promise.all(
    pageFamilies(context.parts).map(async (family) => ({ ...family, planned: await family.plan(context) })),
  )
  for (const { kind, status = 200, planned } of families) {
    for (const { path, version } of planned) {
      const { file, link } = staticPlace(path, kind, foldsCase)
      plan.set(path, {
        path,
        file,
        link,
        status,
        version: `${mark}.${version ?? ''}`,
        isMoving: version === null,
      })
    }
  }
  return plan
}
