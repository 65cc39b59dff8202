import { type Connection, connect } from './connection.ts'
import { splitServerAddress } from './server-address.ts'
import { startUpOf } from './session-settings.ts'

/** Scope for which a pooler assigns a server session to a client: its connection, a transaction, a statement. */
export type PoolMode = 'session' | 'transaction' | 'statement'

/** Number of times that another client goes before this one: a pooler has some sessions ready. */
const TRIES = 3

/**
 * Looks for a pooler before a server, only to inform a person: nothing in the program depends on it.
 *
 * @returns its apparent mode; null when the answering session is the one in the greeting
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
      // A client between two transactions gets the session that has just become free.
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
