import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SignatureV4 } from '@smithy/signature-v4'
import { startFauxqs } from 'fauxqs'

/** How the service behaves: as it should, takes no connection, does what it is told with bodies and
 * never says so, or says 503. */
export type Mood = 'well' | 'down' | 'silent' | 'busy'

/** An S3 service on loopback, with one bucket. */
export interface S3 {
  /** The variables of the environment that lead to it. */
  readonly env: Readonly<Record<string, string>>
  readonly endpoint: string
  /** What was asked, as `PUT /bucket/...`, signed well. */
  readonly asked: string[]
  readonly setMood: (mood: Mood) => void
  /** Waits until a body has been stored from now on. */
  readonly stored: () => Promise<void>
  /** Names of all objects. */
  readonly keys: () => Promise<string[]>
  /** Puts an object there, behind the back of who uses it; null takes it away. */
  readonly tamper: (key: string, bytes: Uint8Array | null) => Promise<void>
  readonly stop: () => Promise<void>
}

export const BUCKET = 'papers'
const KEY = 'AKTEST'
const SECRET = 'a/secret+of/the+tests'

/**
 * Starts it. The stand-in for the service checks no key, so a door stands before it that does: with the signer of
 * Amazon's own library, which is none that Paperboy uses.
 */
export async function startS3(): Promise<S3> {
  const service = await startFauxqs({ port: 0, logger: false })
  service.createBucket(BUCKET)
  const asked: string[] = []
  const waiting: (() => void)[] = []
  let mood: Mood = 'well'
  const door = createServer((incoming, outgoing) => {
    if (mood === 'down') incoming.socket.destroy()
    else if (mood === 'busy') outgoing.writeHead(503).end('<Error><Code>SlowDown</Code></Error>')
    else void through(incoming, outgoing)
  })
  const through = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await buffer(incoming)
    const code = await refusalOf(incoming, body)
    if (code !== null) {
      outgoing.writeHead(403).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)
      return
    }
    asked.push(`${incoming.method} ${incoming.url}`)
    const { method, url: path, headers } = incoming
    const isBody = path?.endsWith('.zst') === true
    const onward = request({ host: '127.0.0.1', port: service.port, method, path, headers }, (answer) => {
      if (method === 'PUT' && isBody) for (const tell of waiting.splice(0)) tell()
      if (mood === 'silent' && isBody) return
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    onward.end(body)
  }
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  return {
    endpoint,
    env: {
      PAPERBOY_CAPTURES: `s3://${BUCKET}/bodies`,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: KEY,
      AWS_SECRET_ACCESS_KEY: SECRET,
    },
    asked,
    setMood: (next) => {
      mood = next
    },
    stored: async () => new Promise((resolve) => waiting.push(resolve)),
    keys: async () => {
      const list = await (await fetch(`${service.address}/${BUCKET}?list-type=2`)).text()
      return [...list.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => key)
    },
    tamper: async (key, bytes) => {
      const url = `${service.address}/${BUCKET}/${key}`
      await (bytes === null
        ? fetch(url, { method: 'DELETE' })
        : fetch(url, { method: 'PUT', body: Buffer.from(bytes) }))
    },
    stop: async () => {
      door.closeAllConnections()
      door.close()
      await service.stop()
    },
  }
}

/** What the service would say of a request that is not signed as it should be; null for one that is. */
async function refusalOf({ method, url, headers }: IncomingMessage, body: Buffer): Promise<string | null> {
  const [, key, region, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=(.+)\/\d{8}\/(.+)\/s3\/aws4_request, SignedHeaders=(.+), Signature=(.+)$/.exec(
      headers.authorization ?? '',
    ) ?? []
  if (key !== KEY) return 'InvalidAccessKeyId'
  if (headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex'))
    return 'XAmzContentSHA256Mismatch'
  const signed = new Set(names?.split(';'))
  const signer = new SignatureV4({
    service: 's3',
    region: region ?? '',
    credentials: { accessKeyId: KEY, secretAccessKey: SECRET },
    sha256: Sha256,
    uriEscapePath: false,
  })
  const at = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'] ?? ''))
  const [, year, month, day, hour, minute, second] = at ?? []
  const { headers: expected } = await signer.sign(
    {
      method: method ?? '',
      protocol: 'http:',
      hostname: headers.host?.split(':')[0] ?? '',
      path: url ?? '',
      query: {},
      headers: Object.fromEntries([...signed].map((name) => [name, String(headers[name])])),
    },
    {
      signingDate: new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`),
      signableHeaders: signed,
    },
  )
  return expected['authorization']?.endsWith(`Signature=${signature}`) ? null : 'SignatureDoesNotMatch'
}

/** SHA-256 as the signer takes it. */
class Sha256 {
  readonly #hash

  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer)
  }

  update(bytes: string | Uint8Array): void {
    this.#hash.update(bytes)
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {
    throw new Error('not asked for')
  }
}
