import { createHash } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import { describeError, type ExitCode } from '../../base/errors.ts'
import type { RunEnd } from '../../load/ledger/runs.ts'
import type { Warehouse } from '../../load/warehouse/warehouse.ts'
import { isoInstant } from '../../model/day.ts'
import { urlPerHost } from '../../model/server-hosts.ts'
import type { JobContext, ObservedRun } from '../../../jobs/run/job-context.ts'
import type { RunCounts } from '../../../jobs/run/run-counts.ts'
import { VERSION } from '../../base/version.ts'

/*
 * Events of OpenLineage (openlineage.io, spec 2-0-2): the tables that a run of a job read and wrote. What is
 * said here of the spec is checked against docs/openlineage.schema.json.
 */

/** Destination of OpenLineage events. */
export interface LineageTarget {
  /** An http or https address, or the path of a file that gets one event a line. */
  readonly to: string
  /** Sent as a bearer token; null for none. */
  readonly key: string | null
  /** The orchestrator's run that this one belongs to, as `NAMESPACE/JOB/UUID`; null for none. */
  readonly parent: string | null
  /** Time limit of an event, in milliseconds. Default 5,000. */
  readonly deadlineMs?: number
}

/** Reports one run. */
export interface LineageEvents {
  /** Reports its start, without waiting. */
  readonly start: () => void
  /** Reports its end, after the start was sent. */
  readonly end: (end: LineageEnd) => Promise<void>
}

/** End of a run; nothing more is known of one that was lost. */
export interface LineageEnd extends Pick<RunEnd, 'outcome' | 'error'> {
  readonly exitCode?: ExitCode
  /** Its counts. */
  readonly runCounts?: Pick<RunCounts, 'captures' | 'rows'>
}

type Telling = Pick<JobContext, 'config' | 'warehouse' | 'clock' | 'logger'>

const NAMESPACE = 'paperboy'
const PRODUCER = `urn:paperboy:${VERSION}`
const SPEC = 'https://openlineage.io/spec'

/** An event may be late or lost; a run does not wait longer for it. */
const DEADLINE_MS = 5000

/** Conventional path of collectors, when only their host is given. */
const USUAL_PATH = '/api/v1/lineage'

const READS_SITE: ReadonlySet<string> = new Set(['nightly', 'backfill', 'fetch', 'papers'])
const STORES_CAPTURES: ReadonlySet<string> = new Set([...READS_SITE, 'import'])
const READS_CAPTURES: ReadonlySet<string> = new Set(['replay', 'quarantine retry'])

const EVENT_TYPES = { done: 'COMPLETE', partial: 'COMPLETE', failed: 'FAIL', interrupted: 'ABORT' } as const

/** Reports a run. An event that can't be delivered costs one line in the log, never the run. */
export function lineageEvents(context: Telling, lineage: LineageTarget, run: ObservedRun): LineageEvents {
  const { clock, logger } = context
  let warned = false
  const tell = async (event: Event) => {
    try {
      await deliver(lineage, JSON.stringify(eventOf(context, lineage, run, event)))
    } catch (error) {
      if (warned) return
      warned = true
      const reason = describeError(error)
      logger.warn(
        { run: run.id, error: reason },
        `the OpenLineage event was not delivered to ${lineage.to}: ${reason}`,
      )
    }
  }
  let started = Promise.resolve()
  return {
    start: () => {
      started = tell({ type: 'START', at: run.startedAt })
    },
    end: async (end) => {
      await started
      await tell({ type: EVENT_TYPES[end.outcome], at: isoInstant(clock.now()), ...end })
    },
  }
}

interface Event extends Partial<LineageEnd> {
  readonly type: 'START' | (typeof EVENT_TYPES)[RunEnd['outcome']]
  readonly at: string
}

function eventOf(
  { config, warehouse }: Pick<Telling, 'config' | 'warehouse'>,
  { parent }: LineageTarget,
  run: ObservedRun,
  { type, at, error = null, exitCode, runCounts }: Event,
) {
  const tableOf = tableNames(warehouse)
  return {
    eventType: type,
    eventTime: at,
    producer: PRODUCER,
    schemaURL: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
    job: {
      namespace: NAMESPACE,
      name: run.job,
      facets: {
        jobType: facet('facets/2-0-3/JobTypeJobFacet', {
          processingType: 'BATCH',
          integration: 'PAPERBOY',
          jobType: 'JOB',
        }),
      },
    },
    run: {
      runId: uuidOf(tableOf('runs'), run),
      facets: {
        processing_engine: facet('facets/1-1-1/ProcessingEngineRunFacet', {
          name: 'paperboy',
          version: VERSION,
        }),
        ...(parent === null ? {} : { parent: facet('facets/1-0-1/ParentRunFacet', parentOf(parent)) }),
        ...(error === null || type === 'COMPLETE'
          ? {}
          : {
              errorMessage: facet('facets/1-0-1/ErrorMessageRunFacet', {
                message: error,
                programmingLanguage: 'TypeScript',
              }),
            }),
        paperboy_run: {
          _producer: PRODUCER,
          _schemaURL: 'urn:paperboy:openlineage#/$defs/PaperboyRunFacet',
          id: run.id,
          ...(exitCode === undefined ? {} : { exitCode }),
          ...(runCounts === undefined ? {} : { captures: runCounts.captures }),
          ...(error === null ? {} : { reason: error }),
        },
      },
    },
    inputs: [
      ...(READS_SITE.has(run.job) ? [{ namespace: new URL(config.site).origin, name: 'papers' }] : []),
      ...(READS_CAPTURES.has(run.job) ? [tableOf('captures')] : []),
    ],
    outputs: [
      ...Object.entries(runCounts?.rows ?? {}).map(([table, rowCount]) => ({
        ...tableOf(table),
        outputFacets: {
          outputStatistics: facet('facets/1-0-2/OutputStatisticsOutputDatasetFacet', { rowCount }),
        },
      })),
      ...(runCounts !== undefined && STORES_CAPTURES.has(run.job) ? [tableOf('captures')] : []),
    ],
  }
}

/** @param path of the facet's schema in the spec; its last part is the name of its definition */
function facet<Body extends object>(path: string, body: Body) {
  return {
    _producer: PRODUCER,
    _schemaURL: `${SPEC}/${path}.json#/$defs/${path.slice(path.lastIndexOf('/') + 1)}`,
    ...body,
  }
}

interface Table {
  readonly namespace: string
  readonly name: string
}

/** Names tables as in the spec: host and port, then database, schema and table; a folder for the embedded. */
function tableNames({ location, schema }: Pick<Warehouse, 'location' | 'schema'>): (table: string) => Table {
  if (!/^postgres(?:ql)?:\/\//.test(location))
    return (table) => ({ namespace: 'file', name: `${location}/${schema}.${table}` })
  // The first of several hosts names the tables, whichever serves them now.
  const { hostname, port, pathname } = new URL(urlPerHost(location)[0] ?? location)
  const namespace = `postgres://${hostname}:${port === '' ? '5432' : port}`
  return (table) => ({ namespace, name: `${pathname.slice(1)}.${schema}.${table}` })
}

/** Derives a run's UUID (version 8): the same whoever reports it, even the next run. */
function uuidOf({ namespace, name }: Table, { id, startedAt }: ObservedRun): string {
  const seed = `${namespace} ${name} ${id} ${startedAt}`
  const bytes = createHash('sha256').update(seed).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function parentOf(text: string) {
  const parts = text.split('/')
  return {
    run: { runId: parts.at(-1) ?? '' },
    job: { namespace: parts.slice(0, -2).join('/'), name: parts.at(-2) ?? '' },
  }
}

async function deliver({ to, key, deadlineMs = DEADLINE_MS }: LineageTarget, event: string): Promise<void> {
  if (!/^https?:\/\//.test(to)) {
    await appendFile(to, `${event}\n`)
    return
  }
  const url = new URL(to)
  if (url.pathname === '/') url.pathname = USUAL_PATH
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: event,
    signal: AbortSignal.timeout(deadlineMs),
  })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`answered with ${answer.status}`)
}
