import { hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { BodiesUnavailable, ConfigurationError, describeError } from '../../../base/errors.ts'
import { type BodyStore, DEPOT_MARK, pathInStore } from '../../warehouse/body-stores.ts'

/** How a bucket is come by. */
export interface BucketAccess {
  /** Base address of the service; null for Amazon's in the region. */
  readonly endpoint: string | null
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** For keys that are lent for a while; null for none. */
  readonly sessionToken: string | null
}

/** How long one request may take, in milliseconds, and the rests before each further try. */
export interface BucketRetryPolicy {
  readonly deadlineMs: number
  readonly restsMs: readonly number[]
}

const RETRY_POLICY: BucketRetryPolicy = { deadlineMs: 30_000, restsMs: [300, 1500] }

const TOO_MANY_REQUESTS = 429
const NOT_FOUND = 404
const NOT_IMPLEMENTED = 501
/** What a service says to who comes second with what is to be new: it is there, or is being written. */
const NOT_NEW: ReadonlySet<number> = new Set([412, 409])

/**
 * A body store in a bucket of S3, or of a service that speaks like it. Each request is signed with the hash of its body
 * (Signature Version 4), so that the service refuses one that came damaged.
 *
 * @param address `s3://bucket/prefix`
 */
export function bucketBodyStore(
  address: string,
  access: BucketAccess,
  retryPolicy = RETRY_POLICY,
): BodyStore {
  const urlOf = (sha256: string) => objectUrl(address, access, pathInStore(sha256))
  const ask = async (
    method: string,
    url: string,
    body?: Uint8Array,
    ifNew = false,
  ): Promise<Uint8Array | null> => {
    const answer = await patiently(async () => request(method, url, access, retryPolicy, { body, ifNew }))
    if (ifNew && NOT_NEW.has(answer.status)) return null
    // Not every service knows the condition.
    if (ifNew && answer.status === NOT_IMPLEMENTED) return ask(method, url, body)
    if (answer.status === NOT_FOUND && answer.code !== 'NoSuchBucket') return null
    if (answer.status < 200 || answer.status > 299) throw refused(answer)
    return answer.body
  }

  async function patiently(work: () => Promise<Answer>): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      let trouble: string
      try {
        const answer = await work()
        const isOver = answer.status < 500 || answer.status === NOT_IMPLEMENTED
        if (isOver && answer.status !== TOO_MANY_REQUESTS) return answer
        trouble = `status ${answer.status} ${answer.code}`.trimEnd()
      } catch (error) {
        trouble =
          error instanceof Error && error.name === 'TimeoutError'
            ? `no answer within ${retryPolicy.deadlineMs / 1000} seconds`
            : describeError(error)
      }
      const restMs = retryPolicy.restsMs[tries]
      if (restMs === undefined)
        throw new BodiesUnavailable(
          `the bodies in ${named()} can't be had or stored now (${trouble}): nothing of this step was kept; see that ` +
            'the service runs, then run the same command again',
        )
      await sleep(restMs)
    }
  }

  function refused({ status, code }: Answer): ConfigurationError {
    const what = CURES[code] ?? 'check PAPERBOY_CAPTURES, AWS_ENDPOINT_URL and AWS_REGION'
    return new ConfigurationError(
      `${named()} refused a request (status ${status}${code === '' ? '' : `, ${code}`}): ${what}; see "npx paperboy config"`,
    )
  }

  function named(): string {
    return access.endpoint === null ? address : `${address} at ${access.endpoint}`
  }

  return {
    address,
    put: async (sha256, zstd) => {
      if ((await ask('PUT', urlOf(sha256), zstd)) === null)
        throw refused({ status: NOT_FOUND, code: '', body: new Uint8Array() })
    },
    get: async (sha256) => ask('GET', urlOf(sha256)),
    remove: async (sha256) => {
      await ask('DELETE', urlOf(sha256))
    },
    whereIs: urlOf,
    claim: async (warehouse) => {
      const mark = objectUrl(address, access, DEPOT_MARK)
      if ((await ask('GET', mark)) === null) await ask('PUT', mark, Buffer.from(warehouse), true)
      const marked = await ask('GET', mark)
      return { warehouse: marked === null ? warehouse : Buffer.from(marked).toString(), mark }
    },
  }
}

/** What to do about an error code of the service. */
const CURES: Readonly<Record<string, string>> = {
  NoSuchBucket: 'make the bucket, or name another one in PAPERBOY_CAPTURES',
  InvalidAccessKeyId: 'check AWS_ACCESS_KEY_ID',
  SignatureDoesNotMatch: 'check AWS_SECRET_ACCESS_KEY',
  ExpiredToken: 'take a new AWS_SESSION_TOKEN, with its key',
  InvalidToken: 'check AWS_SESSION_TOKEN',
  RequestTimeTooSkewed: "set this machine's clock",
  AuthorizationHeaderMalformed: 'check AWS_REGION',
  PermanentRedirect: 'check AWS_REGION',
  AccessDenied:
    'the key needs s3:GetObject, s3:PutObject and s3:DeleteObject on the objects, and s3:ListBucket on the bucket',
}

/**
 * The web address of an object. A service of one's own takes the bucket in the path, Amazon in the name of the host.
 *
 * @param path below the body store
 * @example objectUrl('s3://b/p', { endpoint: null, region: 'eu-west-1' }, pathInStore(hash)) // https://b.s3.eu-west-1.amazonaws.com/p/ab/cd/abcd….zst
 */
export function objectUrl(
  address: string,
  { endpoint, region }: Pick<BucketAccess, 'endpoint' | 'region'>,
  path: string,
): string {
  const [bucket = '', ...prefix] = address.slice('s3://'.length).split('/')
  const key = [...prefix, path].join('/')
  if (endpoint !== null) return `${endpoint.replace(/\/+$/, '')}/${bucket}/${key}`
  // The certificate covers one label.
  return bucket.includes('.')
    ? `https://s3.${region}.amazonaws.com/${bucket}/${key}`
    : `https://${bucket}.s3.${region}.amazonaws.com/${key}`
}

interface Answer {
  readonly status: number
  /** Error code of the service; empty for none. */
  readonly code: string
  readonly body: Uint8Array
}

async function request(
  method: string,
  address: string,
  { region, accessKeyId, secretAccessKey, sessionToken }: BucketAccess,
  { deadlineMs }: BucketRetryPolicy,
  { body, ifNew }: { readonly body: Uint8Array | undefined; readonly ifNew: boolean },
): Promise<Answer> {
  // Loaded with the first request: where all bodies are in the table, it never is.
  const { AwsV4Signer } = await import('aws4fetch')
  const signed = await new AwsV4Signer({
    method,
    url: address,
    headers: {
      'x-amz-content-sha256': hash('sha256', body ?? ''),
      ...(ifNew ? { 'if-none-match': '*' } : {}),
    },
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === null ? {} : { sessionToken }),
    service: 's3',
    region,
  }).sign()
  const response = await fetch(signed.url, {
    method,
    headers: signed.headers,
    // A redirect would need a signature of its own.
    redirect: 'manual',
    signal: AbortSignal.timeout(deadlineMs),
    ...(body ? { body: Buffer.from(body) } : {}),
  })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const code = response.ok ? '' : (/<Code>(\w+)<\/Code>/.exec(Buffer.from(bytes).toString())?.[1] ?? '')
  return { status: response.status, code, body: bytes }
}
