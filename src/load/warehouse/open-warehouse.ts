import { join } from 'node:path'
import type { Warehouse } from './warehouse.ts'

/** The warehouse to open. */
export interface WarehouseOptions {
  /** A Postgres URL; null for the embedded one in the data folder. */
  readonly databaseUrl: string | null
  /** The data folder. */
  readonly home: string
  /** Engine of the embedded one. Default `auto`: a Postgres server, or PGlite where none can run. */
  readonly embedded?: 'auto' | 'postgres' | 'pglite'
  /** Settings of every session, such as `statement_timeout`; PGlite, which has one session, ignores them. */
  readonly session?: Readonly<Record<string, string>>
}

/** Opens the configured warehouse. The unused engine is not even loaded. */
export async function openWarehouse({
  databaseUrl,
  home,
  embedded = 'auto',
  session = {},
}: WarehouseOptions): Promise<Warehouse> {
  if (databaseUrl !== null) return (await import('./open-server.ts')).openServer(databaseUrl, session)
  return (await import('./open-embedded.ts')).openEmbedded(join(home, 'warehouse'), {
    engine: embedded,
    session,
  })
}
