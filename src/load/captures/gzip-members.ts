import { crc32, createInflateRaw } from 'node:zlib'
import type { ByteReader } from './byte-reader.ts'

const HEADER_BYTES = 10
const TRAILER_BYTES = 8
const DEFLATE = 8
/** Flags of RFC 1952, section 2.3.1. */
const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const
const LONGEST_TEXT = 65_536

/** What gzip files begin with. */
export const GZIP_MAGIC = [0x1f, 0x8b] as const

/** A gzip file that is cut or damaged. */
export class GzipBroken extends Error {}

/** Where in the packed file the member begins that is being unpacked. */
export interface MemberPlace {
  at: number
}

/**
 * Unpacks the members of a gzip file (RFC 1952) one after another. Node's own stream does not say where one ends, and
 * drops what it had unpacked when a later one is cut.
 *
 * @param place is kept up to date
 * @throws {GzipBroken} when a member is cut or damaged, after all that could be unpacked
 */
export async function* gzipMembers(packed: ByteReader, place: MemberPlace): AsyncGenerator<Uint8Array> {
  for (;;) {
    const first = await packed.some(1)
    if (first === null) return
    packed.unread(1)
    place.at = packed.offset
    await passHeader(packed)
    let sum = 0
    let bytes = 0
    for await (const part of inflated(packed)) {
      sum = crc32(part, sum)
      bytes += part.byteLength
      yield part
    }
    const trailer = Buffer.from(await packed.take(TRAILER_BYTES))
    if (trailer.byteLength < TRAILER_BYTES)
      throw new GzipBroken('its gzip checksum is cut: expected 8 bytes behind the packed content')
    if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== bytes % 2 ** 32)
      throw new GzipBroken('its gzip checksum is not that of its content')
  }
}

async function passHeader(packed: ByteReader): Promise<void> {
  const broken = () => new GzipBroken('expected a whole gzip header (RFC 1952)')
  const [id1, id2, method, flags = 0, ...rest] = await packed.take(HEADER_BYTES)
  if (id1 !== GZIP_MAGIC[0] || (id2 ?? GZIP_MAGIC[1]) !== GZIP_MAGIC[1] || (method ?? DEFLATE) !== DEFLATE)
    throw broken()
  if (rest.length < HEADER_BYTES - 4) throw broken()
  if ((flags & FLAGS.extra) !== 0) {
    const [low = 0, high] = await packed.take(2)
    if (high === undefined || (await packed.skip(low + high * 256)) < low + high * 256) throw broken()
  }
  for (const flag of [FLAGS.name, FLAGS.comment])
    if ((flags & flag) !== 0 && (await packed.upTo(0, LONGEST_TEXT)).at(-1) !== 0) throw broken()
  if ((flags & FLAGS.headerCrc) !== 0 && (await packed.skip(2)) < 2) throw broken()
}

/** A page takes five ways to another thread and back in such pieces, 40 in those of 16 kB that Node takes unless told; larger ones cost an archive of many small members more. */
const UNPACKED_AT_ONCE = 131_072

/** Unpacks one deflate stream, and leaves what follows it. */
async function* inflated(packed: ByteReader): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: UNPACKED_AT_ONCE })
  let parts: Uint8Array[] = []
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const { promise: failed, reject } = Promise.withResolvers<never>()
  // Nobody may be waiting when it fails.
  failed.catch(() => undefined)
  inflate
    .on('data', (part: Uint8Array) => parts.push(part))
    .on('end', resolve)
    .on('error', reject)
  try {
    while (!inflate.readableEnded) {
      const chunk = await packed.some()
      if (chunk === null) throw new GzipBroken('its packed content is cut')
      const before = inflate.bytesWritten
      // A stream that has ended within the chunk never calls back.
      const written = new Promise<void>((done) => {
        inflate.write(chunk, (error) => (error ? reject(error) : done()))
      })
      await Promise.race([written, ended, failed])
      packed.unread(chunk.byteLength - (inflate.bytesWritten - before))
      yield* parts
      parts = []
    }
  } catch (error) {
    if (error instanceof GzipBroken) throw error
    yield* parts
    throw new GzipBroken('its packed content is damaged', { cause: error })
  } finally {
    inflate.destroy()
  }
}
