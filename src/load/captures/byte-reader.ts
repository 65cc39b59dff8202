const LINE_FEED = 10

/** Reads from chunks of bytes by lines and by counts, holding no more than was asked for. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array()
  /** How much of the chunk was read. */
  #at = 0
  /** How many bytes were read so far. */
  offset = 0

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** What comes next, at most so many bytes; null at the end. */
  async some(most = Infinity): Promise<Uint8Array | null> {
    while (this.#at === this.#chunk.byteLength) {
      const next = await this.#chunks.next()
      if (next.done) return null
      this.#chunk = next.value
      this.#at = 0
    }
    const bytes = this.#chunk.subarray(this.#at, Math.min(this.#at + most, this.#chunk.byteLength))
    this.#move(bytes.byteLength)
    return bytes
  }

  /** Puts back the last so many bytes of what `some` gave last. */
  unread(count: number): void {
    this.#move(-count)
  }

  #move(by: number): void {
    this.#at += by
    this.offset += by
  }

  /** So many bytes; fewer only at the end. */
  async take(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    for (let left = count; left > 0;) {
      const part = await this.some(left)
      if (part === null) break
      parts.push(part)
      left -= part.byteLength
    }
    return Buffer.concat(parts)
  }

  /** Passes over so many bytes; says how many there were. */
  async skip(count: number): Promise<number> {
    let left = count
    while (left > 0) {
      const part = await this.some(left)
      if (part === null) break
      left -= part.byteLength
    }
    return count - left
  }

  /** All up to a byte and with it, at most so many; without that byte at the end or where there were too many. */
  async upTo(last: number, most: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    for (let left = most; left > 0;) {
      const part = await this.some(left)
      if (part === null) break
      const at = part.indexOf(last)
      parts.push(at < 0 ? part : part.subarray(0, at + 1))
      left -= part.byteLength
      if (at < 0) continue
      this.unread(part.byteLength - at - 1)
      break
    }
    return Buffer.concat(parts)
  }

  /** A line with its end. */
  async line(most: number): Promise<Uint8Array> {
    return this.upTo(LINE_FEED, most)
  }
}
