import { basename } from 'node:path'
import { WARCRecord, WARCSerializer } from 'warcio'
import type { Capture, StoredCapture } from '../../model/capture.ts'
import { isoInstant } from '../../model/day.ts'
import { asFileTrouble } from '../../base/trouble.ts'
import { writeWhole } from '../../base/write-whole.ts'
import { type ArchivedCapture, parseCapture, isOwn, recordOf } from './warc-record.ts'
import { warcRecords } from './warc-records.ts'

/**
 * Writes captures to a WARC 1.1 file, each record gzip by itself, so that the raw record outlives the program. The
 * file appears under its name only when all of it is on the disk, has been read again, and holds the same captures.
 *
 * @returns how many captures it holds
 * @throws {UsageError} when the file can't be made there
 */
export async function writeWarc(
  path: string,
  captures: AsyncIterable<StoredCapture>,
  software: string,
): Promise<number> {
  const written: string[] = []
  try {
    await writeWhole(
      path,
      async (file) => {
        const info = WARCRecord.createWARCInfo(
          { filename: basename(path), warcVersion: 'WARC/1.1' },
          { software, format: 'WARC File Format 1.1' },
        )
        await file.write(await WARCSerializer.serialize(info, { gzip: true }))
        for await (const capture of captures) {
          await file.write(await WARCSerializer.serialize(recordOf(capture), { gzip: true }))
          written.push(fingerprint(capture, capture.sha256))
        }
      },
      {
        beforeRename: async (part) => {
          let place = 0
          for await (const { capture, sha256 } of readWarc(part)) {
            if (fingerprint(capture, sha256) !== written[place])
              throw new Error(`${part}, capture ${place + 1}: it is not what was written`)
            place++
          }
          if (place !== written.length)
            throw new Error(`${part} holds ${place} captures, expected ${written.length}`)
        },
      },
    )
  } catch (error) {
    throw asFileTrouble(error, path)
  }
  return written.length
}

/** All of a capture in one text, its body by the hash. */
function fingerprint(capture: Capture, sha256: string): string {
  const { listing, form, url, finalUrl, status, fetchedWith, headers, fetchedAt } = capture
  const sorted = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))
  const rest = [form, url, finalUrl, status, fetchedWith, isoInstant(fetchedAt), sorted, sha256]
  return JSON.stringify([listing.kind, listing.key, ...rest])
}

/**
 * The captures of a WARC file that Paperboy wrote, in its order; records of other programs are passed over.
 *
 * @throws {UsageError} when the file can't be read, is cut, or a body is not the one that was written
 */
export async function* readWarc(path: string): AsyncGenerator<ArchivedCapture> {
  for await (const record of warcRecords(path))
    if (isOwn(record)) yield await parseCapture(record, `${path}, record ${record.place}`)
}
