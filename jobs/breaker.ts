/** So many failures in a row say that it is the host, and not the page. */
const OPENS_AFTER = 6

/** Stops a run whose host does not answer, or asks for quiet time and again. */
export class Breaker {
  readonly #controller = new AbortController()
  #errors = 0

  /** Aborted when the breaker opens. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get isOpen(): boolean {
    return this.#controller.signal.aborted
  }

  /** Failures in a row so far. */
  get errors(): number {
    return this.#errors
  }

  /** Takes note of a request without an answer. */
  failed(): void {
    this.#errors++
    if (this.#errors >= OPENS_AFTER) this.#controller.abort()
  }

  /** Takes note of an answer. */
  succeeded(): void {
    this.#errors = 0
  }
}
