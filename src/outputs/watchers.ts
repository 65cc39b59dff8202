import { z } from 'zod'
import { QUEUES } from '../features/workers/queue/queues.ts'
import { count, counts, day, instant, listing, number, type Printed, text } from './parts.ts'
import { mailsWaiting, queueRows } from './standing.ts'

/*
 * What is written for those who watch: log lines and the health file.
 */

/** What a log line may tell beside its message. */
const fields = z.strictObject({
  step: text('What is done: plan, fetch, capture, load, loaded, close.').optional(),
  run: text('Number of the run.').optional(),
  worker: text('Number of the worker.').optional(),
  listing: listing('The listing that it is about.').optional(),
  capture_id: text('Number of the capture.').optional(),
  code: text('Code of an error, as in error.schema.json.').optional(),
  error: text('An error in words.').optional(),
  reason: text('Why.').optional(),
  why: text('Why a listing is due.').optional(),
  holder: text('The run that holds it.').optional(),
  era: text('Whose parser read it.').optional(),
  parser: count('Version of the parser.').optional(),
  refusal: text('What an answer without a list was.').optional(),
  found: text('The listing that the site gave instead.').optional(),
  entries: count('Entries of a list.').optional(),
  rejected: count('Of these, those in quarantine.').optional(),
  position: count('Place of an entry on its page, from 1.').optional(),
  path: text('Where in an entry, or a file.').optional(),
  change: text('How a key of the pages changed.').optional(),
  example: text('A value of it.').nullable().optional(),
  count: count('Entries that it is so in.').optional(),
  ended_on: day('First day whose list is as known again.').optional(),
  only_on_page: z.array(z.string()).describe('Papers that the API has not.').optional(),
  only_in_api: z.array(z.string()).describe('Papers that the page has not.').optional(),
  other_votes: z.array(z.unknown()).describe('Papers whose votes differ.').optional(),
  papers: z.array(z.string()).describe('Papers.').optional(),
  errors: count('Errors in a row.').optional(),
  lists: count('Listings.').optional(),
  due: z.union([z.number(), z.string()]).describe('How many are due; of a schedule the instant.').optional(),
  most: count('The most that may be read.').optional(),
  max_requests: count('The most requests.').optional(),
  failed: count('Days that are failed.').optional(),
  drift: count('Days whose page is changed.').optional(),
  waiting: count('How many wait.').optional(),
  captures: count('Stored responses.').optional(),
  bodies: count('Bodies of responses.').optional(),
  bytes: count('Bytes.').optional(),
  removed: count('Bodies that were removed.').optional(),
  line: count('Number of a line of a file.').optional(),
  status: count('Status of HTTP.').optional(),
  schedule: text('The schedule.').optional(),
  queue: z.enum(QUEUES).describe('The queue.').optional(),
  queues: z.array(z.enum(QUEUES)).describe('The queues that a worker takes lots from.').optional(),
  concurrency: count('Lots in hand at once.').optional(),
  lot: text('Id of the lot.').optional(),
  lots: count('Lots.').optional(),
  folder: text('A folder.').optional(),
  files: count('Files in it.').optional(),
  changed: count('Of these, new ones.').optional(),
  message_id: text('The mail.').optional(),
  state: text('What became of the mail.').optional(),
  err: z.record(z.string(), z.unknown()).describe('An error with its stack.').optional(),
  trace_id: text('Of OpenTelemetry: the trace.').optional(),
  span_id: text('Of OpenTelemetry: the span.').optional(),
  trace_flags: text('Of OpenTelemetry: whether it is sampled.').optional(),
})

/** What the code may give to a log line beside its message. */
export type LogFields = Omit<Printed<typeof fields>, 'err'> & { readonly err?: unknown }

/** A line on stderr where stderr is no terminal. */
export const logLine = fields.extend({
  level: z.enum(['debug', 'info', 'warn', 'error']).describe('How much it matters.'),
  time: instant('When it was written, by the clock of the machine.'),
  msg: text('What happened, for a person.'),
})

/** `health.json` in the data folder. */
export const health = z.strictObject({
  written_at: instant('By the clock in force.'),
  jobs: z
    .array(
      z.strictObject({
        job: text('The job, such as nightly.'),
        outcome: z
          .enum(['done', 'partial', 'failed', 'interrupted', 'lost'])
          .describe('How its last run ended.'),
        seconds: number('How long its last run took.'),
        last_end: instant('When its last run ended.'),
        last_success: instant('When a run of it was last done in full; null for never.').nullable(),
      }),
    )
    .describe('Jobs that ever ran.'),
  days: counts('Days of the calendar, by their state.'),
  due: count('Days that the next nightly run would fetch.'),
  quarantined: count('Entries in quarantine.'),
  drifted: count("Differences in the pages' shape that last."),
  mails: mailsWaiting(),
  quota: counts('Requests left in the window under way, by bucket.'),
  workers: z
    .strictObject({ alive: count('Workers that live.'), lots_in_hand: count('Lots that they have in hand.') })
    .describe('Who works on lots.'),
  queues: queueRows(),
})

export type Health = Printed<typeof health>
