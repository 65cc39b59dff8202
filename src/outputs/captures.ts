import { z } from 'zod'
import { CAPTURE_FORMS } from '../model/capture.ts'
import { count, exitCode, flag, id, instant, listing, type Printed, text } from '../base/schema.ts'

/*
 * Stored responses.
 */

const capture = {
  id: id('Its number, as "captures show" takes it.'),
  listing: listing('What was asked for.'),
  form: z.enum(CAPTURE_FORMS).describe("The site's page, the JSON of its API, or a page as plain text."),
  fetched_at: instant('When the response was received.'),
  fetched_with: z.enum(['http', 'browser', 'import']).describe('How it came.'),
  status: count('Status of HTTP.'),
  bytes: count('Length of the body.'),
  reader: text('How it was read: blob, cards, api or text; null while it could not be.').nullable(),
  era: text('Whose parser read it; null while it could not be.').nullable(),
  loaded: flag('True when it was read, whatever came of it.'),
  url: text('The address that was asked for.'),
  final_url: text('The address that answered, after redirects.'),
  headers: z
    .record(z.string(), z.string())
    .describe('Headers of the response that are kept, by the names that the site gave them, in lower case.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Hash of the body.'),
  run_id: id('The run that stored it.'),
}

/** Of `captures show`. */
export const captureShown = z.strictObject(capture)

export type CaptureShown = Printed<typeof captureShown>

/** Of `captures list`. */
export const captureList = z
  .array(z.strictObject(capture))
  .describe('Stored responses, in the order in which they were fetched.')

export type CaptureList = Printed<typeof captureList>

/** Of `captures forget`. */
export const capturesForgotten = z.strictObject({
  run_id: id('Its number in the table runs; null when a person said no.').nullable(),
  exit_code: exitCode(),
  held: count('Lists that another run holds: then nothing is forgotten.'),
  forgotten: z.array(id('Its number.')).describe('Responses that are forgotten.'),
})

export type CapturesForgotten = Printed<typeof capturesForgotten>

/** Of `captures move`. */
export const capturesMoved = z.strictObject({
  to: text('Where new bodies go: "the table", a folder or a bucket.'),
  moved: count('Bodies that were moved.'),
  bytes: count('Their length, compressed.'),
  left: z.array(z.string()).describe('Why some could not be moved.'),
  waiting: count('Bodies that are not there yet.'),
  exit_code: exitCode(),
})

export type CapturesMoved = Printed<typeof capturesMoved>

/** Of `export`. */
export const exported = z.strictObject({
  file: text('The file, as it was typed.'),
  captures: count('Responses in it.'),
})

export type ExportedDocument = Printed<typeof exported>
