import type { Clock } from '../../src/base/clock.ts'
import type { Config } from '../../src/base/config.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import type { Logger } from '../../src/base/logger.ts'
import type { LineageTarget } from '../../src/features/watch/lineage-events.ts'

/** How often a listing is tried in one run, how long it rests in between (doubling, in milliseconds), and how long a try may take. */
export interface Patience {
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

/** All that a job is given; it reads nothing from its surroundings. */
export interface JobContext {
  readonly config: Pick<Config, 'site' | 'token' | 'egress' | 'contact' | 'browser' | 'ping'>
  /** The data folder, where the health files are written; null for none. */
  readonly home: string | null
  readonly warehouse: Warehouse
  readonly clock: Clock
  readonly logger: Logger
  readonly progress: Progress
  /** How often a listing is tried; unset means the default of `collectListings`. */
  readonly patience?: Patience
  /** Where events of OpenLineage go; unset means nowhere. */
  readonly lineage?: LineageTarget
  /** True for one lot of many: then nobody is pinged, and no health files or dumps are written. */
  readonly isLot?: boolean
  /** Aborted when the job is to stop after the step in hand. */
  readonly signal: AbortSignal
}
