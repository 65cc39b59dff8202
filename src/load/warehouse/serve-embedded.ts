import { once } from 'node:events'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { UsageError } from '../../errors.ts'
import { migrate } from './migrate.ts'
import { openEmbedded } from './open-embedded.ts'

const MAX_CONNECTIONS = 16

/**
 * Serves the embedded warehouse over Postgres's protocol on 127.0.0.1 until told to stop. Its clients share one
 * session and take turns.
 *
 * @param port TCP port; 0 for a free one
 * @param onReady called with the address that clients connect to
 * @throws {UsageError} when the port can't be had
 */
export async function serveEmbedded(
  folder: string,
  port: number,
  signal: AbortSignal,
  onReady: (address: string) => void,
): Promise<void> {
  const warehouse = await openEmbedded(folder)
  try {
    await migrate(warehouse)
    const server = new PGLiteSocketServer({
      db: warehouse.engine,
      host: '127.0.0.1',
      port,
      maxConnections: MAX_CONNECTIONS,
    })
    await started(server, port)
    try {
      onReady(`postgres://postgres@${server.getServerConn()}/postgres`)
      if (!signal.aborted) await once(signal, 'abort')
    } finally {
      await server.stop()
    }
  } finally {
    await warehouse.close()
  }
}

async function started(server: PGLiteSocketServer, port: number): Promise<void> {
  try {
    await server.start()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    const why = code === 'EACCES' ? 'may only be opened by root' : 'is in use by another program'
    throw new UsageError(`--port ${port} ${why}: give another one, or --port 0 for a free one`, {
      cause: error,
    })
  }
}
