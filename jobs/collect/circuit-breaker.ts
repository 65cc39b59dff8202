/** So many failures in a row say that it is the host, and not the page. */
const OPENS_AFTER = 6

/** Stops a run whose host does not answer, or asks for quiet time and again. */
export class CircuitBreaker {
  readonly #controller = new AbortController()
  #errors = 0
  #reason = ''

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

  /** Why it opened, as a sentence; empty while it is closed. */
  get reason(): string {
    return this.#reason
  }

  /** Takes note of a request without an answer. */
  failed(): void {
    this.#errors++
    if (this.#errors >= OPENS_AFTER) this.open(`stopped after ${this.#errors} failures in a row`)
  }

  /** Stops the run for a reason of another kind. */
  open(reason: string): void {
    if (!this.isOpen) this.#reason = `${reason}; what is left stays due: run the same command again later`
    this.#controller.abort()
  }

  /** Takes note of an answer. */
  succeeded(): void {
    this.#errors = 0
  }
}
