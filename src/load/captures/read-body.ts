import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { BodyMissing, CaptureDamaged } from '../../base/errors.ts'
import type { Depots } from '../warehouse/depots.ts'

const decompress = promisify(zstdDecompress)

/** Where a body lies: in the row, or in the depot of an address. */
export interface BodyRow {
  readonly sha256: string
  /** The compressed body in base64; null where it lies in a depot. */
  readonly body: string | null
  readonly depot: string | null
}

/**
 * The compressed body of a row; null when its depot has none.
 *
 * @throws {BodiesUnavailable} when the depot can't be read now
 */
export async function packedBody(
  depots: Depots,
  { sha256, body, depot }: BodyRow,
): Promise<Uint8Array | null> {
  return depot === null ? Buffer.from(body ?? '', 'base64') : depots.at(depot).get(sha256)
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
  depots: Depots,
  { sha256, depot }: BodyRow,
  named: string,
): Promise<Uint8Array> {
  const where = depot === null ? '' : ` in ${depots.at(depot).whereIs(sha256)}`
  const cure =
    depot === null ? '' : ': put it there again from a copy, see "The body of capture" in docs/runbook.md'
  if (packed === null) throw new BodyMissing(`the body of ${named} is not there: looked for${where}${cure}`)
  let body: Uint8Array
  try {
    body = await decompress(packed)
  } catch (error) {
    throw new CaptureDamaged(`the body of ${named}${where} can't be decompressed${cure}`, { cause: error })
  }
  const found = hash('sha256', body)
  if (found === sha256) return body
  throw new CaptureDamaged(`the body of ${named}${where} has the SHA-256 ${found}, expected ${sha256}${cure}`)
}
