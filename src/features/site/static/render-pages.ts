import { Hono } from 'hono'
import { toSSG } from 'hono/ssg'
import type { SitePage } from './plan-pages.ts'
import { type LinkPlan, rewriteLinks } from './rewrite-links.ts'

/** A page as it is to be written. */
export interface MadePage {
  readonly page: SitePage
  readonly content: string | Uint8Array
  /** Paths that it would link to if they were there. */
  readonly missing: readonly string[]
}

/** Pages that are asked for together, so that their facts are read together; each is held in memory. */
const AT_A_TIME = 32

/** How pages are made. */
export interface HowToRender {
  readonly links: LinkPlan
  /** Batches of pages under way at a time: while one waits for the warehouse another is written out. */
  readonly lanes: number
}

/** What toSSG takes for the folder: it is told no real one. */
const ROOT = 'site'

/** Endings of files by their type; toSSG's own would name a feed `feed.atom.xml`. */
const TYPES: Readonly<Record<string, string>> = {
  'text/html': 'html',
  'text/javascript': 'js',
  'text/plain': 'txt',
  'text/xml': 'xml',
  'application/xml': 'xml',
  'application/json': 'json',
  'application/feed+json': 'json',
  'application/atom+xml': 'atom',
  'application/rss+xml': 'rss',
  'image/svg+xml': 'svg',
}

/**
 * Asks the site for pages, and hands on each with its links turned. It is the live site's application that answers.
 *
 * @param write takes what was made; it decides what has to be written
 * @throws {Error} when a page that is planned is not answered as planned
 */
export async function renderPages(
  app: Hono,
  pages: readonly SitePage[],
  { links, lanes }: HowToRender,
  signal: AbortSignal,
  write: (made: MadePage) => Promise<void>,
): Promise<void> {
  let next = 0
  const lane = async () => {
    for (;;) {
      signal.throwIfAborted()
      const some = pages.slice(next, (next += AT_A_TIME))
      if (some.length === 0) return
      await renderSome(app, some, links, write)
    }
  }
  // All have ended also when one fails: nothing is written any more then.
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

async function renderSome(
  app: Hono,
  pages: readonly SitePage[],
  links: LinkPlan,
  write: (made: MadePage) => Promise<void>,
): Promise<void> {
  const byFile = new Map(pages.map((page) => [page.file, page]))
  const missing = new Map<string, readonly string[]>()
  // One route that stands for all: what is asked for by its file is answered by the page's own address.
  const files = new Hono().get('/:file{.+}', async (c) => {
    const file = c.req.path.slice(1)
    const page = byFile.get(file)
    if (page === undefined) return c.notFound()
    const answer = await app.request(page.path)
    if (answer.status !== page.status)
      throw new Error(`the page ${page.path} was answered with ${answer.status}, expected ${page.status}`)
    if (answer.headers.get('content-type')?.startsWith('text/html') !== true) return answer
    const rewritten = rewriteLinks(await answer.text(), links)
    missing.set(file, rewritten.missing)
    return c.html(rewritten.html)
  })
  files.onError((error) => {
    throw error
  })
  const { success, error } = await toSSG(
    files,
    {
      mkdir: async () => undefined,
      writeFile: async (path, content) => {
        const file = path.slice(ROOT.length + 1)
        const page = byFile.get(file)
        if (page === undefined)
          throw new Error(`${file} is none of the files that were asked for: its type has another ending`)
        await write({ page, content, missing: missing.get(file) ?? [] })
      },
    },
    {
      dir: ROOT,
      // Its own pool looks again at each waiting page every millisecond; here few wait.
      concurrency: Infinity,
      extensionMap: { ...TYPES },
      plugins: [],
      beforeRequestHook: (request) =>
        Object.assign(request, { ssgParams: pages.map(({ file }) => ({ file })) }),
    },
  )
  if (!success) throw error ?? new Error('the pages were not made')
}
