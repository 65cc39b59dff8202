import { z } from 'zod'
import { QUEUES } from '../../src/load/queue/queues.ts'

/** An instant as all JSON on stdout has it. */
export const instant = () =>
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    .describe('ISO 8601, UTC, milliseconds')

export const day = () =>
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .describe('UTC date')

/** An id of the database, a string since it may be larger than a double holds. */
export const id = () => z.string().regex(/^\d+$/).describe('number of a row, as a string')

export const count = (of: string) => z.int().min(0).describe(of)

export const exitCode = () => z.int().min(0).max(255).describe('what the process exits with')

export const rows = () =>
  z.record(z.string(), z.int()).describe('rows inserted, updated or taken out, by table')

export const listing = () =>
  z.string().describe('a listing as it is typed: day:2026-06-03, week:2026-W23, trending, paper:2509.24002')

export const queueName = () => z.enum(QUEUES)

export const mails = () =>
  z
    .strictObject({
      prepared: count('made and kept to be sent'),
      sent: count('taken by the server, or written to outbox/'),
      deferred: count('put off by the server, tried again later'),
      refused: count('refused for good'),
      unknown: count('of which nobody knows whether they were taken'),
      failure: z.string().nullable().describe('why the rest was not sent'),
    })
    .describe('mails by what came of them')

export const queueCount = () =>
  z.strictObject({
    queue: queueName(),
    waiting: count('lots that could be taken now'),
    resting: count('lots that rest before they are tried again'),
    in_hand: count('lots that a worker has in hand'),
    dead: count('lots that failed for good'),
    paused_since: instant().nullable(),
  })
