import { z } from 'zod'
import { count, counts, exitCode, flag, instant, number, text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * Output of its commands for programs.
 */

/** Of `doctor`. */
export const doctor = z.strictObject({
  ok: flag('True when nothing fails.'),
  exit_code: exitCode(),
  checks: z
    .array(
      z.strictObject({
        check: text('Name of the check, in one or two words.'),
        state: z.enum(['ok', 'warning', 'fails']).describe('Result of the check.'),
        found: text('Description of what is there or wrong.'),
        next: text('Command to type or setting to correct; null when all is well.').nullable(),
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
          .describe('Outcome of its last run.'),
        seconds: number('Duration of its last run.'),
        last_end: instant('End of its last run.'),
        last_success: instant('End of its last complete run; null for never.').nullable(),
      }),
    )
    .describe('Jobs that ever ran.'),
  days: counts('Days of the calendar, by their state.'),
  due: count('Days that the next nightly run would fetch.'),
  quarantined: count('Entries in quarantine.'),
  drifted: count("Differences in the pages' shape that persist."),
  quota: counts('Requests left in the current window, by bucket.'),
})

export type Health = Printed<typeof health>

/** Documents of the feature, by name. */
export const WATCH_DOCUMENTS: FeatureDocuments = {
  outputs: {
    doctor: { about: 'Requirements of a run and whether they are met', commands: ['doctor'], schema: doctor },
    health: {
      about: 'health.json in the data folder, written at the end of each run',
      commands: [],
      schema: health,
    },
  },
}
