import { serve } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from '../../../base/errors.ts'
import { siteApp } from '../site-app.ts'
import type { SiteContext } from '../site-context.ts'

/** Where the site is served. */
export interface ServeOptions {
  /** Address to listen on; loopback unless others are to see it. */
  readonly host: string
  /** TCP port; 0 for a free one. */
  readonly port: number
  readonly signal: AbortSignal
  /** Told the address once requests are answered. */
  readonly onReady: (url: string) => void
}

/** A request that has not come whole by then is given up. */
const REQUEST_TIMEOUT_MS = 15_000
const HEADERS_TIMEOUT_MS = 10_000

/**
 * Serves the pages until told to stop.
 *
 * @throws {UsageError} when the port is taken or the address is none of this machine's
 */
export async function serveSite(
  context: SiteContext,
  { host, port, signal, onReady }: ServeOptions,
): Promise<void> {
  const server = serve({
    fetch: siteApp(context).fetch,
    hostname: host,
    port,
    serverOptions: {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      maxHeaderSize: 16_384,
    },
  }) as Server
  try {
    await once(server, 'listening')
  } catch (error) {
    throw cantListen(error, host, port)
  }
  const { port: taken } = server.address() as AddressInfo
  const shown = host.includes(':') ? `[${host}]` : host
  onReady(`http://${shown}:${taken}`)
  if (!signal.aborted) await once(signal, 'abort')
  server.close()
  server.closeAllConnections()
}

function cantListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE')
    return new UsageError(`port ${port} is taken: give another one, as in --port ${port + 1}`, {
      cause: error,
    })
  if (code === 'EACCES')
    return new UsageError(`port ${port} needs more rights: give one above 1023, as in --port 8080`, {
      cause: error,
    })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new UsageError(`--host ${host}: expected an address of this machine, such as 127.0.0.1`, {
      cause: error,
    })
  return error
}
