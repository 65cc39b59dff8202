import { setTimeout as sleep } from 'node:timers/promises'
import { afterAnswer, afterRefusal, type Budget, takeSlot } from './quota.ts'
import type { RateLimit } from './rate-limit.ts'

/** Store of the budgets of one quota identity: in this process, or in a database that all its runs and machines share. */
export interface BudgetStore {
  /** Changes one bucket's budget exclusively; null is an unknown bucket. */
  readonly update: <T>(
    bucket: string,
    change: (known: Budget | null) => { readonly budget: Budget | null; readonly result: T },
  ) => Promise<T>
}

interface Turn {
  readonly waitMs: number
  readonly granted: boolean
  readonly countedMs: number | null
}

/** Keeps budgets in this process. */
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

/** Spends the site's quota evenly, down to the reserve, and never more. */
export class QuotaKeeper {
  readonly #store: BudgetStore
  readonly #nowMs: () => number

  /** @param nowMs the time, milliseconds since 1970 */
  constructor(store: BudgetStore, nowMs: () => number) {
    this.#store = store
    this.#nowMs = nowMs
  }

  /**
   * Waits for a bucket's quota. A bucket that the site has not reported yet is open.
   *
   * @returns the end of the window in whose budget the request is counted, for `note`; null for none
   */
  async take(bucket: string, signal?: AbortSignal): Promise<number | null> {
    for (;;) {
      const { waitMs, granted, countedMs } = await this.#store.update<Turn>(bucket, (known) => {
        if (!known) return { budget: null, result: { waitMs: 0, granted: true, countedMs: null } }
        const { budget, ...result } = takeSlot(known, this.#nowMs())
        return { budget, result: { ...result, countedMs: budget.endsBeforeMs } }
      })
      if (waitMs > 0) await sleep(waitMs, undefined, signal ? { signal } : {})
      if (granted) return countedMs
    }
  }

  /** Records the answer's quota for a request counted by `take`. */
  async note(limit: RateLimit, countedMs: number | null): Promise<void> {
    await this.#store.update(limit.bucket, (known) => ({
      budget: afterAnswer(known, limit, this.#nowMs(), countedMs),
      result: undefined,
    }))
  }

  /** Closes a bucket for a time, after a 429. */
  async quiet(bucket: string, waitMs: number): Promise<void> {
    await this.#store.update(bucket, (known) => ({
      budget: afterRefusal(known, waitMs, this.#nowMs()),
      result: undefined,
    }))
  }
}
