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
 * What a feature may bring. The core calls it and never imports it: `features.ts` is the one list. All that is heavy
 * stands behind a function, which is called when it is needed.
 */
export interface Feature {
  readonly name: string
  /** Its commands. */
  readonly commands?: readonly CommandEntry[]
  /** Its settings, beside the pipeline's. */
  readonly settings?: () => Promise<Settings>
  /** What a nightly run does when the lists are in, before it reads papers' own pages. */
  readonly nightSteps?: (config: Config) => Promise<readonly NightStep[]>
  /** Who is told of each run. */
  readonly observers?: (config: Config) => Promise<readonly RunObserver[]>
  /** What a scheduler runs beside the nights. */
  readonly tasks?: (config: Config) => Promise<readonly ScheduledTask[]>
  /** How commands give their work to others; the first feature that has it is asked. */
  readonly enqueue?: () => Promise<Enqueue>
  /** How it stands, for `status` and whoever watches. */
  readonly status?: (executor: Executor) => Promise<Standing>
  /** Schemas of what its commands print with `--json`. */
  readonly documents?: () => Promise<FeatureDocuments>
  /** What `demo --site` shows, until the app's signal ends it. */
  readonly showDemo?: (app: App, demo: ShownDemo) => Promise<void>
  /** What `doctor` looks at beside what the pipeline needs. */
  readonly checks?: () => Promise<readonly Check[]>
}

/** The warehouse of the demo. */
export interface ShownDemo {
  readonly executor: Executor
  readonly now: () => Temporal.Instant
  /** Base address of the replica. */
  readonly source: string
}

/** How a feature stands. */
export interface Standing {
  /** Its keys of `status --json`. */
  readonly values: Readonly<Record<string, unknown>>
  /** For a person; empty where there is nothing to tell. */
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

/** A job that runs at its times. */
export interface ScheduledTask {
  readonly name: string
  /** Five fields of cron, UTC; null where it is not set up. */
  readonly cron: string | null
  /**
   * Runs it once.
   *
   * @returns null for work that is no run
   * @throws {ConfigurationError} where it is not set up
   */
  readonly run: (context: JobContext) => Promise<RunResult | null>
}

/** Something that a run may need. */
export interface Check {
  /** One or two words, such as `mail`. */
  readonly name: string
  /** The settings that it looks at: while one of them can't be used, it is not looked at. */
  readonly needs: readonly string[]
  readonly look: (config: Config) => Promise<readonly Finding[]>
}

/** What was put into a queue: `size` is listings or captures. */
export interface Enqueued {
  readonly batch: string
  readonly queue: 'listings' | 'papers' | 'replay'
  readonly jobs: number
  readonly size: number
}

/** Listings for a queue, and for which job. */
export interface ListingsToEnqueue {
  readonly queue: 'listings' | 'papers'
  /** The job that planned them: the runs that fetch them carry its name. */
  readonly run: 'backfill' | 'papers'
  /** In their order; each with the reading that the plan knew. */
  readonly wanted: readonly Wanted[]
}

/** What can be put into queues. */
export interface WorkQueues {
  readonly enqueueListings: (warehouse: Warehouse, listings: ListingsToEnqueue) => Promise<Enqueued>
  /** Stored captures of a range of days. */
  readonly enqueueCaptures: (
    warehouse: Warehouse,
    filter: Pick<CaptureFilter, 'from' | 'to'>,
  ) => Promise<Enqueued>
  /** Stored captures by their numbers. */
  readonly enqueueStored: (warehouse: Warehouse, ids: readonly string[]) => Promise<Enqueued>
}

/** Flags of a command that can give its work to others. */
export interface QueueFlags {
  readonly enqueue?: boolean
  readonly wait?: boolean
}

/** Puts work into queues and says what was put there; with `--wait` also what came of it, in the exit code too. */
export type Enqueue = (
  app: App,
  config: Config,
  flags: QueueFlags & CommonFlags,
  work: (context: JobContext, queues: WorkQueues) => Promise<Enqueued>,
) => Promise<void>
