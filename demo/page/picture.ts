import { crc32, deflateSync } from 'node:zlib'
import { hashHex } from '../site/hash-text.ts'

const WIDTH = 600
const HEIGHT = 324
const TILE = 27
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A PNG that stands in for a picture of the site: tiles in two colours, the same for the same name. */
export function pictureOf(name: string): Uint8Array {
  const hash = Buffer.from(hashHex(name, 32), 'hex')
  const colour = (first: number) => [0, 1, 2].map((place) => 70 + ((hash[first + place] ?? 0) % 150))
  const colours = [colour(0), colour(3)]
  const rows = Array.from({ length: HEIGHT }, (_, y) =>
    // Each row begins with its filter: none.
    Buffer.from([
      0,
      ...Array.from({ length: WIDTH }, (_pixel, x) => {
        const tile = Math.floor(x / TILE) * 12 + Math.floor(y / TILE)
        return colours[((hash[tile % hash.length] ?? 0) >> (tile % 7)) & 1] ?? []
      }).flat(),
    ]),
  )
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
