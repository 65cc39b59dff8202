import { z } from 'zod'
import { count, counts, exitCode, flag, instant, number, text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * What its commands print for programs.
 */

/** Of `doctor`. */
export const doctor = z.strictObject({
  ok: flag('True when nothing fails.'),
  exit_code: exitCode(),
  checks: z
    .array(
      z.strictObject({
        check: text('What was looked at, in one or two words.'),
        state: z.enum(['ok', 'warning', 'fails']).describe('How it is.'),
        found: text('What is there, or what is wrong.'),
        next: text('What to type or to correct; null where all is well.').nullable(),
      }),
    )
    .describe('All checks, in their order.'),
})

export type DoctorDocument = Printed<typeof doctor>

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
  quota: counts('Requests left in the window under way, by bucket.'),
})

export type Health = Printed<typeof health>

/** Its documents by their names. */
export const WATCH_DOCUMENTS: FeatureDocuments = {
  outputs: {
    doctor: { about: 'What a run needs and whether it is there', commands: ['doctor'], schema: doctor },
    health: {
      about: 'health.json in the data folder, written at the end of each run',
      commands: [],
      schema: health,
    },
  },
}
