import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Encoding } from '../fault/fault.ts'

const PREFERENCE = ['br', 'zstd', 'gzip', 'deflate'] as const

/** The compression that suits an Accept-Encoding header best; none when the header is absent. RFC 9110, 12.5.3. */
export function negotiateEncoding(acceptEncoding: string | undefined): Encoding {
  const weights = new Map<string, number>()
  for (const choice of (acceptEncoding ?? '').toLowerCase().split(',')) {
    const [name = '', weight] = choice.split(';')
    const quality = /q=([\d.]+)/.exec(weight ?? '')?.[1]
    weights.set(name.trim(), quality === undefined ? 1 : Number(quality))
  }
  const weightOf = (encoding: string): number => weights.get(encoding) ?? weights.get('*') ?? 0
  const best = PREFERENCE.reduce((one, other) => (weightOf(other) > weightOf(one) ? other : one))
  return weightOf(best) > 0 ? best : 'identity'
}

/** The body in a compression. */
export function encodeBody(body: Buffer, encoding: Encoding): Buffer {
  switch (encoding) {
    case 'br':
      return brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
    case 'gzip':
      return gzipSync(body, { level: 6 })
    case 'deflate':
      return deflateSync(body)
    case 'zstd':
      return zstdCompressSync(body)
    case 'identity':
      break
  }
  return body
}
