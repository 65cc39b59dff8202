import { existsSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describeError, WarehouseUnavailable } from '../../../base/errors.ts'
import { acquireFolderLock } from '../../../base/folder-lock.ts'
import { makePrivateFolder } from '../../../base/private-folder.ts'
import { asTrouble } from '../../../base/trouble.ts'
import { writeWhole } from '../../../base/write-whole.ts'
import { DATABASE, makeCluster, OWNER, ownerPassword } from './cluster.ts'
import { fateOf, readProcess, thisProcess } from './process-identity.ts'
import { findPostmaster, isGoneWithin, type Postmaster, whenReady } from './postmaster.ts'
import { findPrograms } from './programs.ts'
import { type Address, ensureDatabase } from './ensure-database.ts'
import { boundLog, PORT, startServer } from './start-server.ts'
import { startWatcher } from './start-watcher.ts'
import { enter, livingUsers } from './users.ts'
import { findWay } from './ways.ts'

/** Starting after a crash and stopping take seconds; restoring a large dump takes longer. */
const LOCK_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 60_000
const WATCH_SECONDS = 15

/** The watcher of a living server touches `server.json` every quarter of a minute. */
const SILENT_MINUTES = 5

/** Options for starting a server. */
export interface ServerOptions {
  /** Postgres settings beside the usual ones. */
  readonly settings?: Readonly<Record<string, string>>
  /** Interval of the watcher. */
  readonly watchSeconds?: number
}

/** The use of a folder's server by this process. */
export interface Attachment {
  readonly address: Address
  /** Restarts the server after it was lost; it may then have another address. */
  readonly revive: () => Promise<Address>
  /** Stops the server if nobody else uses it. */
  readonly leave: () => Promise<void>
}

/** No Postgres runs on this system. */
export class NoPostgresHere extends WarehouseUnavailable {}

/**
 * Attaches to the Postgres server of a folder: starts it if none runs, otherwise shares it. Processes that start, share and
 * stop it take turns by the folder's lock.
 *
 * @throws {NoPostgresHere} when the system can't run it, and nothing was made
 * @throws {WarehouseUnavailable} when it can't be started, or another machine runs it
 */
export async function attach(folder: string, options: ServerOptions = {}): Promise<Attachment> {
  const { address, entry } = await underLock(folder, async () => {
    const entry = await enter(folder)
    try {
      return { entry, address: await ensureServer(folder, options) }
    } catch (error) {
      await rm(entry, { force: true })
      throw error
    }
  })
  return {
    address,
    revive: async () => underLock(folder, async () => ensureServer(folder, options)),
    leave: async () => {
      await rm(entry, { force: true })
      try {
        await underLock(folder, async () => {
          if ((await livingUsers(folder)).length === 0) await stopServer(folder)
        })
      } catch (error) {
        // The folder is gone or can't be locked: the watcher will notice that nobody is left.
        if (existsSync(folder))
          process.emitWarning(`the embedded server was left running: ${describeError(error)}`)
      }
    },
  }
}

/** Runs the work while nobody else starts, shares or stops the folder's server. */
export async function underLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await makePrivateFolder(folder)
  const lock = await acquireFolderLock(folder, LOCK_TIMEOUT_MS)
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

/** Ensures that the folder's server runs. Call it under the lock. */
export async function ensureServer(
  folder: string,
  { settings = {}, watchSeconds = WATCH_SECONDS }: ServerOptions = {},
): Promise<Address> {
  await refuseOtherMachine(folder)
  const data = join(folder, 'postgres')
  const running = await whenReady(data, () => false)
  if (running) {
    await boundLog(folder)
    return resolveAddress(folder, running)
  }
  try {
    const programs = await findPrograms(folder)
    const way = programs && (await findWay(folder, programs))
    if (!programs || !way) {
      throw new NoPostgresHere(
        `no Postgres server can run here (${process.platform} ${process.arch}): set DATABASE_URL, or PAPERBOY_EMBEDDED=pglite for a new folder`,
        { retryable: false },
      )
    }
    if (!existsSync(data)) await makeCluster(folder, programs, way)
    await writeWhole(join(folder, 'server.json'), async (file) =>
      file.writeFile(JSON.stringify(thisProcess())),
    )
    const started = await startServer(folder, programs, way, settings)
    startWatcher(folder, watchSeconds)
    const address = await resolveAddress(folder, started)
    await ensureDatabase(address)
    return address
  } catch (error) {
    throw asTrouble(error)
  }
}

/** Stops the folder's server, if one runs; its open transactions are rolled back. Call it under the lock. */
export async function stopServer(folder: string): Promise<void> {
  const data = join(folder, 'postgres')
  const running = findPostmaster(data)
  if (running) {
    process.kill(running.pid, 'SIGINT')
    if (!(await isGoneWithin(data, STOP_TIMEOUT_MS))) {
      throw new WarehouseUnavailable(
        `the embedded server in ${folder} (process ${running.pid}) does not stop`,
        {
          retryable: true,
        },
      )
    }
    if (dirname(running.sockets) !== folder && basename(running.sockets).startsWith('paperboy-socket-')) {
      await rm(running.sockets, { recursive: true, force: true })
    }
  }
  await rm(join(folder, 'watcher'), { force: true })
  await rm(join(folder, 'server.json'), { force: true })
}

async function resolveAddress(folder: string, { sockets }: Postmaster): Promise<Address> {
  return { host: sockets, port: PORT, user: OWNER, password: await ownerPassword(folder), database: DATABASE }
}

/** Refuses a cluster in use elsewhere: two machines, or two containers, would destroy it. */
async function refuseOtherMachine(folder: string): Promise<void> {
  const path = join(folder, 'server.json')
  const starter = readProcess(path)
  if (!starter || fateOf(starter) !== 'elsewhere') return
  const probe = join(folder, `clock.${process.pid}`)
  await writeWhole(probe, async (file) => file.writeFile(''))
  // Both times come from the clock of the file system.
  const [now, touched] = [await stat(probe), await stat(path)]
  await rm(probe, { force: true })
  const minutes = (now.mtimeMs - touched.mtimeMs) / 60_000
  if (minutes >= SILENT_MINUTES) return
  throw new WarehouseUnavailable(
    `the embedded warehouse in ${folder} is used on ${starter.host}, or was ${Math.ceil(minutes)} minutes ago: wait ` +
      `until that is ${SILENT_MINUTES} minutes ago; for several machines set DATABASE_URL`,
    { retryable: true },
  )
}

/** The embedded server was started, but refuses the first connection. */
export function notAnswering(folder: string, cause: unknown): WarehouseUnavailable {
  return new WarehouseUnavailable(
    `the embedded server in ${folder} does not answer: see ${join(folder, 'postgres.log')}`,
    { retryable: true, cause },
  )
}
