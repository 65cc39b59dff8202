import { z } from 'zod'
import { CAPTURE_FORMS } from '../model/capture.ts'
import { count, exitCode, flag, id, instant, listing, type Printed, text } from '../base/schema.ts'

/*
 * Stored responses.
 */

const capture = {
  id: id('Id, as for "captures show".'),
  listing: listing('Requested listing.'),
  form: z.enum(CAPTURE_FORMS).describe("The site's page, the JSON of its API, or a page as plain text."),
  fetched_at: instant('Time of the response.'),
  fetched_with: z.enum(['http', 'browser', 'import']).describe('Client that fetched it.'),
  status: count('HTTP status.'),
  bytes: count('Length of the body.'),
  reader: text(
    'Reader of the capture: blob, cards, api or text; null while it could not be read.',
  ).nullable(),
  era: text('Era of the parser that read it; null while it could not be read.').nullable(),
  loaded: flag('True when it was processed, with any result.'),
  url: text('The requested address.'),
  final_url: text('The address that answered, after redirects.'),
  headers: z
    .record(z.string(), z.string())
    .describe('Stored headers of the response, with names in lower case.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Hash of the body.'),
  run_id: id('Run that stored it.'),
}

/** Of `captures show`. */
export const captureShown = z.strictObject(capture)

export type CaptureShown = Printed<typeof captureShown>

/** Of `captures list`. */
export const captureList = z
  .array(z.strictObject(capture))
  .describe('Stored responses, in the order of fetching.')

export type CaptureList = Printed<typeof captureList>

/** Of `captures forget`. */
export const capturesForgotten = z.strictObject({
  run_id: id('Id of the run in the table runs; null when a person declined.').nullable(),
  exit_code: exitCode(),
  held: count('Lists that another run leases: then nothing is forgotten.'),
  forgotten: z.array(id('Id of a response.')).describe('Forgotten responses.'),
})

export type CapturesForgotten = Printed<typeof capturesForgotten>

/** Of `captures move`. */
export const capturesMoved = z.strictObject({
  to: text('Current store of bodies: "the table", a folder or a bucket.'),
  moved: count('Moved bodies.'),
  bytes: count('Their length, compressed.'),
  left: z.array(z.string()).describe('Reasons why some could not be moved.'),
  waiting: count('Bodies that are still to be moved.'),
  exit_code: exitCode(),
})

export type CapturesMoved = Printed<typeof capturesMoved>

/** Of `export`. */
export const exported = z.strictObject({
  file: text('The file, as typed.'),
  captures: count('Responses in it.'),
})

export type ExportedDocument = Printed<typeof exported>
