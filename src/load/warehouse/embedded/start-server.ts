import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, open, realpath, rename, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { WarehouseTrouble, WarehouseUnavailable } from '../../../base/errors.ts'
import { asTrouble } from '../../../base/trouble.ts'
import { SETTINGS } from './cluster.ts'
import { forgetReusedPid, type Postmaster, whenReady } from './postmaster.ts'
import type { Programs } from './programs.ts'
import { giveTo, type Way } from './ways.ts'

/** The port in the socket's name; nothing listens on it. */
export const PORT = 5432

/** Systems limit the path of a socket to 104 to 108 bytes. */
const LONGEST_SOCKET = 100
const LARGEST_LOG = 1024 * 1024
const LOG_TAIL = 8 * 1024

/** Number of attempts to start while parts of a killed server are still ending. */
const TRIES = 40
const REST_MS = 250

const STILL_ENDING = /shared memory block|still in use|lock file .* already exists/i
const NO_SOCKET = /Unix-domain socket|Unix socket/i

/**
 * Starts the server on the folder's cluster, as a process of its own that outlives this one, and waits until it accepts
 * connections. Call it under the folder's lock, when no server runs there.
 *
 * @throws {WarehouseUnavailable} with Postgres's message when it does not start
 */
export async function startServer(
  folder: string,
  programs: Programs,
  way: Way,
  settings: Readonly<Record<string, string>>,
): Promise<Postmaster> {
  // The path in the process list identifies this server: it must be the same for everyone.
  const data = await realpath(join(folder, 'postgres'))
  await giveTo(way, data)
  let sockets = await socketFolder(folder, way, false)
  let words = ''
  for (let tries = 0; tries < TRIES; tries++) {
    forgetReusedPid(data)
    await rm(join(sockets, `.s.PGSQL.${PORT}`), { force: true })
    await rm(join(sockets, `.s.PGSQL.${PORT}.lock`), { force: true })
    const started = await startOnce(folder, data, sockets, { programs, way, settings })
    if (typeof started !== 'string') return started
    words = started
    if (STILL_ENDING.test(words)) await sleep(REST_MS)
    else if (NO_SOCKET.test(words) && sockets === join(folder, 'sockets')) {
      sockets = await socketFolder(folder, way, true)
    } else break
  }
  const said = /(?:FATAL|PANIC|error):\s*(.*)/.exec(words)?.[1] ?? words.trim().split('\n').at(-1) ?? ''
  const trouble = asTrouble(new Error(said))
  if (trouble instanceof WarehouseTrouble) throw trouble
  throw new WarehouseUnavailable(
    `the embedded warehouse in ${folder} can't be opened (${said}; more in ${logOf(folder)}): ` +
      '"npx paperboy db restore" restores the last dump',
    { retryable: false },
  )
}

/** Path of the server's log. A large one is moved to `postgres.log.previous` at the next start. */
export function logOf(folder: string): string {
  return join(folder, 'postgres.log')
}

/** Keeps the log of a running server from growing forever: a very large one is truncated. */
export async function boundLog(folder: string): Promise<void> {
  if ((await readSize(logOf(folder))) > 8 * LARGEST_LOG) await truncate(logOf(folder))
}

async function readSize(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

interface How {
  readonly programs: Programs
  readonly way: Way
  readonly settings: Readonly<Record<string, string>>
}

/** Tries to start once; returns the server's output if it ended instead. */
async function startOnce(
  folder: string,
  data: string,
  sockets: string,
  { programs, way, settings }: How,
): Promise<Postmaster | string> {
  if ((await readSize(logOf(folder))) > LARGEST_LOG) await rename(logOf(folder), `${logOf(folder)}.previous`)
  const log = await open(logOf(folder), 'a+', 0o600)
  try {
    const from = (await log.stat()).size
    const all = { ...SETTINGS, ...settings, unix_socket_directories: sockets, port: String(PORT) }
    const [command, ...args] = [
      ...way.before,
      ...programs.before,
      programs.postgres,
      '-D',
      data,
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]
    // Its own session: Ctrl-C in the terminal that started it must not end it for others.
    const child = spawn(command ?? programs.postgres, args, {
      ...way.spawn,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    let isStarting = true
    let failure = ''
    child.on('exit', () => (isStarting = false))
    child.on('error', (error) => {
      isStarting = false
      failure = error.message
    })
    child.unref()
    const ready = await whenReady(data, () => isStarting)
    if (ready) return ready
    const size = (await log.stat()).size
    const start = Math.max(from, size - LOG_TAIL)
    const { buffer, bytesRead } = await log.read(Buffer.alloc(size - start), 0, size - start, start)
    return failure + buffer.subarray(0, bytesRead).toString()
  } finally {
    await log.close()
  }
}

/** Chooses a private folder for the socket: in the data folder, or the system's temporary one when paths are too long. */
async function socketFolder(folder: string, way: Way, mustBeElsewhere: boolean): Promise<string> {
  const near = join(folder, 'sockets')
  // A comma separates the folders of Postgres's setting.
  const fits = Buffer.byteLength(join(near, `.s.PGSQL.${PORT}`)) <= LONGEST_SOCKET && !near.includes(',')
  let sockets = near
  if (fits && !mustBeElsewhere) {
    if (!existsSync(near)) await mkdir(near, { mode: 0o700 })
    await chmod(near, 0o700)
  } else sockets = await mkdtemp(join(tmpdir(), 'paperboy-socket-'))
  await giveTo(way, sockets)
  return sockets
}
