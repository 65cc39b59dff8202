import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import type { SQL } from '../../../base/sql.ts'
import { drizzle, type PgliteDatabase } from 'drizzle-orm/pglite'
import { WarehouseTrouble, WarehouseUnavailable } from '../../../base/errors.ts'
import { acquireFolderLock } from '../../../base/folder-lock.ts'
import { NO_BODY_STORES } from '../body-stores.ts'
import { asTrouble } from '../../../base/trouble.ts'
import type { TextResult, Warehouse } from '../warehouse.ts'
import type { Executor } from '../executor.ts'
import { PUBLIC } from '../session-settings.ts'
import { Written } from '../written.ts'
import { dumpUnlessYoung } from './dump-embedded.ts'
import { FIND_BOTH, type Session } from './session.ts'

/**
 * Opens the warehouse in PGlite, Postgres in this process, for systems without a server. Two processes
 * on one folder would destroy it, so the folder is locked while it is open.
 *
 * @param folder its folder, which exists
 * @throws {WarehouseUnavailable} when another process holds the folder
 */
export async function openPglite(folder: string): Promise<Warehouse> {
  const lock = await acquireFolderLock(folder)
  try {
    const engine = await createEngine(folder)
    return {
      ...warehouseOf(engine, folder),
      dump: async (leastHours = 0) => dumpUnlessYoung(sessionOf(engine), folder, leastHours),
      close: async () => {
        await engine.close()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** A PGlite database as a session for dumps, with the folder's lock already held. */
export async function openPgliteSession(
  folder: string,
): Promise<Session & { readonly warehouse: Warehouse }> {
  const engine = await createEngine(folder)
  return {
    ...sessionOf(engine),
    warehouse: { ...warehouseOf(engine, folder), dump: null, close: async () => engine.close() },
  }
}

function sessionOf(engine: PGlite): Session {
  return {
    rows: async (statement) => (await engine.query<Record<string, unknown>>(statement)).rows,
    copyOut: async function* (statement) {
      const { blob } = await engine.query(`copy ${statement} to '/dev/blob'`)
      if (blob) yield* blob.stream()
    },
    copyIn: async (into, bytes) => {
      await engine.query(`copy ${into} from '/dev/blob'`, [], { blob: new Blob([new Uint8Array(bytes)]) })
    },
    close: async () => engine.close(),
  }
}

function warehouseOf(engine: PGlite, folder: string): Omit<Warehouse, 'dump' | 'close'> {
  const db = drizzle(engine)
  return {
    kind: 'embedded',
    location: folder,
    ...PUBLIC,
    bodyStores: NO_BODY_STORES,
    written: new Written(),
    shared: false,
    rows: async (statement) => named(executorOf(db).rows(statement)),
    transaction: async (work) => named(db.transaction(async (tx) => work(executorOf(tx)))),
    readOnly: async (statement) => readOnly(engine, statement, []),
    stream: async function* (statement, { values = [], signal } = {}) {
      signal?.throwIfAborted()
      yield await readOnly(engine, statement, values)
    },
  }
}

async function readOnly(
  engine: PGlite,
  statement: string,
  values: readonly (string | null)[],
): Promise<TextResult> {
  return engine.transaction(async (tx) => {
    await tx.exec('set transaction read only')
    const result = await tx.query<(string | null)[]>(statement, [...values], {
      rowMode: 'array',
      parsers: asTheyAre(engine.parsers),
      serializers: asTheyAre(engine.serializers),
    })
    // Settings of the statement end with its session.
    await tx.rollback()
    return {
      fields: result.fields.map(({ name, dataTypeID }) => ({ name, typeId: dataTypeID })),
      rows: result.rows,
    }
  })
}

async function createEngine(folder: string): Promise<PGlite> {
  try {
    const engine = await PGlite.create({ extensions: { pg_trgm }, dataDir: join(folder, 'pgdata') })
    await engine.exec(`set time zone 'UTC'; ${FIND_BOTH}`)
    return engine
  } catch (error) {
    const trouble = asTrouble(error)
    if (trouble instanceof WarehouseTrouble) throw trouble
    throw new WarehouseUnavailable(
      `the embedded warehouse in ${folder} can't be opened: "npx paperboy db restore" restores the last dump`,
      { retryable: false, cause: error },
    )
  }
}

/** Waits for the engine; its errors say what to do. */
async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw asTrouble(error)
  }
}

/** An executor over drizzle's database, or a transaction of it. */
function executorOf(runner: Pick<PgliteDatabase, 'execute'>): Executor {
  return {
    rows: async <Row extends Record<string, unknown>>(statement: SQL) =>
      (await runner.execute(statement)).rows as Row[],
  }
}

/** Makes parsers and serializers that leave values of these types as Postgres's text. */
function asTheyAre(types: object): Record<number, (value: string) => string> {
  return Object.fromEntries(Object.keys(types).map((typeId) => [typeId, (value: string) => value]))
}
