import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { bindContentFaults } from './fault/content-faults.ts'
import { SOLVED_COOKIE } from './fault/block-pages.ts'
import { createFaultBoard, isContentFault, isDeliveryFault, isReplyFault } from './fault/fault-board.ts'
import { faultReply } from './fault/fault-reply.ts'
import type { Fault } from './fault/fault.ts'
import { normalizeReplicaOptions, type ReplicaOptions } from './replica-options.ts'
import { answerApi } from './server/answer-api.ts'
import { answerPage } from './server/answer-page.ts'
import { pictureOf } from './page/picture.ts'
import {
  bucketOf,
  createQuotaCounter,
  quotaHeaders,
  RATE_LIMITED_TEXT,
  type QuotaBucket,
} from './server/quota.ts'
import { notFoundReply, pictureReply, plainReply, type Reply } from './server/reply.ts'
import { ALLOWING_ROBOTS, FORBIDDING_ROBOTS } from './server/robots.ts'
import { sendReply } from './server/send-reply.ts'
import { hashHex } from './site/hash-text.ts'

/** One request as the replica saw it. */
export interface ReplicaRequest {
  readonly method: string
  /** Path with its query. */
  readonly path: string
  /** Milliseconds since the start, or what `clockMs` said. */
  readonly at: number
  /** Status of the answer; 0 when none was sent. */
  readonly status: number
  /** The quota it was counted in; undefined = none. */
  readonly bucket: QuotaBucket | undefined
  /** The address it came from. */
  readonly address: string
  readonly headers: IncomingHttpHeaders
}

/** A running replica of the site. */
export interface Replica {
  /** Its address without a slash at the end, such as "http://127.0.0.1:41234". */
  readonly url: string
  /** All requests so far, in the order they came. */
  readonly requests: readonly ReplicaRequest[]
  now: () => Temporal.Instant
  setNow: (instant: Temporal.Instant | string) => void
  /** Adds a fault to those in force. */
  setFault: (fault: Fault) => void
  clearFaults: () => void
  /** Changes how many requests each window allows; nothing where the replica has no quota. */
  setQuota: (limits: Partial<Readonly<Record<QuotaBucket, number>>>) => void
  /** Ends the replica and every connection to it. May be called twice. */
  close: () => Promise<void>
}

/**
 * Starts a replica of the site on loopback, or on the address that is named. Throws the system's error when the port is taken.
 *
 *     const replica = await startReplica({ quota: false })
 *     await fetch(`${replica.url}/papers/date/2025-09-22`)
 *     await replica.close()
 */
export async function startReplica(options: ReplicaOptions = {}): Promise<Replica> {
  const settings = normalizeReplicaOptions(options)
  const faults = createFaultBoard()
  const quota = settings.quota === false ? undefined : createQuotaCounter(settings.quota, settings.clockMs)
  const requests: ReplicaRequest[] = []
  const sockets = new Set<Socket>()
  let { now } = settings

  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '/'
    const bucket = bucketOf(path)
    const address = request.socket.remoteAddress ?? ''
    const position = requests.length
    requests.push({
      method: request.method ?? 'GET',
      path,
      at: settings.clockMs(),
      status: 0,
      bucket,
      address,
      headers: request.headers,
    })
    const send = (reply: Reply, inForce: readonly Fault[] = []): void => {
      const delivery = inForce.find(isDeliveryFault)
      if (delivery !== undefined) faults.strike(delivery)
      sendReply(response, withEtag(reply, request, settings.etag), delivery)
      const seen = requests[position]
      if (seen !== undefined)
        requests[position] = { ...seen, status: response.headersSent ? response.statusCode : 0 }
    }
    const taken = bucket && quota?.take(bucket, { token: bearerToken(request), address })
    for (const [name, value] of Object.entries(taken ? quotaHeaders(taken.state) : {}))
      response.setHeader(name, value)
    if (taken?.allowed === false) return send(plainReply(429, RATE_LIMITED_TEXT))
    const inForce = faults.matching(path)
    const substitute = inForce.filter(isReplyFault).find((fault) => !isSolved(fault, request))
    if (substitute !== undefined) {
      faults.strike(substitute)
      const reply = faultReply(substitute, path, bucket ?? 'pages')
      return reply && send(reply, inForce)
    }
    return send(answer(request, path, inForce), inForce)
  }

  const answer = (request: IncomingMessage, path: string, inForce: readonly Fault[]): Reply => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return plainReply(405, 'Method Not Allowed\n')
    if (path === '/robots.txt') {
      return plainReply(200, settings.robots === 'allow' ? ALLOWING_ROBOTS : FORBIDDING_ROBOTS)
    }
    const url = parseUrl(path)
    const site = {
      catalog: settings.catalog,
      nowMs: now.epochMilliseconds,
      era: settings.era,
      missingDay: settings.missingDay,
      week53: settings.week53,
      faults: bindContentFaults(inForce.filter(isContentFault), faults.strike),
    }
    if (url?.pathname.startsWith('/api/')) return answerApi(site, url)
    if (url?.pathname === '/papers' || url?.pathname.startsWith('/papers/')) return answerPage(site, url)
    // The hosts of pictures have no room of their own here: what is asked of them is asked of the site.
    const [, name] =
      /^\/(?:social-thumbnails|(?:v1\/)?production)\/(.+)\.(?:png|jpe?g|gif|webp)$/.exec(
        url?.pathname ?? '',
      ) ?? []
    return name === undefined ? notFoundReply() : pictureReply(pictureOf(name))
  }

  const server = settings.tls ? createTlsServer(settings.tls, respond) : createServer(respond)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(settings.port, settings.host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let closing: Promise<void> | undefined
  return {
    url: `${settings.tls ? 'https' : 'http'}://${settings.host}:${port}`,
    requests,
    now: () => now,
    setNow: (instant) => {
      now = Temporal.Instant.from(instant)
    },
    setFault: faults.add,
    clearFaults: faults.clear,
    setQuota: (limits) => quota?.setLimits(limits),
    close: () => {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      })
      return closing
    },
  }
}

/** The address, or undefined for one that cannot be decoded. */
function parseUrl(path: string): URL | undefined {
  try {
    const url = new URL(path, 'http://replica.invalid')
    decodeURIComponent(url.pathname)
    return url
  } catch {
    return undefined
  }
}

function bearerToken({ headers }: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** Whether the client has already got through a challenge. */
function isSolved(fault: Fault, { headers }: IncomingMessage): boolean {
  return (
    fault.kind === 'waf-challenge' &&
    (fault.solvable ?? false) &&
    (headers.cookie ?? '').includes(SOLVED_COOKIE)
  )
}

/** The answer with its ETag, or 304 when the client already has it. */
function withEtag(reply: Reply, { headers }: IncomingMessage, isEnabled: boolean): Reply {
  if (!isEnabled || reply.status !== 200) return reply
  const etag = `W/"${hashHex(reply.body, 32)}"`
  const known = (headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim())
  const tagged = { ...reply, headers: { ...reply.headers, etag } }
  return known.includes(etag) ? { ...tagged, status: 304, body: '' } : tagged
}
