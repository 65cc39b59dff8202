import { get } from 'node:http'

/** An answer as it came over the wire, not decompressed. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  /** Whether the body came as long as the headers promised. */
  readonly complete: boolean
  readonly elapsedMs: number
}

/** Gets an address over plain http on a connection of its own, from an address of its own if need be. Rejects when no answer comes within `timeoutMs`. */
export function rawGet(
  url: string,
  headers: Record<string, string> = {},
  timeoutMs = 5000,
  localAddress?: string,
): Promise<RawAnswer> {
  const startedMs = performance.now()
  return new Promise((resolve, reject) => {
    let hasStarted = false
    const request = get(
      url,
      { headers, agent: false, ...(localAddress === undefined ? {} : { localAddress }) },
      (response) => {
        hasStarted = true
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', () => undefined)
        response.on('close', () => {
          clearTimeout(timer)
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(pieces),
            complete: response.complete,
            elapsedMs: performance.now() - startedMs,
          })
        })
      },
    )
    const timer = setTimeout(
      () => request.destroy(new Error(`rawGet: no answer in ${timeoutMs} ms`)),
      timeoutMs,
    )
    request.on('error', (error) => {
      // Once an answer has begun, its own close tells how it ended.
      if (hasStarted) return
      clearTimeout(timer)
      reject(error)
    })
  })
}
