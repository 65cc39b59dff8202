import type * as Api from '@opentelemetry/api'
import { PaperboyError } from './errors.ts'

/*
 * Spans and metrics by the OpenTelemetry API; the only file that loads it, and only when somebody has registered an
 * SDK. Otherwise everything here is a no-op. docs/telemetry.md says how to register one.
 */

/** Symbol under which an SDK registers itself, for all copies of the API of this major version. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1')

/** Name of the instrumentation scope. */
const SCOPE = 'paperboy'

/** Maximum time that a command's end waits for an SDK to deliver. */
const FLUSH_MS = 5000

/** Attributes of a span or a measurement, named by semantic conventions or `paperboy.*`. */
export type Facts = Readonly<Record<string, string | number | boolean>>

/** A step, which a trace shows as a span. */
export interface Step {
  readonly note: (facts: Facts) => void
  /** Runs work in it: steps that start there are its children, log lines carry its ids. */
  readonly within: <T>(work: () => T) => T
  /** Ends it on the first call; with an error, or the type of one, if it failed. */
  readonly end: (problem?: unknown) => void
}

const NO_STEP: Step = { note: () => undefined, within: (work) => work(), end: () => undefined }

let api: typeof Api | null = null

/** Checks for a registered SDK. Before that there are neither spans nor metrics. */
export async function findTelemetry(): Promise<void> {
  if (api === null && REGISTERED in globalThis) api = await import('@opentelemetry/api')
}

/**
 * Starts a step in the current one. The caller must end it.
 *
 * @param kind `request` for one that goes to another machine
 */
export function beginStep(name: string, facts: Facts = {}, kind: 'inside' | 'request' = 'inside'): Step {
  if (api === null) return NO_STEP
  const { context, SpanKind, SpanStatusCode, trace } = api
  const span = trace.getTracer(SCOPE).startSpan(name, {
    kind: kind === 'request' ? SpanKind.CLIENT : SpanKind.INTERNAL,
    attributes: { ...facts },
  })
  const inside = trace.setSpan(context.active(), span)
  let isOver = false
  return {
    note: (more) => {
      span.setAttributes({ ...more })
    },
    within: (work) => context.with(inside, work),
    end: (problem) => {
      if (isOver) return
      isOver = true
      if (problem !== undefined && problem !== null) {
        span.setAttribute('error.type', errorType(problem))
        if (problem instanceof Error) span.recordException(problem)
        span.setStatus({
          code: SpanStatusCode.ERROR,
          ...(problem instanceof Error ? { message: problem.message } : {}),
        })
      }
      span.end()
    },
  }
}

/** Runs work as a step, which ends with it. */
export async function inStep<T>(
  name: string,
  facts: Facts,
  work: (step: Step) => T | Promise<T>,
  kind?: 'inside' | 'request',
): Promise<T> {
  const step = beginStep(name, facts, kind)
  try {
    return await step.within(async () => work(step))
  } catch (error) {
    step.end(error)
    throw error
  } finally {
    step.end()
  }
}

/** Names an error for spans and metrics, with few distinct names. */
export function errorType(problem: unknown): string {
  if (typeof problem === 'string') return problem
  if (problem instanceof PaperboyError) return problem.code
  return problem instanceof Error ? problem.name : '_OTHER'
}

/** Metrics, with UCUM units. */
const MEASURES = {
  'http.client.request.duration': {
    unit: 's',
    about: 'Duration of requests to the site.',
    // Those of the semantic conventions.
    boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  'paperboy.run.duration': {
    unit: 's',
    about: 'Duration of runs.',
    boundaries: [1, 5, 15, 60, 300, 900, 3600, 14_400],
  },
  'paperboy.listings': { unit: '{listing}', about: 'Listings that a run has finished.' },
  'paperboy.captures': { unit: '{capture}', about: 'Captures that were read.' },
  'paperboy.entries': { unit: '{entry}', about: 'Entries of listings that were read.' },
  'paperboy.records': { unit: '{record}', about: 'Records that were inserted, updated or deleted.' },
} as const satisfies Readonly<
  Record<string, { readonly unit: string; readonly about: string; readonly boundaries?: readonly number[] }>
>

type Instrument = (value: number, facts: Facts) => void

let made: { readonly by: Api.MeterProvider; readonly instruments: Map<string, Instrument> } | null = null

/** Records a duration in seconds, or adds to a count. */
export function measure(name: keyof typeof MEASURES, value: number, facts: Facts): void {
  if (api === null) return
  const by = api.metrics.getMeterProvider()
  if (made?.by !== by) made = { by, instruments: new Map() }
  const instrument = made.instruments.get(name) ?? instrumentOf(by, name)
  made.instruments.set(name, instrument)
  instrument(value, facts)
}

function instrumentOf(provider: Api.MeterProvider, name: keyof typeof MEASURES): Instrument {
  const { unit, about: description, ...rest } = MEASURES[name]
  const meter = provider.getMeter(SCOPE)
  if ('boundaries' in rest) {
    const advice = { explicitBucketBoundaries: [...rest.boundaries] }
    const histogram = meter.createHistogram(name, { unit, description, advice })
    return (value, facts) => histogram.record(value, { ...facts })
  }
  const counter = meter.createCounter(name, { unit, description })
  return (value, facts) => counter.add(value, { ...facts })
}

/** Returns the ids of the current span, for a log line; empty without one. */
export function traceIds(): Readonly<Record<string, string>> {
  const span = api?.trace.getActiveSpan()?.spanContext()
  if (!api || !span || !api.isSpanContextValid(span)) return {}
  const flags = span.traceFlags.toString(16).padStart(2, '0')
  return { trace_id: span.traceId, span_id: span.spanId, trace_flags: flags }
}

/** Flushes the SDK before the process exits. Waits no longer than 5 s. */
export async function flushTelemetry(): Promise<void> {
  if (api === null) return
  const { metrics, ProxyTracerProvider, trace } = api
  const proxy = trace.getTracerProvider()
  const providers: readonly unknown[] = [
    proxy instanceof ProxyTracerProvider ? proxy.getDelegate() : proxy,
    metrics.getMeterProvider(),
  ]
  const { promise: deadline, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, FLUSH_MS)
  // The SDK reports what it can't deliver.
  const delivered = Promise.allSettled(providers.map(async (each) => canFlush(each) && each.forceFlush()))
  await Promise.race([delivered, deadline])
  clearTimeout(timer)
}

/** The API lacks it, but every SDK has it. */
function canFlush(provider: unknown): provider is { readonly forceFlush: () => Promise<void> } {
  return (
    typeof provider === 'object' &&
    provider !== null &&
    'forceFlush' in provider &&
    typeof provider.forceFlush === 'function'
  )
}
