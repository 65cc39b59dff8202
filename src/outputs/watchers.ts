import { z } from 'zod'
import { logFields } from '../base/log-fields.ts'
import { instant, text } from '../base/schema.ts'

/*
 * What is written for those who watch: log lines and the health file.
 */

/** A line on stderr where stderr is no terminal. */
export const logLine = logFields.extend({
  level: z.enum(['debug', 'info', 'warn', 'error']).describe('How much it matters.'),
  time: instant('When it was written, by the clock of the machine.'),
  msg: text('What happened, for a person.'),
})
