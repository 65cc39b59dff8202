import type { Clock } from '../../src/base/clock.ts'
import type { Config } from '../../src/base/config.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import type { Logger } from '../../src/base/logger.ts'
import type { ExitCode } from '../../src/base/errors.ts'
import type { RunEnd } from '../../src/load/ledger/runs.ts'
import type { RunCounts } from './run-counts.ts'

/** How often a listing is tried in one run, how long it rests in between (doubling, in milliseconds), and how long a try may take. */
export interface RetryPolicy {
  readonly passes: number
  readonly restMs: number
  /** From the start of a request to its last byte, in milliseconds; unset means a minute. */
  readonly deadlineMs?: number
}

/** Shows how far a job is. */
export interface Progress {
  readonly start: (total: number, what: string) => void
  /** Says that some more are done, one if nothing else is said. */
  readonly advance: (label: string, steps?: number) => void
  readonly stop: (summary: string) => void
}

/** A run, as far as observers name it. */
export interface ObservedRun {
  readonly id: string
  readonly job: string
  /** ISO 8601 with milliseconds, as `isoInstant` writes it. */
  readonly startedAt: string
}

/** How a run ended. */
export interface ObservedEnd extends Pick<RunEnd, 'outcome' | 'error'> {
  readonly exitCode: ExitCode
  readonly runCounts: RunCounts
  /** What was thrown, where an error ended it. */
  readonly failure?: unknown
}

/** Somebody who is told of runs. What an observer can't do it logs: it throws for nothing. */
export interface RunObserver {
  readonly started?: (context: JobContext, run: ObservedRun) => Promise<void> | void
  readonly ended?: (context: JobContext, run: ObservedRun, end: ObservedEnd) => Promise<void>
  /** A run of before has ended without a word. */
  readonly lost?: (context: JobContext, run: ObservedRun, error: string) => Promise<void>
  /** An error kept a run from starting; also told of one that has ended a run, and of which `ended` was told. */
  readonly failed?: (logger: Logger, error: unknown) => Promise<void>
  /** How things stand has changed without a run. */
  readonly changed?: (context: JobContext) => Promise<void>
}

/** All that a job is given; it reads nothing from its surroundings. */
export interface JobContext {
  readonly config: Pick<Config, 'site' | 'token' | 'quotaIdentity' | 'contact' | 'browser'>
  /** The data folder, where the health files are written; null for none. */
  readonly home: string | null
  readonly warehouse: Warehouse
  readonly clock: Clock
  readonly logger: Logger
  readonly progress: Progress
  /** How often a listing is tried; unset means the default of `collectListings`. */
  readonly retryPolicy?: RetryPolicy
  /** Who is told of its runs, one after the other; unset means nobody. */
  readonly observers?: readonly RunObserver[]
  /** True for one job of many: then nobody is pinged, and no health files or dumps are written. */
  readonly isQueueJob?: boolean
  /** Aborted when the job is to stop after the step in hand. */
  readonly signal: AbortSignal
}
