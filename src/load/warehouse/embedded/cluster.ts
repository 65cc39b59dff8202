import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describeError, WarehouseUnavailable } from '../../../base/errors.ts'
import { asTrouble } from '../../../base/trouble.ts'
import type { Programs } from './programs.ts'
import { giveTo, type Way } from './ways.ts'

const run = promisify(execFile)

/** Role that owns everything. */
export const OWNER = 'paperboy'

/** Database of the warehouse. */
export const DATABASE = 'paperboy'

/** Maximum number of concurrent clients of `db serve`. */
export const READERS = 100

/** Everyone needs a password: whoever may read the data folder finds the owner's there. */
const WHO_MAY_CONNECT = 'local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n'

/** Settings for a laptop that lose no data. */
export const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '64MB',
  // However many clients read, the runs of this folder get a connection.
  max_connections: String(READERS + 50),
  superuser_reserved_connections: '25',
  fsync: 'on',
  synchronous_commit: 'on',
  jit: 'off',
  min_wal_size: '16MB',
  max_wal_size: '256MB',
  max_wal_senders: '0',
  wal_level: 'minimal',
  max_logical_replication_workers: '0',
  log_checkpoints: 'off',
  log_min_error_statement: 'panic',
  log_timezone: 'UTC',
}

/** Returns the owner's password, creating it at the first call. */
export async function ownerPassword(folder: string): Promise<string> {
  return secretIn(folder, 'owner-password')
}

/** Returns a secret from a file of the folder, which only its owner may read. */
export async function secretIn(folder: string, name: string): Promise<string> {
  const path = join(folder, name)
  if (!existsSync(path)) {
    const part = `${path}.${process.pid}.part`
    await writeFile(part, randomBytes(24).toString('base64url'), { mode: 0o600 })
    await rename(part, path)
  }
  return (await readFile(path, 'utf8')).trim()
}

/**
 * Creates an empty cluster in `postgres`, atomically.
 *
 * @throws {WarehouseUnavailable} when Postgres can't create one here
 */
export async function makeCluster(folder: string, programs: Programs, way: Way): Promise<void> {
  const data = join(folder, 'postgres')
  const part = `${data}.new`
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { mode: 0o700 })
  const secret = join(folder, 'initdb-password')
  await writeFile(secret, `${await ownerPassword(folder)}\n`, { mode: 0o600 })
  try {
    await giveTo(way, secret)
    await giveTo(way, part)
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    const where = ['-D', part, '-U', OWNER, `--pwfile=${secret}`, '-A', 'scram-sha-256']
    const [command, ...args] = [
      ...way.before,
      ...programs.before,
      programs.initdb,
      ...where,
      '--wal-segsize=4',
      '--no-instructions',
      ...locale,
    ]
    await run(command ?? programs.initdb, args, { ...way.spawn, cwd: '/' })
    await writeFile(join(part, 'pg_hba.conf'), WHO_MAY_CONNECT)
    await rename(part, data)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    // The program's message is on its error output, which is in the error.
    const trouble = asTrouble(error)
    if (trouble !== error) throw trouble
    throw new WarehouseUnavailable(`no Postgres can be created in ${folder}: ${wordsOf(error)}`, {
      cause: error,
      retryable: false,
    })
  } finally {
    await rm(secret, { force: true })
  }
}

function wordsOf(error: unknown): string {
  const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
  return output.split('\n').find((line) => /error|fatal/i.test(line)) ?? describeError(error)
}
