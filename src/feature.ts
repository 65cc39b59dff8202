import type { JobContext, RunObserver } from '../jobs/run/job-context.ts'
import type { NightStep } from '../jobs/nightly/nightly.ts'
import type { RunResult } from '../jobs/run/with-run.ts'
import type { Config } from './base/config.ts'
import type { Finding } from './base/finding.ts'
import type { Settings } from './base/setting.ts'
import type { App, CommandEntry, CommonFlags } from './commands/command.ts'
import type { CaptureFilter } from './load/captures/capture-store.ts'
import type { Wanted } from './load/ledger/leases.ts'
import type { Executor } from './load/warehouse/executor.ts'
import type { FeatureDocuments } from './outputs/document.ts'
import type { Warehouse } from './load/warehouse/warehouse.ts'

/**
 * Contract of a feature. The core calls it and never imports it: `features.ts` is the one list. Everything heavy
 * is behind a function, called when needed.
 */
export interface Feature {
  readonly name: string
  /** Its commands. */
  readonly commands?: readonly CommandEntry[]
  /** Its settings, beside the pipeline's. */
  readonly settings?: () => Promise<Settings>
  /** Steps of a nightly run after the lists are loaded, before it reads papers' own pages. */
  readonly nightSteps?: (config: Config) => Promise<readonly NightStep[]>
  /** Observers of each run. */
  readonly observers?: (config: Config) => Promise<readonly RunObserver[]>
  /** Tasks of the scheduler beside the nights. */
  readonly tasks?: (config: Config) => Promise<readonly ScheduledTask[]>
  /** Enqueues the work of commands; the first feature that has it is used. */
  readonly enqueue?: () => Promise<Enqueue>
  /** Status of the feature, for `status` and monitoring. */
  readonly status?: (executor: Executor) => Promise<Standing>
  /** Schemas of its commands' output with `--json`. */
  readonly documents?: () => Promise<FeatureDocuments>
  /** Server of `demo --site`, until the app's signal aborts. */
  readonly showDemo?: (app: App, demo: ShownDemo) => Promise<void>
  /** Checks of `doctor` beside the pipeline's. */
  readonly checks?: () => Promise<readonly Check[]>
}

/** The warehouse of the demo. */
export interface ShownDemo {
  readonly executor: Executor
  readonly now: () => Temporal.Instant
  /** Base address of the replica. */
  readonly source: string
  /** Data folder, for files of the demo's own. */
  readonly folder: string
}

/** Status of a feature. */
export interface Standing {
  /** Its keys of `status --json`. */
  readonly values: Readonly<Record<string, unknown>>
  /** Text for a person; empty for none. */
  readonly text: string
  /** Its keys of `health.json`. */
  readonly health: Readonly<Record<string, unknown>>
  readonly gauges: readonly StandingGauge[]
}

/** A gauge of the metrics, without the prefix of all. */
export interface StandingGauge {
  readonly name: string
  readonly help: string
  /** None for a gauge that has no value now. */
  readonly values: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}

/** A job that runs on a schedule. */
export interface ScheduledTask {
  readonly name: string
  /** Five cron fields, UTC; null when it is not configured. */
  readonly cron: string | null
  /**
   * Runs it once.
   *
   * @returns null for work that is not a run
   * @throws {ConfigurationError} when it is not configured
   */
  readonly run: (context: JobContext) => Promise<RunResult | null>
}

/** A requirement of runs, for doctor. */
export interface Check {
  /** One or two words, such as `mail`. */
  readonly name: string
  /** Settings that it uses: while one of them is invalid, it is skipped. */
  readonly needs: readonly string[]
  readonly look: (config: Config) => Promise<readonly Finding[]>
}

/** Enqueued work: `size` is listings or captures. */
export interface Enqueued {
  readonly batch: string
  readonly queue: 'listings' | 'papers' | 'replay'
  readonly jobs: number
  readonly size: number
}

/** Listings for a queue, with their job. */
export interface ListingsToEnqueue {
  readonly queue: 'listings' | 'papers'
  /** The job that planned them: the runs that fetch them have its name. */
  readonly run: 'backfill' | 'papers'
  /** In order; each with the last reading that the plan saw. */
  readonly wanted: readonly Wanted[]
}

/** Work that can be enqueued. */
export interface WorkQueues {
  readonly enqueueListings: (warehouse: Warehouse, listings: ListingsToEnqueue) => Promise<Enqueued>
  /** Stored captures of a range of days. */
  readonly enqueueCaptures: (
    warehouse: Warehouse,
    filter: Pick<CaptureFilter, 'from' | 'to'>,
  ) => Promise<Enqueued>
  /** Stored captures by id. */
  readonly enqueueStored: (warehouse: Warehouse, ids: readonly string[]) => Promise<Enqueued>
}

/** Flags of a command that can enqueue its work. */
export interface QueueFlags {
  readonly enqueue?: boolean
  readonly wait?: boolean
}

/** Enqueues work and reports what was enqueued; with `--wait` also the outcome, in the exit code too. */
export type Enqueue = (
  app: App,
  config: Config,
  flags: QueueFlags & CommonFlags,
  work: (context: JobContext, queues: WorkQueues) => Promise<Enqueued>,
) => Promise<void>
