import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { sql } from '../../../src/base/sql.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../../demo/replica.ts'
import { fetchListings } from '../../../jobs/collect/fetch.ts'
import type { JobContext } from '../../../jobs/run/job-context.ts'
import type { LineageTarget } from '../../../src/features/watch/lineage-events.ts'
import { lineageObserver } from '../../../src/features/watch/observers.ts'
import { WATCH_SETTINGS } from '../../../src/features/watch/settings.ts'
import { valuesOf } from '../../../src/base/setting.ts'
import { replay } from '../../../jobs/replay/replay.ts'
import { withRun } from '../../../jobs/run/with-run.ts'
import { loadConfig } from '../../../src/base/config.ts'
import schema from '../../../docs/openlineage.schema.json' with { type: 'json' }
import { startCollector } from '../../support/collector.ts'
import { jobContext, keepingLogger } from '../../support/job-context.ts'
import { type TestWarehouse, createWarehouse, HAS_SERVER } from '../../support/warehouses.ts'

const UUID = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
const PARENT = 'airflow://here/daily.papers/01989a6c-7d2e-7c3a-9f00-4a1f6a2b3c4d'

interface RunEvent {
  readonly eventType: string
  readonly eventTime: string
  readonly producer: string
  readonly run: { readonly runId: string; readonly facets: Readonly<Record<string, Record<string, unknown>>> }
  readonly job: { readonly namespace: string; readonly name: string }
  readonly inputs: readonly { readonly namespace: string; readonly name: string }[]
  readonly outputs: readonly {
    readonly namespace: string
    readonly name: string
    readonly outputFacets: { readonly outputStatistics: { readonly rowCount: number } }
  }[]
}

const ajv = new Ajv2020({ allErrors: true })
addFormats.default(ajv)
const isEvent = ajv.compile(schema)

/** The events, each of which has to follow the schema. */
function checked(events: readonly unknown[]): readonly RunEvent[] {
  for (const event of events) {
    isEvent(event)
    expect(isEvent.errors).toBeNull()
  }
  return events as readonly RunEvent[]
}

describe('events of OpenLineage', () => {
  let held: TestWarehouse
  let replica: Replica
  let folder: string
  let file: string
  const { logger, messages } = keepingLogger()

  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ now: '2025-09-26T22:00:00Z', quota: false })
    folder = await mkdtemp(join(tmpdir(), 'paperboy-lineage-'))
    file = join(folder, 'lineage.ndjson')
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
    await rm(folder, { recursive: true })
  })
  beforeEach(async () => {
    replica.clearFaults()
    await rm(file, { force: true })
    messages.length = 0
  })

  const context = (lineage: Partial<LineageTarget> = {}): JobContext => ({
    ...jobContext(held.warehouse, replica.url, () => replica.now()),
    logger,
    observers: [lineageObserver({ to: file, key: null, parent: null, ...lineage })],
  })
  const fetchDay = async (given: JobContext) => fetchListings(given, [{ kind: 'day', key: '2025-09-22' }])
  const inFile = async () => {
    const text = await readFile(file, 'utf8')
    return checked(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    )
  }
  const undelivered = () => messages.filter((each) => each.includes('OpenLineage'))

  test('a run tells a file of its start, and of its end with the site and the tables that it wrote', async () => {
    const { runId, runCounts } = await fetchDay(context({ parent: PARENT }))
    const events = await inFile()
    expect(events.map(({ eventType }) => eventType)).toEqual(['START', 'COMPLETE'])
    const [start, end] = events as [RunEvent, RunEvent]
    expect(end.run.runId).toMatch(UUID)
    expect(start.run.runId).toBe(end.run.runId)
    for (const event of events) {
      expect(event).toMatchObject({
        eventTime: expect.stringMatching(/^2025-09-26T22:\d\d:\d\d\.\d{3}Z$/),
        producer: expect.stringMatching(/^urn:paperboy:\d+\.\d+\.\d+$/),
        job: { namespace: 'paperboy', name: 'fetch' },
        inputs: [{ namespace: replica.url, name: 'papers' }],
      })
      expect(event.run.facets).toMatchObject({
        paperboy_run: { id: runId },
        parent: {
          run: { runId: '01989a6c-7d2e-7c3a-9f00-4a1f6a2b3c4d' },
          job: { namespace: 'airflow://here', name: 'daily.papers' },
        },
      })
    }
    expect(end.run.facets['paperboy_run']).toMatchObject({ exitCode: 0, captures: 1 })
    const rowCount = (table: string) =>
      end.outputs.find(({ name }) => name.endsWith(`public.${table}`))?.outputFacets.outputStatistics.rowCount
    expect(rowCount('papers')).toBeGreaterThan(10)
    expect(rowCount('papers')).toBe(runCounts.rows['papers'])
    expect(start.outputs).toEqual([])
    expect(end.outputs.map(({ name }) => name)).toContainEqual(expect.stringMatching(/[./]public\.captures$/))
    const { namespace, name } = end.outputs[0]!
    if (HAS_SERVER) {
      expect(namespace).toMatch(/^postgres:\/\/[\w.]+:\d+$/)
      expect(name).toMatch(/^paperboy_test_\w+\.public\.\w+$/)
    } else {
      expect(namespace).toBe('file')
      expect(name.startsWith(held.warehouse.location)).toBe(true)
    }
  })

  test('a collector gets the same by HTTP, with the key', async () => {
    await using collector = await startCollector(201)
    await fetchDay(context({ to: collector.url, key: 'secret-key' }))
    const { received } = collector
    const events = checked(received.map(({ body }) => body))
    expect(events.map(({ eventType }) => eventType)).toEqual(['START', 'COMPLETE'])
    expect(received.map(({ path }) => path)).toEqual(['/api/v1/lineage', '/api/v1/lineage'])
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer secret-key',
    })
    await fetchDay(context({ to: `${collector.url}/openapi/lineage` }))
    expect(received.at(-1)).toMatchObject({ path: '/openapi/lineage' })
    expect(received.at(-1)?.headers).not.toHaveProperty('authorization')
  })

  test('the setting is a file as seen from the working folder, or an address, and never one with a password', async () => {
    const to = async (openLineage: string) =>
      valuesOf(
        await loadConfig({ flags: { openLineage }, env: {}, cwd: folder, settings: WATCH_SETTINGS }),
        WATCH_SETTINGS,
      ).openLineage
    expect(await to('lineage.ndjson')).toBe(file)
    expect(await to('https://collector.example/base')).toBe('https://collector.example/base')
    await expect(to('https://me:secret@collector.example')).rejects.toThrow('got a value, expected an http')
    await expect(to('ftp://collector.example')).rejects.toThrow('expected an http or https address')
    const parent = async (openLineageParent: string) =>
      valuesOf(
        await loadConfig({ flags: { openLineageParent }, env: {}, cwd: folder, settings: WATCH_SETTINGS }),
        WATCH_SETTINGS,
      )
    await expect(parent('a-job')).rejects.toThrow('NAMESPACE/JOB/UUID')
    expect((await parent(PARENT)).openLineageParent).toBe(PARENT)
  })

  test('a run that an error ends has failed, and so has one that reaches nothing', async () => {
    const run = withRun(context(), 'nightly', {}, async () => {
      throw new Error('the disk is full')
    })
    await expect(run).rejects.toThrow('the disk is full')
    replica.setFault({ kind: 'status', status: 503, match: '/papers/date/' })
    await fetchDay(context())
    const events = await inFile()
    expect(events.map(({ eventType }) => eventType)).toEqual(['START', 'FAIL', 'START', 'FAIL'])
    expect(events[1]?.run.facets['errorMessage']).toMatchObject({ message: 'the disk is full' })
    expect(events[3]?.run.facets).toMatchObject({
      errorMessage: { message: expect.stringContaining('the site was not reached') },
      paperboy_run: { exitCode: 69 },
    })
  })

  test('a run that a signal stops is aborted', async () => {
    const stop = new AbortController()
    await withRun({ ...context(), signal: stop.signal }, 'backfill', {}, async () => stop.abort())
    expect((await inFile()).map(({ eventType }) => eventType)).toEqual(['START', 'ABORT'])
  })

  test('a run that was killed is aborted by the next one, under the same id', async () => {
    const { runId } = await withRun(context(), 'nightly', {}, async () => undefined)
    await held.warehouse.rows(sql`
      update runs set ended_at = null, outcome = null, alive_until = now() - interval '1 hour' where id = ${runId}::bigint`)
    const { runId: nextId } = await withRun(context(), 'nightly', {}, async () => undefined)
    const [start, , aborted, ...next] = await inFile()
    expect(aborted?.eventType).toBe('ABORT')
    expect(aborted?.run.runId).toBe(start?.run.runId)
    expect(aborted?.run.facets).toMatchObject({
      paperboy_run: { id: runId },
      errorMessage: { message: expect.stringContaining('lost') },
    })
    expect(next.map(({ run }) => run.facets['paperboy_run']?.['id'])).toEqual([nextId, nextId])
    expect(next[0]?.run.runId).not.toBe(start?.run.runId)
  })

  test('a replay reads the captures of the warehouse', async () => {
    await replay(context(), { from: '2025-09-22', to: '2025-09-22' })
    const [start] = await inFile()
    expect(start?.inputs).toEqual([
      expect.objectContaining({ name: expect.stringMatching(/[./]public\.captures$/) }),
    ])
  })

  test.each([
    ['refuses it', 500, 20_000, 'answered with 500'],
    ['never answers', null, 200, 'aborted due to timeout'],
  ])('a collector that %s costs one line in the log, and no run', async (_, answer, deadlineMs, reason) => {
    await using collector = await startCollector(answer)
    const before = performance.now()
    expect((await fetchDay(context({ to: collector.url, deadlineMs }))).exitCode).toBe(0)
    expect(performance.now() - before).toBeLessThan(60_000)
    expect(undelivered()).toEqual([expect.stringContaining(reason)])
  })

  test('a file that can not be written costs one line in the log, and no run', async () => {
    expect((await fetchDay(context({ to: '/dev/null/lineage.ndjson' }))).exitCode).toBe(0)
    expect(undelivered()).toEqual([expect.stringContaining('ENOTDIR')])
  })

  test('the schema refuses an event without its type, and one whose facet does not say who made it', async () => {
    await withRun(context(), 'nightly', {}, async () => undefined)
    const [event] = await inFile()
    expect(isEvent(event)).toBe(true)
    expect(isEvent({ ...event, eventType: undefined })).toBe(false)
    expect(isEvent({ ...event, producer: 'not a URI' })).toBe(false)
    const { _producer: left, ...facet } = event!.run.facets['paperboy_run']!
    expect(left).toBe(event?.producer)
    expect(isEvent({ ...event, run: { ...event?.run, facets: { paperboy_run: facet } } })).toBe(false)
  })
})
