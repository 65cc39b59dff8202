import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
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

/** A session with the embedded server. */
export function openSession(address: Address): Session {
  const client = postgres({
    ...address,
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: 'paperboy dump', TimeZone: 'UTC' },
  })
  const place = join(address.host, `copy-${randomUUID()}`)
  const quoted = `'${place.replaceAll("'", "''")}'`
  return {
    rows: async (statement) => client.unsafe(statement),
    // By files that the server writes and reads, beside its socket: the driver hangs in COPY.
    copyOut: async function* (statement) {
      try {
        await client.unsafe(`copy ${statement} to ${quoted}`)
        yield* createReadStream(place) as AsyncIterable<Buffer>
      } finally {
        await rm(place, { force: true })
      }
    },
    copyIn: async (into, bytes) => {
      try {
        await writeFile(place, bytes, { mode: 0o644 })
        await client.unsafe(`copy ${into} from ${quoted}`)
      } finally {
        await rm(place, { force: true })
      }
    },
    close: async () => client.end({ timeout: 1 }),
  }
}
