import type { Warehouse } from '../warehouse/warehouse.ts'
import { indexTexts } from './index-texts.ts'

/** Papers whose full text is built in one transaction, at most. */
const MOST_AT_ONCE = 150

/**
 * Builds the full text of new papers on a connection of its own, beside the loads: it is a third of what the server
 * does for a new page. What a killed run leaves without is found by `indexPapersWithoutText`.
 */
export class TextIndexer {
  readonly #warehouse: Warehouse
  readonly #waiting: string[] = []
  #working: Promise<void> | null = null
  #failure: unknown = null

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse
  }

  /** Takes on papers that are committed. */
  add(paperIds: readonly string[]): void {
    this.#waiting.push(...paperIds)
    if (paperIds.length === 0 || this.#working !== null || this.#failure !== null) return
    this.#working = this.#work()
  }

  /** Waits until all of it is built; throws why it could not be. */
  async done(): Promise<void> {
    await this.#working
    if (this.#failure !== null) throw this.#failure
  }

  async #work(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const some = this.#waiting.splice(0, MOST_AT_ONCE)
        await this.#warehouse.transaction(async (tx) => indexTexts(tx, some))
      }
    } catch (error) {
      this.#failure = error
    } finally {
      this.#working = null
    }
  }
}

/** Does work that loads, and builds the full text of its new papers beside it: all of it is built at the end. */
export async function indexingBeside<T>(
  warehouse: Warehouse,
  work: (indexer: TextIndexer) => Promise<T>,
): Promise<T> {
  const indexer = new TextIndexer(warehouse)
  try {
    const result = await work(indexer)
    await indexer.done()
    return result
  } finally {
    // Nothing of it outlives the work, whatever ended that.
    await indexer.done().catch(() => undefined)
  }
}
