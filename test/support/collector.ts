import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that a collector got. */
export interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

/** An HTTP server that keeps JSON that it is sent. */
export interface Collector extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
}

/**
 * Starts a collector on loopback.
 *
 * @param answer what it says to each request; null to say nothing at all
 */
export async function startCollector(answer: number | null = 200): Promise<Collector> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { url: path = '', headers } = request
      received.push({
        path,
        headers,
        body: JSON.parse(Buffer.concat(chunks).toString() || 'null') as unknown,
      })
      if (answer !== null) response.writeHead(answer, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
