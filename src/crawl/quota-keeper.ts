import { setTimeout as sleep } from 'node:timers/promises'
import { afterAnswer, afterRefusal, type Budget, type RateLimit, takeSlot } from './quota.ts'

/** Where budgets are kept: in this process, or in a database that all runs and machines share. */
export interface BudgetStore {
  /** Changes one bucket's budget, alone; null is a bucket of which nothing is known. */
  readonly update: <T>(
    bucket: string,
    change: (known: Budget | null) => { readonly budget: Budget | null; readonly result: T },
  ) => Promise<T>
}

/** Budgets of one process. */
export function memoryBudgets(): BudgetStore {
  const budgets = new Map<string, Budget>()
  return {
    update: async (bucket, change) => {
      const { budget, result } = change(budgets.get(bucket) ?? null)
      if (budget) budgets.set(bucket, budget)
      return result
    },
  }
}

/** Spends the site's quota evenly, to the last request but the reserve, and never more. */
export class QuotaKeeper {
  readonly #store: BudgetStore
  readonly #nowMs: () => number

  /** @param nowMs the time, milliseconds since 1970 */
  constructor(store: BudgetStore, nowMs: () => number) {
    this.#store = store
    this.#nowMs = nowMs
  }

  /** Waits for a bucket's turn. A bucket of which the site has said nothing yet is not held back. */
  async take(bucket: string, signal?: AbortSignal): Promise<void> {
    for (;;) {
      const { waitMs, granted } = await this.#store.update(bucket, (known) => {
        if (!known) return { budget: null, result: { waitMs: 0, granted: true } }
        const { budget, ...result } = takeSlot(known, this.#nowMs())
        return { budget, result }
      })
      if (waitMs > 0) await sleep(waitMs, undefined, signal ? { signal } : {})
      if (granted) return
    }
  }

  /** Takes note of what an answer said. */
  async note(limit: RateLimit): Promise<void> {
    await this.#store.update(limit.bucket, (known) => ({
      budget: afterAnswer(known, limit, this.#nowMs()),
      result: undefined,
    }))
  }

  /** Keeps a bucket quiet for a time, after a 429. */
  async quiet(bucket: string, waitMs: number): Promise<void> {
    await this.#store.update(bucket, (known) => ({
      budget: afterRefusal(known, waitMs, this.#nowMs()),
      result: undefined,
    }))
  }
}
