import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a proxy of a test does to requests. */
export interface ProxyOptions {
  /** Where they go. */
  readonly to: string
  /** A path that is cut off the start of theirs, as `proxy_pass http://host:8080/;` does. Default: none. */
  readonly cut?: string
  /** What stands in header fields beside those of the client. Default: nothing. */
  readonly fields?: Readonly<Record<string, string>>
}

/** Passes requests on as nginx does with nothing but `proxy_pass`: with its own Host, and no word of who asks. */
export async function startPlainProxy({ to, cut = '', fields = {} }: ProxyOptions) {
  const { hostname, port, host } = new URL(to)
  const server = createServer((asked, answer) => {
    const path = asked.url ?? '/'
    const upstream = request({
      hostname,
      port,
      method: asked.method,
      path: path.startsWith(cut) ? path.slice(cut.length) || '/' : path,
      headers: { ...asked.headers, ...fields, host, connection: 'close' },
    })
    upstream.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    upstream.on('error', () => answer.destroy())
    asked.pipe(upstream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
