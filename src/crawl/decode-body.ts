import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib'
import { SiteUnreachable } from '../base/errors.ts'
import { AT_ONCE } from '../base/decoded-at-once.ts'

const unzlib = promisify(inflate)
const undeflate = promisify(inflateRaw)

const DECODERS: Readonly<
  Record<
    string,
    (body: Uint8Array, options: { maxOutputLength: number; chunkSize: number }) => Promise<Buffer>
  >
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: async (body, options) => (isZlib(body) ? unzlib : undeflate)(body, options),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
}

/** Accepted codings: all that the client can verify to the last byte. */
export const ACCEPT_ENCODING = 'zstd, br, gzip, deflate'

/** Names of the identity coding: `none` is not registered, but sent anyway. */
const NO_CODING: ReadonlySet<string> = new Set(['', 'identity', 'none'])

/** Magic bytes of compressed bodies; no page, JSON or robots.txt starts with them. */
const MAGIC = { gzip: [0x1f, 0x8b, 0x08], zstd: [0x28, 0xb5, 0x2f, 0xfd] } as const

/**
 * Decodes a whole body. A truncated body is refused: common clients accept a truncated gzip
 * stream as complete. Text with an unknown coding is accepted as it is, as browsers do; a body that is
 * still compressed, since the field lacks a coding, is decompressed.
 *
 * @param encoding the field `content-encoding`
 * @param maxBytes maximum size of the decoded body
 * @throws {SiteUnreachable} when the body is truncated, damaged or too large, or neither text nor of a known coding
 */
export async function decodeBody(
  body: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const codings = (encoding ?? '').split(',').map((coding) => coding.trim().toLowerCase())
  let decoded = body
  for (const coding of codings.toReversed()) {
    if (NO_CODING.has(coding)) continue
    if (DECODERS[coding]) decoded = await decode(decoded, coding, maxBytes)
    else if (!isUtf8(decoded) && unnamedCoding(decoded) === null)
      throw new SiteUnreachable(`the body has the unknown content coding "${coding}"`)
  }
  const unnamed = unnamedCoding(decoded)
  return unnamed === null ? decoded : decode(decoded, unnamed, maxBytes)
}

async function decode(body: Uint8Array, coding: string, maxOutputLength: number): Promise<Uint8Array> {
  try {
    return (await DECODERS[coding]?.(body, { maxOutputLength, chunkSize: AT_ONCE })) ?? body
  } catch (error) {
    throw new SiteUnreachable(`the ${coding} body is truncated or damaged (${body.byteLength} bytes came)`, {
      cause: error,
    })
  }
}

/** Detects the coding of a body by its first bytes. */
function unnamedCoding(body: Uint8Array): keyof typeof MAGIC | null {
  const begins = (magic: readonly number[]) => magic.every((byte, index) => body[index] === byte)
  return begins(MAGIC.gzip) ? 'gzip' : begins(MAGIC.zstd) ? 'zstd' : null
}

/** True for the header of RFC 1950, which some senders omit from the coding `deflate` (RFC 9110, 8.4.1.2). */
function isZlib(body: Uint8Array): boolean {
  const [method = 0, flags = 0] = body
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0
}
