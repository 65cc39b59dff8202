import type { BigIntStats } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Context } from 'hono'
import { getMimeType } from 'hono/utils/mime'

/**
 * Answers with a file, whole or a range of it (RFC 9110, 14): never with a range of another file than the one that the
 * client has the rest of, also while a new one is put in its place. Several ranges at once are answered with the whole.
 *
 * @returns null where there is no such file
 */
export async function sendFile(c: Context, path: string): Promise<Response | null> {
  const file = await open(path).catch(() => null)
  if (file === null) return null
  let isStreamed = false
  try {
    // Of the open file: by its path there may be another one a moment later.
    const stats = await file.stat({ bigint: true })
    if (!stats.isFile()) return null
    const size = Number(stats.size)
    const etag = etagOf(stats)
    const modified = new Date(Number(stats.mtimeMs)).toUTCString()
    c.header('ETag', etag)
    if (isKnown(c.req.header('If-None-Match'), etag)) return c.body(null, 304)
    c.header('Last-Modified', modified)
    c.header('Accept-Ranges', 'bytes')
    c.header('Content-Type', getMimeType(path) ?? 'application/octet-stream')
    const condition = c.req.header('If-Range')
    const isSame = condition === undefined || condition === etag || condition === modified
    const range = c.req.method === 'GET' && isSame ? rangeOf(c.req.header('Range'), size) : null
    if (range !== null && range.start > range.end) {
      c.header('Content-Range', `bytes */${size}`)
      return c.body(null, 416)
    }
    const { start, end } = range ?? { start: 0, end: size - 1 }
    c.header('Content-Length', String(end - start + 1))
    if (range !== null) c.header('Content-Range', `bytes ${start}-${end}/${size}`)
    if (c.req.method === 'HEAD' || size === 0) return c.body(null, 200)
    isStreamed = true
    const bytes = Readable.toWeb(file.createReadStream({ start, end })) as ReadableStream<Uint8Array>
    return c.body(bytes, range === null ? 200 : 206)
  } finally {
    if (!isStreamed) await file.close()
  }
}

/** A file that is replaced is another one, or has another time; one that is taken over as it is keeps both. */
function etagOf({ ino, mtimeNs, size }: BigIntStats): string {
  return `"${[ino, mtimeNs, size].map((number) => number.toString(36)).join('-')}"`
}

function isKnown(condition: string | undefined, etag: string): boolean {
  return (
    condition === '*' ||
    (condition?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag) ?? false)
  )
}

/** The one range that is asked for; null for none. What begins behind the end of the file ends before it begins. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return null
  if (first === '') return { start: Math.max(size - Number(last), 0), end: size - 1 }
  if (last !== '' && Number(last) < Number(first)) return null
  return { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
