import { dirname, resolve } from 'node:path'
import { FilesNotWritten, WarehouseUnavailable } from '../../../base/errors.ts'
import { acquireFolderLock } from '../../../base/folder-lock.ts'
import type { WarehouseOptions } from '../../../load/warehouse/open-warehouse.ts'
import { isoInstant } from '../../../model/day.ts'
import { basePathOf } from '../base-path.ts'
import type { SiteConfig } from '../site-part.ts'
import type { SiteContext } from '../site-context.ts'
import { planPages, type SitePage } from '../static/plan-pages.ts'
import { programMark } from '../static/program-mark.ts'
import { planShards } from '../static/search-index.ts'
import { openSiteFolder, type SiteFolder } from '../static/site-folder.ts'
import type { WrittenPage } from '../static/site-manifest.ts'
import { isPicture, planPictures, writePicture } from '../static/write-pictures.ts'
import { writeSearch } from '../static/write-search.ts'
import { type DonePage, type SiteWorkers, startSiteWorkers } from './site-workers.ts'

/** What a build of the static site is given. */
export interface BuildOptions {
  readonly folder: string
  readonly signal: AbortSignal
  /** Told what is done now, in a few words. */
  readonly onPhase: (phase: string) => void
  /** Processes that make pages beside each other, when there are enough to make; null for none. */
  readonly workers: {
    /** Where they read the pages from. */
    readonly options: WarehouseOptions
    /** For what other features add. */
    readonly config: SiteConfig
    readonly count: number
    /** With fewer pages to make it is not worth while to start them. */
    readonly leastPages: number
  } | null
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

/** Two builds at once would each take away and write over what the other has just written. */
async function takeSite(folder: string) {
  try {
    return await acquireFolderLock(folder)
  } catch (error) {
    if (!(error instanceof WarehouseUnavailable)) throw error
    throw new FilesNotWritten(
      `another build writes the site in ${dirname(folder)}: wait until it ends, then run the same command again`,
      { cause: error },
    )
  }
}

/** Pages after which the folder is told what it holds, so that a build that was killed need not begin anew. */
const KEPT_EVERY = 8000

/**
 * Writes the site as static files; in a folder that holds one, only what differs. Files are replaced whole, new pages
 * come before those that link to them, and what is gone is taken away last: a server may serve the folder meanwhile, and
 * a build that is killed leaves pages that work.
 *
 * @throws {UsageError} when the folder holds something else
 * @throws {FilesNotWritten} when another build writes there
 */
export async function buildSite(context: SiteContext, options: BuildOptions): Promise<SiteBuild> {
  const site = await openSiteFolder(options.folder, takeSite)
  try {
    return await buildIn(site, context, options)
  } finally {
    await site.close()
  }
}

async function buildIn(
  site: SiteFolder,
  context: SiteContext,
  { folder, signal, onPhase, workers }: BuildOptions,
): Promise<SiteBuild> {
  const old = site.manifest.pages
  const pages = new Map(old)
  const shards = new Map(site.manifest.shards)
  onPhase('reading what there is')
  // One instant for all pages, however long it takes to make them.
  const now = context.now()
  const still = { ...context, now: () => now }
  const mark = programMark(still)
  const [plan, planned] = await Promise.all([
    planPages(still, mark, site.foldsCase),
    planShards(context.executor, mark),
  ])
  const pictures = await planPictures(still, site, { signal, onPhase })
  for (const { page } of pictures) plan.set(page.path, page)
  const linkOf = (path: string) => plan.get(path)?.link
  const { publicUrl } = context
  const base = basePathOf(publicUrl)
  const due = duePages(plan, old, site).filter(({ path }) => !isPicture(path))
  let written = 0
  const note = ({ path, missing, isWritten }: DonePage) => {
    const page = plan.get(path)
    if (page !== undefined) pages.set(path, { file: page.file, version: page.version, missing })
    if (isWritten) written++
  }
  const inWorkers =
    workers === null || due.length < workers.leastPages
      ? null
      : () =>
          startSiteWorkers(
            {
              options: workers.options,
              config: workers.config,
              folder: resolve(folder),
              now: isoInstant(now),
              source: context.source,
              publicUrl,
              base,
              hasPictures: context.pictures !== undefined,
              links: [...plan.values()].map(({ path, link }) => [path, link] as const),
            },
            workers.count,
          )
  let makers: SiteWorkers | null = null
  let searching: Promise<number> | null = null
  try {
    makers = inWorkers?.() ?? null
    for (const picture of pictures) {
      signal.throwIfAborted()
      const isWritten = await writePicture(site, picture)
      note({ path: picture.page.path, missing: [], isWritten })
    }
    // It takes a third of the time of the pages, most of it in a program of its own.
    searching = writeSearch(context.executor, site, { planned, shards, linkOf, onPhase, signal })
    searching.catch(() => undefined)
    if (makers === null) await searching
    const makeHere =
      makers === null
        ? (await import('../static/page-maker.ts')).pageMaker(still, {
            links: { linkOf, base, publicUrl },
            lanes: 2,
          })
        : null
    // New pages are all there before the first of those that may link to them is written.
    for (const some of [due.filter(({ path }) => !old.has(path)), due.filter(({ path }) => old.has(path))]) {
      for (let first = 0; first < some.length; first += KEPT_EVERY) {
        const batch = some.slice(first, first + KEPT_EVERY)
        onPhase(`${first} of ${some.length} pages`)
        await makers?.make(batch, signal, (done) => {
          for (const page of done) note(page)
        })
        await makeHere?.(batch, signal, async ({ page, content, missing }) => {
          note({ path: page.path, missing, isWritten: await site.write(page.file, content) })
        })
        // After the last ones it is told with what is gone.
        if (batch.length === KEPT_EVERY) await site.keep({ pages, shards })
      }
    }
    written += await searching
  } catch (error) {
    await searching?.catch(() => undefined)
    // What is written is written: the next build goes on from there.
    await site.keep({ pages, shards })
    throw error
  } finally {
    await makers?.close()
  }
  const files = new Set([...plan.values()].map(({ file }) => file))
  const gone = [...pages].filter(([path]) => !plan.has(path))
  for (const [path, { file }] of gone) {
    if (!files.has(file)) await site.remove(file)
    pages.delete(path)
  }
  await site.keep({ pages, shards })
  const pageCount = [...plan.keys()].filter((path) => !isPicture(path)).length
  return { pages: pageCount, made: due.length, written, removed: gone.length }
}

/** Pages to be made. */
function duePages(
  plan: ReadonlyMap<string, SitePage>,
  written: ReadonlyMap<string, WrittenPage>,
  site: Pick<SiteFolder, 'has'>,
): SitePage[] {
  return [...plan.values()].filter(({ path, file, version, isMoving }) => {
    const old = written.get(path)
    return (
      isMoving ||
      old?.version !== version ||
      old.file !== file ||
      !site.has(file) ||
      // A link that led nowhere has somewhere to lead now.
      old.missing.some((other) => plan.has(other))
    )
  })
}
