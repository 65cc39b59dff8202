import { decodeHTMLAttribute } from 'entities'

const AMPERSAND = 0x26
const SEMICOLON = 0x3b
const FOUR_AMPERSANDS = 0x26262626

// Reused between calls, which never overlap: a fresh half megabyte per page costs more in page faults than the pass.
let scratch = new Uint8Array(1 << 20)

/**
 * Decodes an HTML attribute, every entity exactly once (`&amp;quot;` becomes `&quot;`). One pass over
 * the bytes for the few entities that the site writes (`&quot;`, `&amp;`, `&lt;`); a value with any other one goes
 * through the `entities` library.
 *
 * @param raw the attribute's raw value in the page, UTF-8, without its quotes
 */
export function decodeAttribute(raw: Uint8Array): string {
  const length = raw.length
  if (scratch.length < length) scratch = new Uint8Array(length * 2)
  const decoded = scratch
  const source = new DataView(raw.buffer, raw.byteOffset, length)
  const target = new DataView(decoded.buffer)
  let written = 0
  let at = 0
  while (at < length) {
    // Four bytes at a time while none of them is an ampersand (the classic test of a word for a zero byte).
    while (at + 4 <= length) {
      const word = source.getUint32(at)
      const zeroed = word ^ FOUR_AMPERSANDS
      if (((zeroed - 0x01010101) & ~zeroed & 0x80808080) !== 0) break
      target.setUint32(written, word)
      at += 4
      written += 4
    }
    while (at < length) {
      const byte = raw[at] as number
      if (byte === AMPERSAND) break
      decoded[written++] = byte
      at++
    }
    if (at === length) break
    const first = raw[at + 1]
    if (
      first === 0x71 &&
      raw[at + 2] === 0x75 &&
      raw[at + 3] === 0x6f &&
      raw[at + 4] === 0x74 &&
      raw[at + 5] === SEMICOLON
    ) {
      decoded[written++] = 0x22 // &quot;
      at += 6
    } else if (first === 0x61 && raw[at + 2] === 0x6d && raw[at + 3] === 0x70 && raw[at + 4] === SEMICOLON) {
      decoded[written++] = AMPERSAND // &amp;
      at += 5
    } else if (first === 0x6c && raw[at + 2] === 0x74 && raw[at + 3] === SEMICOLON) {
      decoded[written++] = 0x3c // &lt;
      at += 4
    } else {
      return decodeHTMLAttribute(Buffer.from(raw).toString('utf8'))
    }
  }
  return Buffer.from(decoded.buffer, 0, written).toString('utf8')
}
