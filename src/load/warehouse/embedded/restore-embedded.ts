import { existsSync } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError, WarehouseUnavailable } from '../../../base/errors.ts'
import { openPostgres } from '../open-server.ts'
import { loadDump } from './load-dump.ts'
import { checkDump } from './read-dump.ts'
import { ensureServer, notAnswering, stopServer, underLock } from './server.ts'
import { openSession } from './session.ts'
import { livingUsers } from './users.ts'
import { DUMPS } from './write-dump.ts'

/** Engine of an embedded warehouse. */
export type Engine = 'postgres' | 'pglite'

/** Result of a restore. */
export interface Restored {
  /** The restored dump, and its time. */
  readonly dump: string
  readonly madeAt: Date
  /** New path of the previous database; null when there was none. */
  readonly replaced: string | null
}

/**
 * Replaces the embedded database with a dump. The old one is put aside, not deleted; when the dump
 * can't be read it stays.
 *
 * @param folder the folder of the embedded warehouse
 * @param generation 0 for the newest dump, 1 for the previous one
 * @throws {WarehouseUnavailable} when a process uses the database, or there is no such dump, or it is damaged
 */
export async function restoreEmbedded(
  folder: string,
  engine: Engine,
  generation: 0 | 1,
  now: Temporal.Instant,
): Promise<Restored> {
  const dump = join(folder, DUMPS[generation])
  if (!existsSync(dump)) {
    throw new WarehouseUnavailable(
      `there is no dump at ${dump}: "npx paperboy db dump" makes one, and so does a run that wrote something, once a day`,
      { retryable: false },
    )
  }
  return underLock(folder, async () => {
    const [user] = await livingUsers(folder)
    if (user) {
      throw new WarehouseUnavailable(
        `process ${user.pid} uses the embedded warehouse in ${folder}: wait until it ends, then run db restore again`,
        { retryable: true },
      )
    }
    try {
      await checkDump(dump)
      await stopServer(folder)
      const replaced = await replace(folder, engine, now, async () => loadInto(folder, engine, dump))
      return { dump, madeAt: (await stat(dump)).mtime, replaced }
    } catch (error) {
      throw new WarehouseUnavailable(`the dump ${dump} can't be restored: ${describeError(error)}`, {
        retryable: false,
        cause: error,
      })
    }
  })
}

/** Puts the database aside while a new one is made, and back if that fails. Returns its path. */
async function replace(
  folder: string,
  engine: Engine,
  now: Temporal.Instant,
  make: () => Promise<void>,
): Promise<string | null> {
  const data = join(folder, engine === 'postgres' ? 'postgres' : 'pgdata')
  const aside = freeName(
    `${data}.replaced-${now.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')}`,
  )
  const replaced = existsSync(data) ? aside : null
  if (replaced !== null) await rename(data, replaced)
  try {
    await make()
    return replaced
  } catch (error) {
    if (engine === 'postgres') await stopServer(folder)
    await rm(data, { recursive: true, force: true })
    if (replaced !== null) await rename(replaced, data)
    throw error
  }
}

/** Loads a dump into a new database of the folder, whose lock is held, and closes it. */
export async function loadInto(folder: string, engine: Engine, dump: string): Promise<void> {
  if (engine === 'pglite') {
    const { openPgliteSession } = await import('./open-pglite.ts')
    const session = await openPgliteSession(folder)
    try {
      await loadDump(dump, session.warehouse, session)
    } finally {
      await session.close()
    }
    return
  }
  const address = await ensureServer(folder)
  const session = openSession(address)
  const warehouse = await openPostgres({
    kind: 'embedded',
    location: folder,
    address,
    whyUnopened: (error) => notAnswering(folder, error),
    dump: null,
  })
  try {
    await loadDump(dump, warehouse, session)
  } finally {
    await warehouse.close()
    await session.close()
  }
  await stopServer(folder)
}

/** Finds an unused path. */
export function freeName(path: string): string {
  let free = path
  for (let count = 2; existsSync(free); count++) free = `${path}-${count}`
  return free
}
