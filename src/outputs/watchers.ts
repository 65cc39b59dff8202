import { z } from 'zod'
import { logFields } from '../base/log-fields.ts'
import { instant, text } from '../base/schema.ts'

/*
 * Output for monitoring: log lines and the health file.
 */

/** A line on stderr when stderr is not a terminal. */
export const logLine = logFields.extend({
  level: z.enum(['debug', 'info', 'warn', 'error']).describe('Level of the message.'),
  time: instant('Time of writing, by the clock of the machine.'),
  msg: text('Message for a person.'),
})
