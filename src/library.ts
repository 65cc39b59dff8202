import './temporal.ts'
import { pino } from 'pino'
import { backfill as runBackfill } from '../jobs/backfill.ts'
import type { JobContext } from '../jobs/job-context.ts'
import { nightly as runNightly } from '../jobs/nightly.ts'
import { replay as runReplay } from '../jobs/replay.ts'
import { reasonOf } from '../jobs/tally.ts'
import { VERSION } from '../jobs/version.ts'
import type { RunResult } from '../jobs/with-run.ts'
import { lineageOf, openFor } from './commands/app.ts'
import { type Config, loadConfig } from './config.ts'
import { describeError, PaperboyError, QueryRefused, UsageError } from './errors.ts'
import type { Warehouse } from './load/warehouse/warehouse.ts'
import { parseListing } from './model/listing.ts'
import type { Reading } from './model/reading.ts'
import { type SelectedPaper, selectPapers } from './publish/selection/select-papers.ts'
import { parseSelection } from './publish/selection/selection-text.ts'
import { traceIds } from './telemetry.ts'
import { readCapture as read } from './transform/read-capture.ts'

/*
 * What a program imports: `import { openWarehouse, papers } from 'paperboy'`. Few functions, stable under semver; all
 * that they take and give is in docs/api-report.d.ts. Nothing here reads the environment.
 */

export { PaperboyError, VERSION }
export type { Reading, SelectedPaper }

/** Which warehouse, and how. */
export interface OpenOptions {
  /** `postgres://user:password@host:5432/database`; without it the embedded one in the data folder. */
  readonly databaseUrl?: string
  /** The data folder. Default: `.paperboy` in the working folder. */
  readonly home?: string
  /**
   * `write` makes the warehouse if need be and brings its tables up to date; `read` makes nothing, and refuses a
   * warehouse without this version's tables. Default: `write`.
   */
  readonly access?: 'read' | 'write'
}

/** A warehouse that is open, until `close` or the end of an `await using`. */
export interface OpenWarehouse extends AsyncDisposable {
  /** Where it is, without a password. */
  readonly location: string
  readonly close: () => Promise<void>
}

/** What a job is given beside its own options. */
export interface JobOptions {
  /** Base address of the site. Default: the real one. */
  readonly site?: string
  /** Token of the site; with it requests count on the account and not on the address. */
  readonly token?: string
  /** Whom the site's operator may write to; part of the user agent. */
  readonly contact?: string
  /** ISO 8601; taken for the present, for rehearsals on a replica. */
  readonly now?: string
  /** Where events of OpenLineage go: an http or https address, or the path of a file. Default: nowhere. */
  readonly openLineage?: string
  /** Ends the job after the step in hand; what is left stays due. */
  readonly signal?: AbortSignal
  /** Gets each log line as an object with `level`, `msg` and what the line is about. Default: none is made. */
  readonly onLog?: (line: Readonly<Record<string, unknown>>) => void
}

/** What a nightly run is asked for. */
export interface NightlyOptions extends JobOptions {
  /** The most requests; what is due beyond them waits for the next run. */
  readonly maxRequests?: number
}

/** Days are `YYYY-MM-DD`, UTC, both included. */
export interface BackfillOptions extends JobOptions {
  readonly from: string
  readonly to: string
  /** Every day of the range. Default: those never loaded and those that failed. */
  readonly all?: boolean
  readonly maxRequests?: number
}

/** Which stored responses to read again, by the days of their lists. */
export interface ReplayOptions extends JobOptions {
  readonly from?: string
  readonly to?: string
}

/** How a run went; it stands in the table `runs` too. */
export interface RunSummary {
  readonly runId: string
  /** As the command line's: 0 done, 65 a page changed, 69 site unreachable, 75 partial or temporary. */
  readonly exitCode: number
  /** Why it is not 0; null when it is. */
  readonly reason: string | null
  /** Responses that were read, and entries in them. */
  readonly captures: number
  readonly entries: number
}

/** One saved response. */
export interface CaptureToRead {
  /** Which list it is, such as `day:2026-06-03`, `week:2026-W23`, `trending` or `paper:2509.24002`. */
  readonly listing: string
  /** Bytes of the body, decompressed. */
  readonly body: Uint8Array
  /** ISO 8601 instant. */
  readonly fetchedAt: string
  /** Default: `page`. */
  readonly form?: 'page' | 'api' | 'text'
}

const opened = new WeakMap<OpenWarehouse, Warehouse>()

/**
 * Opens a warehouse.
 *
 * @throws {PaperboyError} when there is none to open, or its tables are not this version's
 * @example await using warehouse = await openWarehouse({ databaseUrl: 'postgres://localhost/papers' })
 */
export async function openWarehouse(options: OpenOptions = {}): Promise<OpenWarehouse> {
  const { access = 'write', databaseUrl, home } = options
  const config = await loadConfig({
    flags: { ...(databaseUrl === undefined ? {} : { databaseUrl }), ...(home === undefined ? {} : { home }) },
    env: {},
  })
  const warehouse = await openFor(config, access)
  const { location, close } = warehouse
  const handle: OpenWarehouse = { location, close, [Symbol.asyncDispose]: close }
  opened.set(handle, warehouse)
  return handle
}

/**
 * Runs one statement that only reads.
 *
 * @returns rows by column name, values as Postgres writes them; null is null
 * @throws {PaperboyError} when the statement is refused, also for one that would write
 * @example await query(warehouse, 'SELECT day, loaded FROM coverage ORDER BY day DESC LIMIT 7')
 */
export async function query(
  warehouse: OpenWarehouse,
  statement: string,
): Promise<Record<string, string | null>[]> {
  const { fields, rows } = await inside(warehouse)
    .readOnly(statement)
    .catch((error: unknown) => {
      throw error instanceof PaperboyError ? error : new QueryRefused(describeError(error), { cause: error })
    })
  return rows.map((row) => Object.fromEntries(fields.map(({ name }, index) => [name, row[index] ?? null])))
}

/**
 * Papers by a selection, as `paperboy papers` takes it.
 *
 * @param selection such as `last-week org:nvidia has:code top:5`
 * @throws {PaperboyError} for words that are no selection
 * @example const top = await papers(warehouse, 'week:2026-W23 top:10')
 */
export async function papers(
  warehouse: OpenWarehouse,
  selection: string,
  options: Pick<JobOptions, 'now'> = {},
): Promise<readonly SelectedPaper[]> {
  const parsed = parseSelection(selection)
  if ('problem' in parsed) throw new UsageError(parsed.problem)
  const { clock } = await configOf(options)
  return (await selectPapers(inside(warehouse), parsed.selection, clock.now())).papers
}

/**
 * What a night does: missing days, yesterday and today, what failed, what is due again.
 *
 * @throws {PaperboyError} when it could not work at all; what merely failed is in the summary
 * @example const { exitCode, reason } = await nightly(warehouse)
 */
export async function nightly(warehouse: OpenWarehouse, options: NightlyOptions = {}): Promise<RunSummary> {
  const { maxRequests } = options
  const context = await contextOf(warehouse, options)
  return summaryOf(await runNightly(context, maxRequests === undefined ? {} : { maxRequests }))
}

/**
 * Fetches a range of days.
 *
 * @throws {PaperboyError} when it could not work at all; what merely failed is in the summary
 * @example await backfill(warehouse, { from: '2026-05-01', to: '2026-05-31' })
 */
export async function backfill(warehouse: OpenWarehouse, options: BackfillOptions): Promise<RunSummary> {
  const { all = false, maxRequests = null } = options
  const choice = { missing: !all, failed: !all, all, staleParser: false, newestFirst: false, maxRequests }
  const range = { from: dayOf('from', options.from), to: dayOf('to', options.to) }
  if (range.from > range.to) throw new UsageError(`from ${range.from} is after to ${range.to}`)
  return summaryOf(await runBackfill(await contextOf(warehouse, options), { ...range, ...choice }))
}

/**
 * Reads stored responses again, offline, and loads what is different now.
 *
 * @throws {PaperboyError} when it could not work at all
 * @example await replay(warehouse, { from: '2026-05-01' })
 */
export async function replay(warehouse: OpenWarehouse, options: ReplayOptions = {}): Promise<RunSummary> {
  const { from, to } = options
  const days = {
    ...(from === undefined ? {} : { from: dayOf('from', from) }),
    ...(to === undefined ? {} : { to: dayOf('to', to) }),
  }
  return summaryOf(await runReplay(await contextOf(warehouse, options), days))
}

/**
 * Reads one saved response: bytes in, records out. Pure: no warehouse, no network.
 *
 * @returns by `outcome`: `listing` with entries, papers, accounts and rejections; `text`; `redirected`; `refused`;
 *   `unreadable` with the reason
 * @throws {PaperboyError} for a listing or an instant that is none
 * @example const reading = readCapture({ listing: 'day:2026-06-03', body, fetchedAt: '2026-06-04T00:30:00Z' })
 */
export function readCapture({ listing, body, fetchedAt, form = 'page' }: CaptureToRead): Reading {
  const parsed = parseListing(listing)
  if ('problem' in parsed) throw new UsageError(parsed.problem)
  return read({ listing: parsed.listing, form, body: Buffer.from(body), fetchedAt: instantOf(fetchedAt) })
}

function inside(handle: OpenWarehouse): Warehouse {
  const warehouse = opened.get(handle)
  if (!warehouse) throw new UsageError('got another object where one from openWarehouse was expected')
  return warehouse
}

async function configOf({ site, token, contact, now, openLineage }: JobOptions): Promise<Config> {
  const given = { site, token, contact, now, openLineage }
  const flags = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return loadConfig({ flags, env: {} })
}

async function contextOf(handle: OpenWarehouse, options: JobOptions): Promise<JobContext> {
  const config = await configOf(options)
  const { onLog, signal = new AbortController().signal } = options
  return {
    config,
    home: null,
    ...lineageOf(config),
    warehouse: inside(handle),
    clock: config.clock,
    logger: pino(
      {
        level: onLog ? 'info' : 'silent',
        base: null,
        formatters: { level: (label) => ({ level: label }) },
        mixin: traceIds,
      },
      { write: (line) => onLog?.(JSON.parse(line) as Record<string, unknown>) },
    ),
    progress: { start: () => undefined, advance: () => undefined, stop: () => undefined },
    signal,
  }
}

function summaryOf({ runId, exitCode, tally }: RunResult): RunSummary {
  return {
    runId,
    exitCode,
    reason: reasonOf(tally),
    captures: tally.captures,
    entries: tally.entries,
  }
}

function dayOf(name: string, text: string): string {
  try {
    return Temporal.PlainDate.from(text).toString()
  } catch (error) {
    throw new UsageError(`${name}: got "${text}", expected a date such as 2026-06-03`, { cause: error })
  }
}

function instantOf(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text)
  } catch (error) {
    throw new UsageError(`fetchedAt: got "${text}", expected an instant such as 2026-06-04T00:30:00Z`, {
      cause: error,
    })
  }
}
