import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { AT_ONCE } from '../../base/decoded-at-once.ts'
import { BodyMissing, CaptureDamaged } from '../../base/errors.ts'
import type { BodyStores } from '../warehouse/body-stores.ts'

const decompress = promisify(zstdDecompress)

/** Where a body lies: in the row, or in the body store of an address. */
export interface BodyRow {
  readonly sha256: string
  /** The compressed body in base64; null where it lies in a body store. */
  readonly body: string | null
  readonly bodyStore: string | null
}

/**
 * The compressed body of a row; null when its body store has none.
 *
 * @throws {BodiesUnavailable} when the body store can't be read now
 */
export async function packedBody(
  bodyStores: BodyStores,
  { sha256, body, bodyStore }: BodyRow,
): Promise<Uint8Array | null> {
  return bodyStore === null ? Buffer.from(body ?? '', 'base64') : bodyStores.at(bodyStore).get(sha256)
}

/**
 * Decompresses a body and compares it with the hash under which it was stored.
 *
 * @param named whose body it is, such as `capture 12`
 * @throws {BodyMissing} when it is null
 * @throws {CaptureDamaged} when it is not what was stored
 */
export async function unpackBody(
  packed: Uint8Array | null,
  bodyStores: BodyStores,
  { sha256, bodyStore }: BodyRow,
  named: string,
): Promise<Uint8Array> {
  const where = bodyStore === null ? '' : ` in ${bodyStores.at(bodyStore).whereIs(sha256)}`
  const cure =
    bodyStore === null ? '' : ': put it there again from a copy, see "The body of capture" in docs/runbook.md'
  if (packed === null) throw new BodyMissing(`the body of ${named} is not there: looked for${where}${cure}`)
  let body: Uint8Array
  try {
    body = await decompress(packed, { chunkSize: AT_ONCE })
  } catch (error) {
    throw new CaptureDamaged(`the body of ${named}${where} can't be decompressed${cure}`, { cause: error })
  }
  const found = hash('sha256', body)
  if (found === sha256) return body
  throw new CaptureDamaged(`the body of ${named}${where} has the SHA-256 ${found}, expected ${sha256}${cure}`)
}
