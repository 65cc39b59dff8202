import '../../../base/temporal.ts'
import { once } from 'node:events'
import { openReader } from '../../../load/warehouse/open-reader.ts'
import { pageMaker } from '../static/page-maker.ts'
import { NO_PICTURES } from '../pictures/picture-store.ts'
import { staticParts } from '../with-site-parts.ts'
import { siteWriter } from '../static/site-folder.ts'
import type { Answer, DonePage, PagesToMake, WorkerTask } from './site-workers.ts'

/*
 * A process of its own that makes pages of a static site: site-workers.ts starts it and tells it what to make.
 */

// The signal of a terminal goes to all processes; the one that started this one says what is to be done then.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

const [task] = (await once(process, 'message')) as [WorkerTask]
const { options, config, folder, now, source, publicUrl, base, links, hasPictures } = task
const warehouse = await openReader(options, () => undefined, 0)
const at = Temporal.Instant.from(now)
const byPath = new Map(links)
const makePages = pageMaker(
  {
    executor: warehouse,
    now: () => at,
    source,
    publicUrl,
    isStatic: true,
    pictures: hasPictures ? NO_PICTURES : undefined,
    parts: await staticParts(config),
  },
  // The workers wait in turn: a second batch in each would only take memory.
  { links: { linkOf: (path: string) => byPath.get(path), base, publicUrl }, lanes: 1 },
)
const write = siteWriter(folder)
const gone = new AbortController()

async function make({ pages }: PagesToMake): Promise<DonePage[]> {
  const done: DonePage[] = []
  await makePages(pages, gone.signal, async ({ page, content, missing }) => {
    // The next build may have begun already when this one was killed.
    gone.signal.throwIfAborted()
    done.push({ path: page.path, missing, isWritten: await write(page.file, content) })
  })
  return done
}

/** Nobody hears it where the build has ended meanwhile. */
function tell(answer: Answer): void {
  if (process.connected) process.send?.(answer)
}

process.on('message', (message: PagesToMake) => {
  void make(message).then(
    (done) => tell({ done }),
    (error: unknown) =>
      tell({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
process.on('disconnect', () => {
  gone.abort()
  void warehouse.close()
})
tell({ done: [] })
