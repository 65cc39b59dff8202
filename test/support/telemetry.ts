import { context, metrics, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'

/** One measurement as a backend gets it: of a histogram the number of values and their sum. */
export interface Point {
  readonly name: string
  readonly unit: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly value: number | { readonly count: number; readonly sum?: number | undefined }
}

/** An SDK that keeps everything, registered in this process. */
export interface KeepingSdk {
  readonly spans: () => readonly ReadableSpan[]
  readonly points: () => Promise<readonly Point[]>
  readonly forget: () => Promise<void>
  /** Takes it back: other test files share the process. */
  readonly unregister: () => Promise<void>
}

/** Registers an SDK that keeps what it gets. */
export function registerSdk(): KeepingSdk {
  const spans = new InMemorySpanExporter()
  const tracerProvider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
  })
  const measured = new InMemoryMetricExporter(AggregationTemporality.DELTA)
  const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 3_600_000 })
  const meterProvider = new MeterProvider({ readers: [reader] })
  trace.setGlobalTracerProvider(tracerProvider)
  metrics.setGlobalMeterProvider(meterProvider)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  return {
    spans: () => spans.getFinishedSpans(),
    points: async () => {
      await meterProvider.forceFlush()
      return measured
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap(({ metrics }) => metrics)
        .flatMap(({ descriptor: { name, unit }, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => ({
            name,
            unit,
            facts: attributes,
            value: typeof value === 'number' ? value : { count: value.count, sum: value.sum },
          })),
        )
    },
    forget: async () => {
      await meterProvider.forceFlush()
      spans.reset()
      measured.reset()
    },
    unregister: async () => {
      trace.disable()
      metrics.disable()
      context.disable()
      await tracerProvider.shutdown()
      await meterProvider.shutdown()
    },
  }
}
