import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '../connection.ts'
import { PUBLIC, startUpOf } from '../session-settings.ts'
import type { Address } from './ensure-database.ts'

/** One connection to an embedded database, for dumps, with either engine. */
export interface Session {
  readonly rows: (statement: string) => Promise<readonly Record<string, unknown>[]>
  /** Runs `copy STATEMENT to stdout`, in Postgres's text format. */
  readonly copyOut: (statement: string) => AsyncIterable<Uint8Array>
  /** Copies whole lines of that format into a table, named with its columns. */
  readonly copyIn: (into: string, bytes: Uint8Array) => Promise<void>
  readonly close: () => Promise<void>
}

/** Sets a session of an embedded database to find tables and views. */
export const FIND_BOTH = `set search_path = ${PUBLIC.tablesSchema}, ${PUBLIC.schema}`

/** Opens a session with the embedded server; once its connection is lost, all further statements are refused. */
export function openSession(address: Address): Session {
  const connection = connected(address)
  // The sender of a statement gets the error.
  connection.catch(() => undefined)
  const send = async (text: string) => (await connection).run(text)
  const place = join(address.host, `copy-${randomUUID()}`)
  const quoted = `'${place.replaceAll("'", "''")}'`
  return {
    rows: send,
    // Through files that the server writes and reads, beside its socket: the driver hangs in COPY.
    copyOut: async function* (statement) {
      try {
        await send(`copy ${statement} to ${quoted}`)
        yield* createReadStream(place) as AsyncIterable<Buffer>
      } finally {
        await rm(place, { force: true })
      }
    },
    copyIn: async (into, bytes) => {
      try {
        await writeFile(place, bytes, { mode: 0o644 })
        await send(`copy ${into} from ${quoted}`)
      } finally {
        await rm(place, { force: true })
      }
    },
    close: async () => {
      const open = await connection.catch(() => null)
      await open?.close()
    },
  }
}

async function connected(address: Address) {
  const connection = await connect(address, startUpOf({ application_name: 'paperboy dump' }))
  await connection.run(FIND_BOTH)
  return connection
}
