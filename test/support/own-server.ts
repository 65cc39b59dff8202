import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { findPrograms as findEmbedded } from '../../src/load/warehouse/embedded/programs.ts'
import { copyFolder } from './copy-folder.ts'
import { isTestRun, runFolder } from './ready-folder.ts'

const run = promisify(execFile)

/** Where distributions put the programs of the newest Postgres; null where none is installed. */
export const SERVER_PROGRAMS = findPrograms()

/** Where the programs of the embedded Postgres are, which is a newer one; null where there are none. */
export async function embeddedPrograms(): Promise<string | null> {
  const found = await findEmbedded(runFolder())
  return found === null || found.before.length > 0 ? null : dirname(found.postgres)
}

/** Postgres refuses to run as root: then it runs as this user, `nobody`. */
const NOBODY = 65_534
const TIMEOUT_MS = 60_000

/** A Postgres server of a test's own, which the test may kill. */
export interface OwnServer {
  readonly url: string
  readonly folder: string
  /** Makes an empty database; gives its URL. */
  readonly database: (name: string) => Promise<string>
  /** Runs a statement as its superuser; gives what its first row has as `answer`. */
  readonly ask: (statement: string) => Promise<unknown>
  readonly start: () => Promise<void>
  /** SIGKILL to the postmaster and all its children. */
  readonly kill: () => Promise<void>
  /** Makes a hot standby that streams from it, and starts it. */
  readonly standby: () => Promise<OwnStandby>
  readonly drop: () => Promise<void>
}

/** A hot standby of a server of a test's own. */
export interface OwnStandby {
  readonly url: string
  /** Waits until it has all that the server has written so far. */
  readonly catchUp: () => Promise<void>
  /** Takes nothing more from the server. */
  readonly detach: () => Promise<void>
  /** Makes it a primary; gives back when it takes writes. */
  readonly promote: () => Promise<void>
  readonly drop: () => Promise<void>
}

/**
 * Makes a server with an empty cluster and starts it.
 *
 * @param parent the folder in which its files lie; default a temporary one
 * @param programs the folder of its programs; default those of this machine
 * @param maxConnections three of them are for superusers
 */
export async function ownServer(
  parent: string = tmpdir(),
  programs: string | null = SERVER_PROGRAMS,
  maxConnections = 30,
): Promise<OwnServer> {
  if (programs === null) throw new Error('no Postgres server is installed here')
  const user = asNobody()
  const folder = mkdtempSync(join(parent, 'paperboy-pg-'))
  const sockets = join(folder, 'sockets')
  mkdirSync(sockets)
  if (user.uid !== undefined) for (const each of [folder, sockets]) chownSync(each, NOBODY, NOBODY)
  const data = join(folder, 'data')
  if (isTestRun()) await copyFolder(await emptyCluster(programs), data)
  else await makeCluster(programs, data)
  const port = await freePort()
  const url = urlAt(port)
  const { start, kill } = postmaster(programs, { folder, data, sockets, port }, { user, maxConnections })
  await start()
  return {
    url,
    folder,
    database: async (name) => {
      const admin = postgres(url, { max: 1, onnotice: () => undefined })
      await admin.unsafe(`create database ${name}`)
      await admin.end()
      return Object.assign(new URL(url), { pathname: `/${name}` }).toString()
    },
    ask: async (statement) => askAt(port, statement),
    start,
    kill,
    standby: async () => standbyOf(programs, { folder, sockets, port }),
    drop: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

interface Place {
  readonly folder: string
  readonly data: string
  readonly sockets: string
  readonly port: number
}

function urlAt(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/postgres`
}

interface PostmasterOptions {
  readonly user?: ReturnType<typeof asNobody>
  readonly maxConnections?: number
}

/** Starts and kills the server of a cluster. */
function postmaster(
  programs: string,
  { folder, data, sockets, port }: Place,
  { user = asNobody(), maxConnections = 30 }: PostmasterOptions = {},
) {
  let server: ChildProcess | null = null
  const start = async () => {
    const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${sockets}`]
    const sizes = [
      'max_wal_size=32MB',
      'min_wal_size=32MB',
      'shared_buffers=16MB',
      `max_connections=${maxConnections}`,
    ]
    const args = ['-D', data, ...[...settings, ...sizes].flatMap((each) => ['-c', each])]
    const begin = () =>
      spawn(join(programs, 'postgres'), args, { ...user, cwd: folder, stdio: 'ignore', detached: true })
    server = begin()
    await answers(urlAt(port), () => {
      // Backends of a killed server still hold its memory for a moment: the next one ends at once.
      if (server?.exitCode !== null) server = begin()
    })
  }
  const kill = async () => {
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return
    const gone = new Promise((resolve) => server?.once('exit', resolve))
    // Each backend has a group of its own: they end by themselves once the postmaster is gone.
    process.kill(server.pid, 'SIGKILL')
    await gone
  }
  return { start, kill }
}

async function askAt(port: number, statement: string): Promise<unknown> {
  const client = postgres(urlAt(port), { max: 1, onnotice: () => undefined })
  try {
    return (await client.unsafe(statement))[0]?.['answer'] as unknown
  } finally {
    await client.end({ timeout: 1 })
  }
}

async function standbyOf(programs: string, from: Omit<Place, 'data'>): Promise<OwnStandby> {
  const { folder, sockets } = from
  const port = await freePort()
  const data = join(folder, `standby-${port}`)
  const args = [
    '-D',
    data,
    '-R',
    '-X',
    'stream',
    '-c',
    'fast',
    '-N',
    '-h',
    '127.0.0.1',
    '-p',
    String(from.port),
  ]
  await run(join(programs, 'pg_basebackup'), [...args, '-U', 'postgres'], { ...asNobody(), cwd: folder })
  const { start, kill } = postmaster(programs, { folder, data, sockets, port })
  await start()
  const until = async (at: number, statement: string) => {
    const before = performance.now()
    while ((await askAt(at, statement)) !== true) {
      if (performance.now() - before > TIMEOUT_MS) throw new Error(`never came true: ${statement}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return {
    url: urlAt(port),
    catchUp: async () => {
      const wanted = String(await askAt(from.port, 'select pg_current_wal_lsn() as answer'))
      await until(port, `select pg_last_wal_replay_lsn() >= '${wanted}' as answer`)
    },
    detach: async () => {
      await askAt(port, `alter system set primary_conninfo = ''`)
      await askAt(port, 'select pg_reload_conf()')
      await until(port, 'select count(*) = 0 as answer from pg_stat_wal_receiver')
    },
    promote: async () => {
      await until(port, 'select pg_promote() as answer')
    },
    drop: kill,
  }
}

const clusters = new Map<string, Promise<string>>()

/** A cluster to copy, made once by this process: in the folder that goes when the run of the tests ends. */
async function emptyCluster(programs: string): Promise<string> {
  const made = clusters.get(programs)
  if (made) return made
  const making = (async () => {
    const folder = mkdtempSync(join(runFolder(), 'cluster-'))
    if (asNobody().uid !== undefined) chownSync(folder, NOBODY, NOBODY)
    const data = join(folder, 'data')
    await makeCluster(programs, data)
    return data
  })()
  clusters.set(programs, making)
  return making
}

async function makeCluster(programs: string, data: string): Promise<void> {
  // Without a locale in the environment it would be one of SQL_ASCII.
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8']
  const args = ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '--no-instructions', ...locale]
  await run(join(programs, 'initdb'), args, { ...asNobody(), cwd: dirname(data) })
}

function asNobody(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
}

/** @param onSilence called each time that nothing answers */
async function answers(url: string, onSilence: () => void): Promise<void> {
  const before = performance.now()
  for (;;) {
    const client = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined })
    try {
      await client`select 1`
      return
    } catch (error) {
      if (performance.now() - before > TIMEOUT_MS) throw error
      onSilence()
      await new Promise((resolve) => setTimeout(resolve, 100))
    } finally {
      await client.end({ timeout: 1 })
    }
  }
}

/** A port of 127.0.0.1 that nobody listens at. */
export async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}

function findPrograms(): string | null {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  return (
    versions.map((each) => join(root, each, 'bin')).find((path) => existsSync(join(path, 'initdb'))) ?? null
  )
}
