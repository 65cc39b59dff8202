import type { ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { DeliveryFault, Encoding } from '../fault/fault.ts'
import { encodeBody, negotiateEncoding } from './encode-body.ts'
import type { Reply } from './reply.ts'

const DEFAULT_OVERSIZE_BYTES = 64 * 1024 * 1024
/** Gives what was written time to reach the client before the connection is reset. */
const RESET_PAUSE_MS = 20

/** Sends an answer in the compression that the client asks for, spoilt by a fault of delivery if one is given. */
export function sendReply(response: ServerResponse, reply: Reply, fault?: DeliveryFault): void {
  if (fault?.kind === 'hang' && fault.phase !== 'after-headers') return
  const accepted = response.req.headers['accept-encoding']
  const forced = forcedEncoding(fault)
  const isBodiless = reply.status === 304 || reply.status === 204
  const encoding = isBodiless || reply.body === '' ? 'identity' : (forced ?? negotiateEncoding(accepted))
  const plain = Buffer.from(reply.bytes ?? Buffer.from(reply.body, 'utf8'))
  const size = fault?.kind === 'oversized' ? (fault.bytes ?? DEFAULT_OVERSIZE_BYTES) : 0
  const body = encodeBody(
    size > plain.length ? Buffer.concat([plain, Buffer.alloc(size - plain.length, ' ')]) : plain,
    encoding,
  )
  response.statusCode = reply.status
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value)
  response.setHeader('vary', 'Accept-Encoding')
  const label = fault?.kind === 'mislabelled' ? fault.label : encoding === 'identity' ? null : encoding
  if (label !== null) response.setHeader('content-encoding', label)
  if (isBodiless) {
    response.end()
    return
  }
  if (fault === undefined || fault.kind === 'oversized') {
    response.setHeader('content-length', body.length)
    response.end(body)
    return
  }
  deliverBadly(response, body, fault)
}

function forcedEncoding(fault: DeliveryFault | undefined): Encoding | undefined {
  if (fault?.kind === 'truncated') return fault.encoding
  return fault?.kind === 'mislabelled' ? (fault.encoding ?? 'identity') : undefined
}

function deliverBadly(response: ServerResponse, body: Buffer, fault: DeliveryFault): void {
  switch (fault.kind) {
    case 'truncated':
    case 'mislabelled': {
      const usual = fault.kind === 'truncated' ? 0.5 : 1
      const part = body.subarray(0, Math.floor(body.length * (fault.share ?? usual)))
      response.setHeader('content-length', part.length)
      response.end(part)
      break
    }
    case 'wrong-length':
      response.setHeader('content-length', body.length + (fault.extraBytes ?? 100))
      response.write(body, () => response.socket?.end())
      break
    case 'reset':
      response.setHeader('content-length', body.length)
      response.write(body.subarray(0, fault.afterBytes ?? Math.floor(body.length / 2)), () => {
        setTimeout(() => reset(response), RESET_PAUSE_MS)
      })
      break
    case 'drip':
      response.setHeader('content-length', body.length)
      drip(response, body, fault.bytes ?? 1, fault.intervalMs ?? 1000)
      break
    case 'hang':
      response.setHeader('content-length', body.length)
      response.flushHeaders()
      break
    case 'oversized':
      break
  }
}

/** Writes piece after piece until the body or the connection ends. */
function drip(response: ServerResponse, body: Buffer, bytes: number, intervalMs: number): void {
  let offset = 0
  const timer = setInterval(() => {
    response.write(body.subarray(offset, offset + bytes))
    offset += bytes
    if (offset < body.length) return
    clearInterval(timer)
    response.end()
  }, intervalMs)
  response.once('close', () => clearInterval(timer))
}

/** Resets the connection; TLS has no reset of its own, so there the socket is only destroyed. */
function reset(response: ServerResponse): void {
  const { socket } = response
  if (socket instanceof TLSSocket) socket.destroy()
  else socket?.resetAndDestroy()
}
