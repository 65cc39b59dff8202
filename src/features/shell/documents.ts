import { z } from 'zod'
import { text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * Output of its commands for programs.
 */

/** Of `completions`. */
export const completions = z.strictObject({
  shell: z.enum(['bash', 'zsh', 'fish']).describe('Shell of the script.'),
  script: text('The script.'),
})

export type CompletionsDocument = Printed<typeof completions>

/** Documents of the feature, by name. */
export const SHELL_DOCUMENTS: FeatureDocuments = {
  outputs: {
    completions: {
      about: 'A script for a shell',
      commands: ['completions'],
      schema: completions,
    },
  },
}
