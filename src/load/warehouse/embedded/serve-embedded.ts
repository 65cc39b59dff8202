import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { describeError, UsageError } from '../../../base/errors.ts'
import { migrate } from '../migrate.ts'
import type { Warehouse } from '../warehouse.ts'
import { admitReader, READER } from './admit-reader.ts'
import { DATABASE, secretIn } from './cluster.ts'
import { attach } from './server.ts'
import type { Address } from './ensure-database.ts'

/** Connection data for clients. */
export interface Served {
  /** URL with the reader's password. */
  readonly url: string
  /** File with the password. */
  readonly passwordFile: string
}

/**
 * Serves the embedded server's socket on 127.0.0.1 until told to stop: every byte is passed through, so that
 * clients have their own connections and transactions. Each needs a password, the owner, too.
 *
 * @param warehouse the folder's, open
 * @param port TCP port; 0 for a free one
 * @throws {UsageError} when the port is taken
 */
export async function serveEmbedded(
  warehouse: Warehouse,
  port: number,
  signal: AbortSignal,
  onReady: (served: Served) => void,
): Promise<void> {
  const folder = warehouse.location
  await migrate(warehouse)
  const password = await secretIn(folder, 'reader-password')
  const attachment = await attach(folder)
  const open = new Set<Socket>()
  let address: Address = attachment.address
  let reviving: Promise<void> | null = null
  const revive = () => {
    reviving ??= attachment
      .revive()
      .then((found) => void (address = found))
      // The next client tries again.
      .catch(() => undefined)
      .finally(() => (reviving = null))
  }
  // Without delay: an answer in several parts would wait 40 ms for the client's acknowledgement of the first.
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect(join(address.host, `.s.PGSQL.${address.port}`))
    upstream.on('error', revive)
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    }
    // Either end's error closes both; there is nobody to tell.
    pipeline(client, upstream, client, () => undefined)
  })
  try {
    await admitReader(warehouse, address, password)
    await listen(server, port)
    const { port: taken } = server.address() as AddressInfo
    onReady({
      url: `postgres://${READER}:${password}@127.0.0.1:${taken}/${DATABASE}`,
      passwordFile: join(folder, 'reader-password'),
    })
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    server.close()
    for (const socket of open) socket.destroy()
    await attachment.leave()
  }
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    const why = isTaken ? 'is in use by another program' : `can't be opened (${describeError(error)})`
    throw new UsageError(`--port ${port} ${why}: choose another one, or 0 for a free one`, { cause: error })
  }
}
