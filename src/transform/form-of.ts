import type { CaptureForm } from '../model/capture.ts'
import { RECORD_SEPARATOR } from './parse-api-body.ts'

/** Detects the form of a saved response from its first characters: markup, JSON, or else plain text. */
export function formOf(body: Uint8Array): CaptureForm {
  const start = Buffer.from(body.subarray(0, 200))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (start.startsWith('<')) return 'page'
  return ['[', '{', RECORD_SEPARATOR].some((first) => start.startsWith(first)) ? 'api' : 'text'
}
