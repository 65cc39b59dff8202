import { type LoggerOptions, pino, stdTimeFunctions } from 'pino'
import type { JobContext } from '../../jobs/run/job-context.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { problemsOf } from './schemas.ts'

/** A logger that keeps its messages, and throws at a line that is not of its schema. */
export function keepingLogger(): {
  readonly logger: JobContext['logger']
  readonly messages: string[]
  /** Those of the level `warn`. */
  readonly warnings: string[]
} {
  const messages: string[] = []
  const warnings: string[] = []
  const write = (line: string) => {
    const document = JSON.parse(line) as { msg: string; level: string }
    const problems = problemsOf('log-line', document)
    if (problems.length > 0) throw new Error(problems.join('; '))
    messages.push(document.msg)
    if (document.level === 'warn') warnings.push(document.msg)
  }
  const options: LoggerOptions = {
    level: 'debug',
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  }
  return { logger: pino(options, { write }), messages, warnings }
}

/** A silent context for a job: the site at an address, the clock at an instant of the test's choice. */
export function jobContext(warehouse: Warehouse, site: string, now: () => Temporal.Instant): JobContext {
  return {
    config: { site, token: null, quotaIdentity: null, contact: 'test', browser: null },
    home: null,
    warehouse,
    clock: { now },
    logger: pino({ level: 'silent' }),
    progress: { start: () => undefined, advance: () => undefined, stop: () => undefined },
    retryPolicy: { passes: 3, restMs: 20 },
    signal: new AbortController().signal,
  }
}
