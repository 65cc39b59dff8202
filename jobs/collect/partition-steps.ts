import { type Listing, listingName } from '../../src/model/listing.ts'
import { beginStep, errorType, measure, type Step } from '../../src/base/telemetry.ts'

/** Begins the step of one listing or of one capture of it: all that a run does for it is inside. */
export function beginPartition(listing: Listing, runId: string): Step {
  return beginStep('partition', {
    'paperboy.run.id': runId,
    'paperboy.listing': listingName(listing),
    'paperboy.listing.kind': listing.kind,
  })
}

/** The steps of listings that a run fetches, each from its first request until the run is through with it. */
export class PartitionSteps {
  readonly #runId: string
  readonly #steps = new Map<string, Step>()

  constructor(runId: string) {
    this.#runId = runId
  }

  /** The listing's step, begun when it is first asked for. */
  of(listing: Listing): Step {
    const name = listingName(listing)
    const step = this.#steps.get(name) ?? beginPartition(listing, this.#runId)
    this.#steps.set(name, step)
    return step
  }

  /** Ends a listing's step, the first time; with the error when it failed. */
  end(listing: Listing, problem: unknown = null): void {
    const name = listingName(listing)
    const step = this.#steps.get(name)
    if (!step) return
    this.#steps.delete(name)
    step.end(problem)
    measure('paperboy.listings', 1, {
      'paperboy.listing.kind': listing.kind,
      'paperboy.outcome': problem === null ? 'answered' : 'failed',
      ...(problem === null ? {} : { 'error.type': errorType(problem) }),
    })
  }

  /** Ends what is left over when the run goes no further. */
  endAll(): void {
    for (const step of this.#steps.values()) step.end()
    this.#steps.clear()
  }
}
