import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { WarehouseOptions } from '../../../load/warehouse/open-warehouse.ts'
import type { SiteConfig } from '../site-part.ts'
import type { SitePage } from '../static/plan-pages.ts'

/** Beside this file, in the sources as in the package. */
const WORKER = import.meta.url.endsWith('.ts') ? 'site-worker.ts' : 'site-worker.js'

/** What a process that makes pages is told first. */
export interface WorkerTask {
  readonly options: WarehouseOptions
  readonly folder: string
  /** The instant that all pages are made for. */
  readonly now: string
  readonly source: string
  readonly publicUrl: string | null
  /** For what other features add. */
  readonly config: SiteConfig
  readonly base: string
  /** Whether pages have pictures; they are written by who started this process. */
  readonly hasPictures: boolean
  /** Links of the static site by paths of the live one. */
  readonly links: readonly (readonly [string, string])[]
}

/** Pages for a process to make. */
export interface PagesToMake {
  readonly pages: readonly SitePage[]
}

/** A page that was made. */
export interface DonePage {
  readonly path: string
  readonly missing: readonly string[]
  /** False when the file was there already, byte for byte. */
  readonly isWritten: boolean
}

/** What a process says of pages. */
export type Answer = { readonly done: readonly DonePage[] } | { readonly error: string }

const PAGES_AT_A_TIME = 64

/** What a page leaves behind is collected soon: left alone a process grows to twice the memory, and is no faster. */
const FRUGAL = ['--max-semi-space-size=4', '--max-old-space-size=256']

/** Processes that make pages. */
export interface SiteWorkers {
  /**
   * Makes pages.
   *
   * @param onDone told of pages as they are done
   */
  readonly make: (
    pages: readonly SitePage[],
    signal: AbortSignal,
    onDone: (done: readonly DonePage[]) => void,
  ) => Promise<void>
  /** Ends them. */
  readonly close: () => Promise<void>
}

/** Starts processes that make pages: one process uses one processor. Close them. */
export function startSiteWorkers(task: WorkerTask, count: number): SiteWorkers {
  const workers = Array.from({ length: count }, () => {
    const worker = fork(new URL(WORKER, import.meta.url), {
      serialization: 'advanced',
      execArgv: [...process.execArgv, ...FRUGAL],
    })
    worker.send(task)
    return { worker, ready: awaitAnswer(worker) }
  })
  // Looked at by whoever gives the first pages.
  for (const { ready } of workers) ready.catch(() => undefined)
  return {
    make: async (pages, signal, onDone) => {
      let next = 0
      await Promise.all(
        workers.map(async ({ worker, ready }) => {
          await ready
          for (;;) {
            signal.throwIfAborted()
            const some = pages.slice(next, (next += PAGES_AT_A_TIME))
            if (some.length === 0) return
            worker.send({ pages: some } satisfies PagesToMake)
            onDone(await awaitAnswer(worker))
          }
        }),
      )
    },
    close: async () => {
      await Promise.all(
        workers.map(async ({ worker }) => {
          if (worker.connected) worker.disconnect()
          if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit')
        }),
      )
    },
  }
}

/** The pages that a process has made. */
async function awaitAnswer(worker: ChildProcess): Promise<readonly DonePage[]> {
  const stop = new AbortController()
  try {
    const answer = await Promise.race([
      once(worker, 'message', { signal: stop.signal }).then(([answer]) => answer as Answer),
      once(worker, 'exit', { signal: stop.signal }).then(([code]) => {
        throw new Error(`a process that makes pages ended with ${String(code)}: build again`)
      }),
    ])
    if ('error' in answer) throw new Error(`a page could not be made: ${answer.error}`)
    return answer.done
  } finally {
    stop.abort()
  }
}
