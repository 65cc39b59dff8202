/*
 * Registers an OpenTelemetry SDK that sends spans and measures to a collector by OTLP:
 *
 *   NODE_OPTIONS="--import ./otel.mjs" npx paperboy nightly
 *
 * OTEL_EXPORTER_OTLP_ENDPOINT names the collector (default http://localhost:4318), OTEL_SERVICE_NAME the service, as
 * the packages have it. docs/telemetry.md says what to install.
 */
import { context, diag, DiagConsoleLogger, DiagLogLevel, metrics, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

// A collector that does not answer is told on stderr.
diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.ERROR)

const resource = defaultResource()
  .merge(resourceFromAttributes({ 'service.name': 'paperboy' }))
  .merge(detectResources({ detectors: [envDetector] }))

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
trace.setGlobalTracerProvider(
  new TracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  }),
)
metrics.setGlobalMeterProvider(
  new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
  }),
)
