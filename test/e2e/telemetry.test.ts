import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { createCliWarehouse, type CliWarehouse } from '../support/cli-warehouse.ts'
import { runCli } from '../support/cli-process.ts'
import { startCollector } from '../support/collector.ts'

const EXAMPLE = join(import.meta.dirname, '../../docs/examples/otel.mjs')

/** Names on stderr each file of OpenTelemetry that a process loads. */
const TELLS_WHAT_IT_LOADS = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({
    load: (url, context, next) => {
      if (url.includes('@opentelemetry/')) process.stderr.write('loads ' + url + '\\n')
      return next(url, context)
    },
  })`)}`

/** What is used here of OTLP as JSON. */
interface Otlp {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly object[] }
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly name: string; readonly traceId: string }[]
    }[]
  }[]
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly { readonly name: string }[] }[]
  }[]
}

describe('the command line with an SDK of OpenTelemetry', () => {
  let replica: Replica
  let held: CliWarehouse
  let env: Record<string, string>

  beforeAll(async () => {
    replica = await startReplica({ now: '2025-09-26T22:00:00Z', quota: false })
    held = await createCliWarehouse()
    env = { ...held.env, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: '2025-09-26T22:00:00Z' }
  })
  afterAll(async () => {
    await held.drop()
    await replica.close()
  })

  // prom-client loads the API for itself, as a CommonJS module, where metrics.prom is written.
  const loaded = (lines: readonly string[]) => lines.filter((line) => /^loads .*\.mjs$/.test(line))
  const telling = (...imports: string[]) => ({
    NODE_OPTIONS: [TELLS_WHAT_IT_LOADS, ...imports].map((name) => `--import ${name}`).join(' '),
  })

  test('the example of the docs sends all spans and measures of a run, and log lines name its trace', async () => {
    await using collector = await startCollector()
    const { code, lines } = await runCli(['nightly'], {
      ...env,
      NODE_OPTIONS: `--import ${EXAMPLE}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_SERVICE_NAME: 'papers-of-the-day',
    })
    expect({ code, lines }).toMatchObject({ code: 0 })
    const bodies = collector.received.map(({ body }) => body as Otlp)
    const resources = bodies.flatMap(({ resourceSpans = [] }) => resourceSpans)
    const spans = resources.flatMap(({ scopeSpans }) => scopeSpans).flatMap((each) => each.spans)
    const names = spans.map(({ name }) => name)
    expect(new Set(names)).toEqual(new Set(['run', 'partition', 'fetch', 'GET', 'parse', 'load']))
    expect(names.filter((name) => name === 'run')).toHaveLength(1)
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
    expect(resources[0]?.resource.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'papers-of-the-day' },
    })
    const measures = bodies
      .flatMap(({ resourceMetrics = [] }) => resourceMetrics)
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics.map(({ name }) => name))
    expect(measures).toEqual(expect.arrayContaining(['http.client.request.duration', 'paperboy.records']))
    const traced = lines.map((line) => JSON.parse(line) as { trace_id?: string })
    expect(new Set(traced.map(({ trace_id: id }) => id))).toEqual(new Set([spans[0]?.traceId]))
  })

  test('a collector that is away changes nothing of a run', async () => {
    const { code } = await runCli(['fetch', 'day:2025-09-22'], {
      ...env,
      NODE_OPTIONS: `--import ${EXAMPLE}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
    })
    expect(code).toBe(0)
  })

  test('without an SDK nothing of OpenTelemetry is loaded', async () => {
    for (const args of [['--version'], ['sql', 'SELECT 1'], ['fetch', 'day:2025-09-22']]) {
      const { code, lines } = await runCli(args, { ...env, ...telling() })
      expect({ args, code, loaded: loaded(lines) }).toEqual({ args, code: 0, loaded: [] })
    }
    // What is asked here can be seen at all.
    const { lines } = await runCli(['--version'], { ...env, ...telling(EXAMPLE) })
    expect(loaded(lines).length).toBeGreaterThan(10)
  })
})
