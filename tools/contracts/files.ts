import { z } from 'zod'
import { count, exitCode, queueCount } from './parts.ts'

/** What every command prints with `--json`, whatever it was asked for, when it can't do it. */
export const ERROR = z.strictObject({
  error: z.strictObject({
    code: z
      .string()
      .describe('stable name of the kind of error: usage, configuration, warehouse-unavailable'),
    message: z.string().describe('what a person reads, with the next command to type'),
    exit_code: exitCode(),
  }),
})

/** A line of the log on stderr; what else stands in it depends on what is told. */
export const LOG_LINE = z.looseObject({
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
  time: z.iso.datetime(),
  msg: z.string(),
  run: z.string().describe('number of the run').optional(),
  listing: z.string().optional(),
  step: z.string().describe('what is done for the listing').optional(),
  code: z.string().describe('stable name of an error').optional(),
  error: z.string().optional(),
  trace_id: z
    .string()
    .regex(/^[\da-f]{32}$/)
    .describe('of OpenTelemetry')
    .optional(),
  span_id: z
    .string()
    .regex(/^[\da-f]{16}$/)
    .optional(),
})

/** `health.json` in the data folder. */
export const HEALTH = z.strictObject({
  writtenAt: z.iso.datetime(),
  jobs: z.array(
    z.strictObject({
      job: z.string(),
      outcome: z.string(),
      seconds: z.number(),
      lastEnd: z.iso.datetime(),
      lastSuccess: z.iso.datetime().nullable(),
    }),
  ),
  days: z.record(z.string(), z.int()).describe('days by state'),
  due: count('days that the next nightly run fetches'),
  quarantined: count('entries in quarantine'),
  drifted: count('keys of the pages that are not as they were known'),
  mails: z.strictObject({
    waiting: count('mails that are ready and not sent yet'),
    oldest: z.iso.datetime().nullable().describe('since when the oldest of them is ready'),
  }),
  quota: z.record(z.string(), z.number()).describe('requests that are left in the window, by bucket'),
  workers: z.strictObject({ alive: count('workers'), lotsInHand: count('lots') }),
  queues: z.array(queueCount()),
})
