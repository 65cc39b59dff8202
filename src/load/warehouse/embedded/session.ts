import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import type { Address } from './server.ts'

/** One connection to an embedded database, for dumps: both engines have it. */
export interface Session {
  readonly rows: (statement: string) => Promise<readonly Record<string, unknown>[]>
  /** What `copy STATEMENT to stdout` gives, in Postgres's text format. */
  readonly copyOut: (statement: string) => AsyncIterable<Uint8Array>
  /** Puts whole lines of that format into a table, named with its columns. */
  readonly copyIn: (into: string, bytes: Uint8Array) => Promise<void>
  readonly close: () => Promise<void>
}

/** A session with the embedded server of a folder. */
export function openSession(folder: string, address: Address): Session {
  const client = postgres({
    ...address,
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: 'paperboy dump', TimeZone: 'UTC' },
  })
  const place = join(folder, 'sockets', `copy-${randomUUID()}`)
  return {
    rows: async (statement) => client.unsafe(statement),
    copyOut: async function* (statement) {
      yield* await client.unsafe(`copy ${statement} to stdout`).readable()
    },
    // By a file that the server reads: the driver hangs when a row is refused while it writes.
    copyIn: async (into, bytes) => {
      await mkdir(join(folder, 'sockets'), { recursive: true })
      try {
        await writeFile(place, bytes, { mode: 0o644 })
        await client.unsafe(`copy ${into} from '${place.replaceAll("'", "''")}'`)
      } finally {
        await rm(place, { force: true })
      }
    },
    close: async () => client.end({ timeout: 1 }),
  }
}
