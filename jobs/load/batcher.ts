import { AsyncResource } from 'node:async_hooks'

/** What a batcher is made with. */
export interface BatcherOptions<Item, Result> {
  /** Works on all items at once; gives the result of each in turn, or why there is none. A throw is that of all. */
  readonly work: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>
  /** The most items of one batch. */
  readonly most: number
}

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

  constructor(options: BatcherOptions<Item, Result>) {
    // A batch belongs to who made the batcher, not to who happened to add its first item.
    this.#options = { ...options, work: AsyncResource.bind(options.work) }
  }

  /** Adds an item; settles when its batch is done. */
  async add(item: Item): Promise<Result> {
    const settle = Promise.withResolvers<Result>()
    this.#waiting.push({ item, settle })
    if (!this.#isBusy) void this.#workOff()
    return settle.promise
  }

  async #workOff(): Promise<void> {
    this.#isBusy = true
    // What is added in the same turn belongs together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
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
