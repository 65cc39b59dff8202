import { type DestinationStream, destination, pino } from 'pino'
import { createRequire } from 'node:module'
import type pinoPretty from 'pino-pretty'
import type { LogFields } from './log-fields.ts'
import { traceIds } from './telemetry.ts'

/** Writes a log line: a message, and its fields for programs. */
export interface Logger extends Record<'debug' | 'info' | 'warn' | 'error', LogLine> {}

interface LogLine {
  (fields: LogFields, message: string): void
  (message: string): void
}

/** Options of a logger. */
export interface LoggerOptions {
  readonly level: string
  /** True for a person at a terminal; false for one JSON object per line. */
  readonly terminal: boolean
}

const STDERR = 2

/**
 * Creates a logger on stderr. Inside a span its lines carry the ids of the trace. Values of `token`, `password`, `databaseUrl`
 * and of the header `authorization` are never shown.
 */
export function createLogger({ level, terminal }: LoggerOptions): Logger {
  const stream: DestinationStream = terminal
    ? (createRequire(import.meta.url)('pino-pretty') as typeof pinoPretty)({
        destination: STDERR,
        sync: true,
        ignore: 'pid,hostname',
        translateTime: 'HH:MM:ss',
        colorize: true,
      })
    : destination({ dest: STDERR, sync: true })
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: traceIds,
      redact: {
        paths: ['token', 'password', 'databaseUrl', 'directDatabaseUrl', '*.authorization', 'authorization'],
        censor: '***',
      },
    },
    stream,
  )
}
