import './base/temporal.ts'
import { pino } from 'pino'
import { backfill as runBackfill } from '../jobs/collect/backfill.ts'
import type { JobContext } from '../jobs/run/job-context.ts'
import { nightly as runNightly } from '../jobs/nightly/nightly.ts'
import { replay as runReplay } from '../jobs/replay/replay.ts'
import { reasonOf } from '../jobs/run/run-counts.ts'
import { VERSION } from './base/version.ts'
import type { RunResult } from '../jobs/run/with-run.ts'
import { knownSettings, loadObservers, openFor } from './commands/app.ts'
import { type ArrayTypes, arrayTypes } from './commands/sql-json.ts'
import { rowsAsValues, type Value } from './commands/sql-values.ts'
import { type Config, loadConfig } from './base/config.ts'
import { EXIT, type ExitCode, PaperboyError, UsageError } from './base/errors.ts'
import { ask } from './load/warehouse/ask.ts'
import type { Warehouse } from './load/warehouse/warehouse.ts'
import { dayFrom, dayOf } from './model/day.ts'
import { parseListing } from './model/listing.ts'
import type { Reading } from './model/reading.ts'
import { type SelectedPaper, selectPapers } from './query/select-papers.ts'
import { parseSelection } from './query/selection-text.ts'
import { traceIds } from './base/telemetry.ts'
import { readCapture as read } from './transform/read-capture.ts'

/*
 * The library for programs: `import { openWarehouse, papers } from 'paperboy'`. Few functions, stable under semver; all
 * its types are in docs/api-report.d.ts. Nothing here reads the environment.
 */

export { PaperboyError, VERSION }
export type { Reading, SelectedPaper, Value }

/** Options of a warehouse. */
export interface OpenOptions {
  /** `postgres://user:password@host:5432/database`; without it the embedded one in the data folder. */
  readonly databaseUrl?: string
  /** The data folder. Default: `.paperboy` in the working folder. */
  readonly home?: string
  /**
   * `write` creates the warehouse if need be and migrates its tables; `read` creates nothing, and refuses a
   * warehouse without this version's tables. Default: `write`.
   */
  readonly access?: 'read' | 'write'
}

/** An open warehouse, until `close` or the end of an `await using`. */
export interface OpenWarehouse extends AsyncDisposable {
  /** Its location, without a password. */
  readonly location: string
  readonly close: () => Promise<void>
}

/** Common options of jobs. */
export interface JobOptions {
  /** Base address of the site. Default: the real one. */
  readonly site?: string
  /** Token of the site; with it requests count for the account and not for the address. */
  readonly token?: string
  /** Contact for the site's operator; part of the user agent. */
  readonly contact?: string
  /** ISO 8601; used as the current time, for rehearsals on a replica. */
  readonly now?: string
  /** Destination of OpenLineage events: an http or https address, or the path of a file. Default: none. */
  readonly openLineage?: string
  /** Stops the job after the current step; the rest stays due. */
  readonly signal?: AbortSignal
  /** Receives each log line as an object with `level`, `msg` and further fields. Default: no log lines. */
  readonly onLog?: (line: Readonly<Record<string, unknown>>) => void
  /** With false a run that is not done returns its summary instead of an error. Default: true. */
  readonly throws?: boolean
}

/** Options of a statement. */
export interface QueryOptions {
  /**
   * Values for `:name` in the statement, by name, each of the type that its position requires: text, numbers, bigints,
   * booleans, null, dates of JavaScript or Temporal, arrays of these; other objects go as JSON.
   */
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Cancels the statement, also at the server. */
  readonly signal?: AbortSignal
  /** Time limit until its last row is taken. Default: none. */
  readonly timeoutMs?: number
}

/** Options of a nightly run. */
export interface NightlyOptions extends JobOptions {
  /** Maximum number of requests; further due listings wait for the next run. */
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

/** Stored responses to read again, by the days of their lists. */
export interface ReplayOptions extends JobOptions {
  readonly from?: string
  readonly to?: string
}

/** Result of a run, which is also in the table `runs`. */
export interface RunSummary {
  readonly runId: string
  /** As on the command line: 0 done, 65 a page changed, 69 site unreachable, 75 partial or temporary. */
  readonly exitCode: number
  /** Reason why it is not 0; null when it is. */
  readonly reason: string | null
  /** Responses that were read, and entries in them. */
  readonly captures: number
  readonly entries: number
}

/** A run ended but is not done: its work is kept. */
export class RunFailed extends PaperboyError {
  readonly code = 'run-failed'
  readonly exitCode: ExitCode
  override readonly retryable: boolean
  /** Result of the run. */
  readonly result: RunSummary

  constructor(exitCode: ExitCode, result: RunSummary) {
    super(`run ${result.runId} is not done: ${result.reason}`)
    this.exitCode = exitCode
    this.retryable = exitCode === EXIT.tryAgain || exitCode === EXIT.unreachable
    this.result = result
  }
}

/** One saved response. */
export interface CaptureToRead {
  /** Its list, such as `day:2026-06-03`, `week:2026-W23`, `trending` or `paper:2509.24002`. */
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
 * @example const warehouse = await openWarehouse({ databaseUrl: 'postgres://localhost/papers' })
 */
export async function openWarehouse(options: OpenOptions = {}): Promise<OpenWarehouse> {
  const { access = 'write', databaseUrl, home } = options
  const config = await loadConfig({
    flags: { ...(databaseUrl === undefined ? {} : { databaseUrl }), ...(home === undefined ? {} : { home }) },
    env: {},
    settings: await knownSettings(),
  })
  const warehouse = await openFor(config, access)
  const { location, close } = warehouse
  const handle: OpenWarehouse = { location, close, [Symbol.asyncDispose]: close }
  opened.set(handle, warehouse)
  return handle
}

/**
 * Runs one read-only statement, and returns all of its rows. Postgres types are converted: boolean as boolean;
 * smallint, integer, real and double precision as number; bigint (so `count(*)`) as `bigint`, which `::int` in the
 * statement turns into a number; timestamptz as ISO 8601 text in UTC with milliseconds; json and jsonb parsed; arrays
 * as arrays; all other types, such as date (`2026-06-03`), numeric and bytea, as Postgres's text. Null is null.
 *
 * @throws {PaperboyError} when the statement is refused, also for one that would write or that has two columns of one
 *   name; when it took too long; when the signal ended it
 * @example await query(warehouse, 'SELECT title FROM paper_days WHERE day = :day', { parameters: { day: '2026-06-03' } })
 */
export async function query(
  warehouse: OpenWarehouse,
  statement: string,
  options: QueryOptions = {},
): Promise<Record<string, Value>[]> {
  const rows: Record<string, Value>[] = []
  for await (const row of queryStream(warehouse, statement, options)) rows.push(row)
  return rows
}

/**
 * Like `query`, row by row: memory does not grow with their number, if the warehouse is a server or
 * embedded as one. The connection is released at the end, also when the loop is left early.
 *
 * @example for await (const { paper_id, upvotes } of queryStream(warehouse, 'SELECT * FROM snapshots')) { ... }
 */
export async function* queryStream(
  warehouse: OpenWarehouse,
  statement: string,
  options: QueryOptions = {},
): AsyncGenerator<Record<string, Value>, void, undefined> {
  const inner = inside(warehouse)
  let arrays: ArrayTypes | null = null
  for await (const part of ask(inner, statement, options)) {
    arrays ??= await arrayTypes(inner, part)
    yield* rowsAsValues(part, arrays)
  }
}

/**
 * Finds papers by a selection, as in `paperboy papers`.
 *
 * @param selection such as `last-week org:nvidia has:code top:5`
 * @throws {PaperboyError} for words that are not a selection
 * @example const top = await papers(warehouse, 'week:2026-W23 top:10')
 */
export async function papers(
  warehouse: OpenWarehouse,
  selection: string,
  options: Pick<JobOptions, 'now'> = {},
): Promise<readonly SelectedPaper[]> {
  const parsed = parseSelection(selection)
  if ('problem' in parsed) throw new UsageError(parsed.problem)
  const { clock } = await readAppConfig(options)
  return (await selectPapers(inside(warehouse), parsed.selection, clock.now())).papers
}

/**
 * Runs a night: missing days, yesterday and today, failed and due listings.
 *
 * @throws {RunFailed} with the summary, when it is not done; any other {PaperboyError} when it could not work at all
 * @example const { exitCode, reason } = await nightly(warehouse)
 */
export async function nightly(warehouse: OpenWarehouse, options: NightlyOptions = {}): Promise<RunSummary> {
  const { maxRequests } = options
  const context = await makeContext(warehouse, options)
  return summaryOf(await runNightly(context, maxRequests === undefined ? {} : { maxRequests }), options)
}

/**
 * Fetches a range of days.
 *
 * @throws {RunFailed} with the summary, when it is not done; any other {PaperboyError} when it could not work at all
 * @example await backfill(warehouse, { from: '2026-05-01', to: '2026-05-31' })
 */
export async function backfill(warehouse: OpenWarehouse, options: BackfillOptions): Promise<RunSummary> {
  const { all = false, maxRequests = null } = options
  const choice = { missing: !all, failed: !all, all, staleParser: false, newestFirst: false, maxRequests }
  const config = await readAppConfig(options)
  const range = { from: typedDay('from', options.from, config), to: typedDay('to', options.to, config) }
  if (range.from > range.to) throw new UsageError(`from ${range.from} is after to ${range.to}`)
  return summaryOf(await runBackfill(await makeContext(warehouse, options), { ...range, ...choice }), options)
}

/**
 * Reads stored responses again, offline, and loads the differences.
 *
 * @throws {RunFailed} with the summary, when it is not done; any other {PaperboyError} when it could not work at all
 * @example await replay(warehouse, { from: '2026-05-01' })
 */
export async function replay(warehouse: OpenWarehouse, options: ReplayOptions = {}): Promise<RunSummary> {
  const { from, to } = options
  const config = await readAppConfig(options)
  const days = {
    ...(from === undefined ? {} : { from: typedDay('from', from, config) }),
    ...(to === undefined ? {} : { to: typedDay('to', to, config) }),
  }
  return summaryOf(await runReplay(await makeContext(warehouse, options), days), options)
}

/**
 * Reads one saved response: bytes in, records out. Pure: no warehouse, no network.
 *
 * @returns by `outcome`: `listing` with entries, papers, accounts and rejections; `text`; `redirected`; `refused`;
 *   `unreadable` with the reason
 * @throws {PaperboyError} for an invalid listing or instant
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

async function readAppConfig({ site, token, contact, now, openLineage }: JobOptions): Promise<Config> {
  const given = { site, token, contact, now, openLineage }
  const flags = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return loadConfig({ flags, env: {}, settings: await knownSettings() })
}

async function makeContext(handle: OpenWarehouse, options: JobOptions): Promise<JobContext> {
  const config = await readAppConfig(options)
  const { onLog, signal = new AbortController().signal } = options
  return {
    config,
    home: null,
    observers: await loadObservers(config),
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

function summaryOf(
  { runId, exitCode, runCounts }: RunResult,
  { throws = true }: Pick<JobOptions, 'throws'>,
): RunSummary {
  const summary = {
    runId,
    exitCode,
    reason: reasonOf(runCounts) ?? (exitCode === EXIT.done ? null : 'it was stopped; the rest stays due'),
    captures: runCounts.captures,
    entries: runCounts.entries,
  }
  if (throws && exitCode !== EXIT.done) throw new RunFailed(exitCode, summary)
  return summary
}

function typedDay(name: string, text: string, { clock }: Config): string {
  const day = dayFrom(text, dayOf(clock.now()))
  if (day !== null) return day
  throw new UsageError(`${name}: got "${text}", expected a date such as 2026-06-03, today, yesterday or -7`)
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
