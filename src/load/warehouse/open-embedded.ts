import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import type { SQL } from 'drizzle-orm'
import { drizzle, type PgliteDatabase } from 'drizzle-orm/pglite'
import { WarehouseTrouble, WarehouseUnavailable } from '../../errors.ts'
import { dumpEmbedded } from './dump-embedded.ts'
import { acquireFolderLock } from './folder-lock.ts'
import { makePrivateFolder } from './private-folder.ts'
import { asTrouble } from './warehouse-trouble.ts'
import type { Executor, Warehouse } from './warehouse.ts'

/** An embedded warehouse, with the engine itself for what only it can do (serving a socket). */
export interface EmbeddedWarehouse extends Warehouse {
  readonly engine: PGlite
}

/**
 * Opens the embedded warehouse (PGlite, Postgres in this process). Two processes on one folder would destroy it, so
 * the folder is locked while it is open.
 *
 * @param folder where it lives, made if need be; null for one in memory that is gone when closed
 * @param dump what one in memory begins with (a tar of the engine); unset for an empty one
 * @throws {WarehouseUnavailable} when another process holds the folder
 * @throws {ConfigurationError} when the folder can't be made or written
 */
export async function openEmbedded(folder: string | null, dump?: Blob): Promise<EmbeddedWarehouse> {
  if (folder !== null) await makePrivateFolder(folder)
  const lock = folder === null ? null : await acquireFolderLock(folder)
  try {
    const engine = await createEngine(folder, dump)
    await engine.exec(`set time zone 'UTC'`)
    const db = drizzle(engine)
    return {
      kind: 'embedded',
      location: folder ?? 'memory',
      engine,
      rows: async (statement) => named(executorOf(db).rows(statement)),
      transaction: async (work) => named(db.transaction(async (tx) => work(executorOf(tx)))),
      readOnly: async (statement) =>
        engine.transaction(async (tx) => {
          await tx.exec('set transaction read only')
          const result = await tx.query<(string | null)[]>(statement, [], {
            rowMode: 'array',
            parsers: textParsers(engine),
          })
          return {
            fields: result.fields.map(({ name, dataTypeID }) => ({ name, typeId: dataTypeID })),
            rows: result.rows,
          }
        }),
      dump: folder === null ? null : async () => dumpEmbedded(engine, folder),
      close: async () => {
        await engine.close()
        await lock?.release()
      },
    }
  } catch (error) {
    await lock?.release()
    throw error
  }
}

async function createEngine(folder: string | null, dump: Blob | undefined): Promise<PGlite> {
  if (folder === null)
    return PGlite.create({ extensions: { pg_trgm }, ...(dump ? { loadDataDir: dump } : {}) })
  try {
    return await PGlite.create({ extensions: { pg_trgm }, dataDir: join(folder, 'pgdata') })
  } catch (error) {
    const trouble = asTrouble(error)
    if (trouble instanceof WarehouseTrouble) throw trouble
    throw new WarehouseUnavailable(
      `the embedded warehouse in ${folder} can't be opened: "npx paperboy db restore" puts the dump of the last run in its place`,
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

/** Parsers that leave every value as the text that Postgres sent. */
function textParsers(engine: PGlite): Record<number, (value: string) => string> {
  return Object.fromEntries(Object.keys(engine.parsers).map((typeId) => [typeId, (value: string) => value]))
}
