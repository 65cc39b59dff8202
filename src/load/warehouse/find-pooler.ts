import { type Connection, connect } from './connection.ts'
import { splitServerAddress } from './server-address.ts'
import { startUpOf } from './session-settings.ts'

/** For what a pooler gives a session of the server to a client: as long as it is there, a transaction, a statement. */
export type PoolMode = 'session' | 'transaction' | 'statement'

/** How often another client is put before this one: a pooler has some sessions ready. */
const TRIES = 3

/**
 * Looks for a pooler before a server, for a person to know: nothing in the program depends on it.
 *
 * @returns its mode as it shows; null when the session that answers is the one that the greeting named
 */
export async function findPooler(url: string): Promise<PoolMode | null> {
  const { address } = splitServerAddress(url)
  const open: Connection[] = []
  const another = async () => {
    const connection = await connect(address, startUpOf({}))
    open.push(connection)
    return connection
  }
  try {
    const own = await another()
    const first = await readSession(own)
    if (first === own.greeting) return null
    if (!(await takesTransactions(own))) return 'statement'
    for (let tries = 0; tries < TRIES; tries++) {
      // Whoever comes between two transactions is given the session that has just become free.
      const other = await another()
      await other.run('begin')
      const taken = await readSession(other)
      const then = await readSession(own)
      await other.run('commit')
      if (taken === first || then !== first) return 'transaction'
    }
    return 'session'
  } finally {
    for (const connection of open) await connection.close()
  }
}

/** PgBouncer in statement mode hangs up. */
async function takesTransactions(connection: Connection): Promise<boolean> {
  try {
    await connection.run('begin')
    await connection.run('commit')
    return true
  } catch {
    return false
  }
}

async function readSession(connection: Connection): Promise<unknown> {
  const [row] = await connection.run('select pg_backend_pid() as pid')
  return row?.['pid']
}
