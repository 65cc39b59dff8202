import { z } from 'zod'
import { count, text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * What its commands print for programs.
 */

/** Of `site serve`, as soon as it serves. */
export const siteServed = z.strictObject({ url: text('Address of the pages.') })

export type SiteServed = Printed<typeof siteServed>

/** Of `site build`. */
export const siteBuilt = z.strictObject({
  folder: text('The folder, as it was typed.'),
  pages: count('Pages and files that the site has, without those of its search.'),
  made: count('Those that were made anew.'),
  written: count('Files that were written, those of the search among them.'),
  removed: count('Files that were taken away.'),
})

export type SiteBuilt = Printed<typeof siteBuilt>

/** Its documents by their names. */
export const SITE_DOCUMENTS: FeatureDocuments = {
  outputs: {
    'site-serve': { about: 'Where the pages are served', commands: ['site serve'], schema: siteServed },
    'site-build': { about: 'Which pages were written', commands: ['site build'], schema: siteBuilt },
  },
}
