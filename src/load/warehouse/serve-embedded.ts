import { once } from 'node:events'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { migrate } from './migrate.ts'
import { openEmbedded } from './open-embedded.ts'

const MAX_CONNECTIONS = 16

/**
 * Serves the embedded warehouse over Postgres's protocol on 127.0.0.1 until told to stop. Its clients share one
 * session and take turns.
 *
 * @param port TCP port; 0 for a free one
 * @param onReady called with the address that clients connect to
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
    await server.start()
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
