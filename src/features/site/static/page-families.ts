import type { SitePart } from '../site-context.ts'
import { FEED_FORMATS } from '../../feed/render-feed.ts'
import { countPapers } from '../../../query/select-papers.ts'
import { knownSelection } from '../../../query/selection.ts'
import { INDEX_KINDS } from '../pages/name-index.ts'
import { MOST_RISING } from '../parts/page-sizes.ts'
import { type PageFamily, withFurther } from './page-family.ts'
import { NAME_FAMILY, PAPER_FAMILY } from './paper-families.ts'
import { PERIOD_FAMILIES } from './period-families.ts'

/** Pages that show the state of all things: made each time, written when they differ. */
const moving = (...paths: string[]): PageFamily => ({
  name: paths.join(', '),
  kind: 'page',
  plan: async () => paths.map((path) => ({ path, version: null })),
})

const files = (...paths: string[]): PageFamily => ({ ...moving(...paths), kind: 'file' })

/**
 * All that a static site holds, by kinds. What is linked to comes before what links to it: a build that is killed leaves
 * no link to a page that is not there yet.
 */
export const pageFamilies = (parts: readonly SitePart[] = []): readonly PageFamily[] => [
  files(
    '/icon.svg',
    '/paperboy.js',
    '/static-search.js',
    '/find-papers.js',
    '/search-words.js',
    '/robots.txt',
  ),
  PAPER_FAMILY,
  NAME_FAMILY,
  ...PERIOD_FAMILIES,
  files(...['newest', 'trending'].flatMap((name) => FEED_FORMATS.map((format) => `/feed/${name}.${format}`))),
  {
    name: '/trending, /trending/NUMBER',
    kind: 'page',
    plan: async ({ executor, now }) => {
      const { total } = await countPapers(executor, knownSelection({ order: 'momentum' }), now(), null)
      return withFurther({ path: '/trending', version: null }, total, MOST_RISING)
    },
  },
  moving(...INDEX_KINDS.map((kind) => `/${kind}s`)),
  moving('/day', '/week', '/month', '/trends', '/search', '/coverage', '/data', '/feeds'),
  moving(...parts.flatMap(({ fixed = [] }) => fixed)),
  { ...files('/404.html'), status: 404 },
  {
    name: '/sitemap.xml',
    kind: 'file',
    // Its addresses are whole ones, which nobody knows without the site's own.
    plan: async ({ publicUrl }) => (publicUrl === null ? [] : [{ path: '/sitemap.xml', version: null }]),
  },
  moving('/'),
]
