import { siteApp } from '../src/publish/site/site-app.ts'
import type { SiteContext } from '../src/publish/site/site-context.ts'
import { planPages, type SitePage } from '../src/publish/site/static/plan-pages.ts'
import { renderPages } from '../src/publish/site/static/render-pages.ts'
import { openSiteFolder } from '../src/publish/site/static/site-folder.ts'
import type { WrittenPage } from '../src/publish/site/static/site-manifest.ts'
import { writeSearch } from '../src/publish/site/static/write-search.ts'

/** What a build of the static site is given. */
export interface BuildOptions {
  readonly folder: string
  readonly signal: AbortSignal
  /** Told what is done now, in a few words. */
  readonly onPhase: (phase: string) => void
}

/** What a build did. */
export interface SiteBuild {
  /** Pages and files that the site has, without those of the search. */
  readonly pages: number
  /** Those that were made: they are new, or what they show has changed, or they are made each time. */
  readonly made: number
  /** Files that were written, those of the search among them; all others are as they were. */
  readonly written: number
  readonly removed: number
}

/** Pages after which the folder is told what it holds, so that a build that was killed need not begin anew. */
const KEPT_EVERY = 2000

/**
 * Writes the site as static files; in a folder that holds one, only what differs. Files are replaced whole, new pages
 * come before those that link to them, and what is gone is taken away last: a server may serve the folder meanwhile, and
 * a build that is killed leaves pages that work.
 *
 * @throws {UsageError} when the folder holds something else
 */
export async function buildSite(
  context: SiteContext,
  { folder, signal, onPhase }: BuildOptions,
): Promise<SiteBuild> {
  const site = await openSiteFolder(folder)
  const pages = new Map(site.manifest.pages)
  const shards = new Map(site.manifest.shards)
  onPhase('reading what there is')
  const plan = await planPages(context, site.foldsCase)
  const linkOf = (path: string) => plan.get(path)?.link
  const { publicUrl } = context
  const base = publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/$/, '')
  const due = duePages(plan, pages, await site.files())
  let written = 0
  try {
    written += await writeSearch(context.executor, site, { shards, linkOf, onPhase, signal })
    const app = siteApp(context)
    for (let first = 0; first < due.length; first += KEPT_EVERY) {
      onPhase(`${first} of ${due.length} pages`)
      const some = due.slice(first, first + KEPT_EVERY)
      await renderPages(
        app,
        some,
        { linkOf, base, publicUrl },
        signal,
        async ({ page, content, missing }) => {
          if (await site.write(page.file, content)) written++
          pages.set(page.path, { file: page.file, version: page.version, missing })
        },
      )
      await site.keep({ pages, shards })
    }
  } catch (error) {
    // What is written is written: the next build goes on from there.
    await site.keep({ pages, shards })
    throw error
  }
  const files = new Set([...plan.values()].map(({ file }) => file))
  const gone = [...pages].filter(([path]) => !plan.has(path))
  for (const [path, { file }] of gone) {
    if (!files.has(file)) await site.remove(file)
    pages.delete(path)
  }
  await site.keep({ pages, shards })
  return { pages: plan.size, made: due.length, written, removed: gone.length }
}

/** Pages to be made, new ones first: what has changed may link to them. */
function duePages(
  plan: ReadonlyMap<string, SitePage>,
  written: ReadonlyMap<string, WrittenPage>,
  files: ReadonlySet<string>,
): SitePage[] {
  const due = [...plan.values()].filter(({ path, file, version, isMoving }) => {
    const old = written.get(path)
    return (
      isMoving ||
      old?.version !== version ||
      old.file !== file ||
      !files.has(file) ||
      // A link that led nowhere has somewhere to lead now.
      old.missing.some((other) => plan.has(other))
    )
  })
  return [...due.filter(({ path }) => !written.has(path)), ...due.filter(({ path }) => written.has(path))]
}
