import type { Clock } from '../../src/base/clock.ts'
import type { Config } from '../../src/base/config.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import type { Logger } from '../../src/base/logger.ts'
import type { ExitCode } from '../../src/base/errors.ts'
import type { RunEnd } from '../../src/load/ledger/runs.ts'
import type { RunCounts } from './run-counts.ts'

/** Retry policy of a listing in one run: attempts, delay (doubling, in milliseconds), and time limit of an attempt. */
export interface RetryPolicy {
  readonly passes: number
  readonly restMs: number
  /** From the start of a request to its last byte, in milliseconds; unset means a minute. */
  readonly deadlineMs?: number
}

/** Shows the progress of a job. */
export interface Progress {
  readonly start: (total: number, what: string) => void
  /** Advances by some steps, by default one. */
  readonly advance: (label: string, steps?: number) => void
  readonly stop: (summary: string) => void
}

/** A run, as seen by observers. */
export interface ObservedRun {
  readonly id: string
  readonly job: string
  /** ISO 8601 with milliseconds, as from `isoInstant`. */
  readonly startedAt: string
}

/** End of a run. */
export interface ObservedEnd extends Pick<RunEnd, 'outcome' | 'error'> {
  readonly exitCode: ExitCode
  readonly runCounts: RunCounts
  /** The error that ended it, if any. */
  readonly failure?: unknown
}

/** An observer of runs. It logs its failures and never throws. */
export interface RunObserver {
  readonly started?: (context: JobContext, run: ObservedRun) => Promise<void> | void
  readonly ended?: (context: JobContext, run: ObservedRun, end: ObservedEnd) => Promise<void>
  /** An earlier run was lost. */
  readonly lost?: (context: JobContext, run: ObservedRun, error: string) => Promise<void>
  /** An error kept a run from starting; also called with one that ended a run, after `ended`. */
  readonly failed?: (logger: Logger, error: unknown) => Promise<void>
  /** The state has changed without a run. */
  readonly changed?: (context: JobContext) => Promise<void>
}

/** Everything that a job is given; it reads nothing else from its environment. */
export interface JobContext {
  readonly config: Pick<Config, 'site' | 'token' | 'quotaIdentity' | 'contact' | 'browser'>
  /** Data folder, with the health files; null for none. */
  readonly home: string | null
  readonly warehouse: Warehouse
  readonly clock: Clock
  readonly logger: Logger
  readonly progress: Progress
  /** Retry policy of listings; unset means the default of `collectListings`. */
  readonly retryPolicy?: RetryPolicy
  /** Observers of its runs, called one after the other; unset means none. */
  readonly observers?: readonly RunObserver[]
  /** True for a job from a queue: then there are no pings, health files or dumps. */
  readonly isQueueJob?: boolean
  /** Aborted when the job must stop after the current step. */
  readonly signal: AbortSignal
}
