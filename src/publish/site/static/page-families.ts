import { DAY_FAMILIES } from './day-families.ts'
import type { PageFamily } from './page-family.ts'

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
export const PAGE_FAMILIES: readonly PageFamily[] = [
  files('/icon.svg', '/paperboy.js', '/static-search.js'),
  ...DAY_FAMILIES,
  moving('/day', '/week', '/month', '/trending', '/search'),
  { ...files('/404.html'), status: 404 },
  moving('/'),
]
