import { z } from 'zod'
import { text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * What its commands print for programs.
 */

/** Of `completions`. */
export const completions = z.strictObject({
  shell: z.enum(['bash', 'zsh', 'fish']).describe('Whose words the script is in.'),
  script: text('The script.'),
})

export type CompletionsDocument = Printed<typeof completions>

/** Its documents by their names. */
export const SHELL_DOCUMENTS: FeatureDocuments = {
  outputs: {
    completions: {
      about: 'A script for a shell',
      commands: ['completions'],
      schema: completions,
    },
  },
}
