import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib'
import { SiteUnreachable } from '../errors.ts'

const unzlib = promisify(inflate)
const undeflate = promisify(inflateRaw)

const DECODERS: Readonly<
  Record<string, (body: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: async (body, options) => (isZlib(body) ? unzlib : undeflate)(body, options),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
}

/** What the client asks for: every coding that it can check to the last byte. */
export const ACCEPT_ENCODING = 'zstd, br, gzip, deflate'

/**
 * Undoes the content coding of a whole body. A body that was cut is refused: common clients take a truncated gzip
 * stream for a complete one.
 *
 * @param encoding the field `content-encoding`
 * @param maxBytes the most that the decoded body may have
 * @throws {SiteUnreachable} when the body is cut, damaged or too large, or the coding unknown
 */
export async function decodeBody(
  body: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const codings = (encoding ?? '').split(',').map((coding) => coding.trim().toLowerCase())
  let decoded = body
  for (const coding of codings.toReversed()) {
    if (coding === '' || coding === 'identity') continue
    const decode = DECODERS[coding]
    if (!decode) throw new SiteUnreachable(`the body has the unknown content coding "${coding}"`)
    try {
      decoded = await decode(decoded, { maxOutputLength: maxBytes })
    } catch (error) {
      throw new SiteUnreachable(`the ${coding} body is cut or damaged (${decoded.byteLength} bytes came)`, {
        cause: error,
      })
    }
  }
  return decoded
}

/** True for what begins as RFC 1950 wants it; some senders leave that out of the coding `deflate` (RFC 9110, 8.4.1.2). */
function isZlib(body: Uint8Array): boolean {
  const [method = 0, flags = 0] = body
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0
}
