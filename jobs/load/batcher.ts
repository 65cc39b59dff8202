import { AsyncResource } from 'node:async_hooks'

/** What a batcher is made with. */
export interface BatcherOptions<Item, Result> {
  /** Works on all items at once; gives the result of each in turn, or why there is none. A throw is that of all. */
  readonly work: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>
  /** The most items of one batch. */
  readonly most: number
  /** True while more items are on their way: a batch that is not full waits a moment for them. Default: it never waits. */
  readonly areMoreComing?: () => boolean
}

/** How long a batch waits for company: one of three pages costs each of them more than one of sixteen. */
const LINGER_MS = 300

interface Waiting<Item, Result> {
  readonly item: Item
  readonly settle: PromiseWithResolvers<Result>
}

/**
 * One worker that takes what is waiting, up to a bound, and works on it at once: what comes while it is busy makes the
 * next batch. A lone item does not wait for company.
 */
export class Batcher<Item, Result> {
  readonly #options: BatcherOptions<Item, Result>
  readonly #waiting: Waiting<Item, Result>[] = []
  #isBusy = false
  #wake: (() => void) | null = null

  constructor(options: BatcherOptions<Item, Result>) {
    // A batch belongs to who made the batcher, not to who happened to add its first item.
    this.#options = { ...options, work: AsyncResource.bind(options.work) }
  }

  /** Adds an item; settles when its batch is done. */
  async add(item: Item): Promise<Result> {
    const settle = Promise.withResolvers<Result>()
    this.#waiting.push({ item, settle })
    if (!this.#isBusy) void this.#workOff()
    else if (!this.#isWorthWaiting()) this.#wake?.()
    return settle.promise
  }

  #isWorthWaiting(): boolean {
    return this.#waiting.length < this.#options.most && (this.#options.areMoreComing?.() ?? false)
  }

  async #linger(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, LINGER_MS)
    this.#wake = resolve
    await promise
    this.#wake = null
    clearTimeout(timer)
  }

  async #workOff(): Promise<void> {
    this.#isBusy = true
    // What is added in the same turn belongs together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      if (this.#isWorthWaiting()) await this.#linger()
      const batch = this.#waiting.splice(0, this.#options.most)
      try {
        const results = await this.#options.work(batch.map(({ item }) => item))
        for (const [index, { settle }] of batch.entries()) {
          const result = results[index]
          if (result === undefined || result instanceof Error)
            settle.reject(result ?? new Error('a batch gave no result for an item'))
          else settle.resolve(result)
        }
      } catch (error) {
        for (const { settle } of batch) settle.reject(error)
      }
    }
    this.#isBusy = false
  }
}
