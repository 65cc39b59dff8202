import type { Capture } from '../model/capture.ts'
import type { Source } from './era.ts'
import { type PageBlob, pageBlob } from './page-blob.ts'
import { type ApiBody, parseApiBody } from './parse-api-body.ts'

/** Creates the views of a capture, each on first use. */
export function sourceOf({ listing, form, body }: Pick<Capture, 'listing' | 'form' | 'body'>): Source {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const blobs = new Map<string, PageBlob>()
  let text: string | undefined
  let api: ApiBody | undefined
  return {
    listing,
    form,
    blob: (target) => {
      const blob = blobs.get(target) ?? pageBlob(bytes, target)
      blobs.set(target, blob)
      return blob
    },
    text: () => (text ??= bytes.toString('utf8')),
    api: () => (api ??= parseApiBody(bytes.toString('utf8'))),
  }
}
