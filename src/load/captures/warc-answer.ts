const LINE_FEED = 10

/** An HTTP answer as a record holds it. */
export interface ArchivedAnswer {
  readonly status: number
  /** By their names in lower case; several of one name are joined by commas. */
  readonly headers: ReadonlyMap<string, string>
  /** Without the transfer coding; a content coding is still on it. */
  readonly body: Uint8Array
  /** False where less came than was announced. */
  readonly isWhole: boolean
}

/**
 * Takes the content of a record apart. What does not begin with a status line is all body, as some writers archive what
 * came without HTTP; and what is no header field after the status line begins the body.
 */
export function archivedAnswer(block: Uint8Array): ArchivedAnswer {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength)
  const status = /^HTTP\/\d+(?:\.\d+)? +(\d{3})/.exec(bytes.toString('latin1', 0, 40))?.[1]
  if (status === undefined) return { status: 200, headers: new Map(), body: block, isWhole: true }
  const headers = new Map<string, string>()
  let name = ''
  let at = nextLine(bytes, 0)
  for (;;) {
    const end = nextLine(bytes, at)
    const line = bytes.toString('latin1', at, end)
    const [, key, value = ''] = /^([\w!#$%&'*+.^`|~-]+)[ \t]*:(.*)/.exec(line) ?? []
    if (key !== undefined) {
      name = key.toLowerCase()
      headers.set(name, [headers.get(name) ?? [], value.trim()].flat().join(', '))
    } else if (name !== '' && /^[ \t]+\S/.test(line))
      headers.set(name, `${headers.get(name) ?? ''} ${line.trim()}`)
    else {
      if (line.trim() === '') at = end
      break
    }
    at = end
  }
  const body = bytes.subarray(at)
  if (/\bchunked\b/i.test(headers.get('transfer-encoding') ?? '')) {
    const joined = withoutChunks(body)
    return { status: Number(status), headers, ...joined }
  }
  const announced = /^\d+$/.exec(headers.get('content-length') ?? '')?.[0]
  const isWhole = announced === undefined || body.byteLength >= Number(announced)
  return { status: Number(status), headers, body, isWhole }
}

/** Where the line behind the one at a place begins. */
function nextLine(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(LINE_FEED, at)
  return end < 0 ? bytes.byteLength : end + 1
}

/** Undoes the chunked transfer coding (RFC 9112, section 7.1). Some writers undo it, and leave its header field. */
function withoutChunks(body: Buffer): Pick<ArchivedAnswer, 'body' | 'isWhole'> {
  const chunks: Buffer[] = []
  for (let at = 0; ;) {
    const start = nextLine(body, at)
    const size = /^([\da-f]{1,8})[ \t]*(?:;.*)?\r?\n$/i.exec(body.toString('latin1', at, start))?.[1]
    if (size === undefined)
      return at === 0 ? { body, isWhole: true } : { body: Buffer.concat(chunks), isWhole: false }
    const end = start + Number.parseInt(size, 16)
    if (end === start) return { body: Buffer.concat(chunks), isWhole: true }
    if (end > body.byteLength) return { body: Buffer.concat(chunks), isWhole: false }
    chunks.push(body.subarray(start, end))
    at = nextLine(body, end)
  }
}
