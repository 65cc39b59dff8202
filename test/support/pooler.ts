import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './own-server.ts'

/** Where PgBouncer is; null where it is not installed. */
export const POOLER =
  ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find(existsSync) ?? null

if (POOLER === null) console.warn('no PgBouncer here: tests through one are skipped')

/** PgBouncer refuses to run as root: then it runs as this user, `nobody`. */
const NOBODY = 65_534
const TIMEOUT_MS = 15_000

/** A PgBouncer of a test's own before a server. */
export interface Pooler {
  /** The address of a database of the server, through the pooler. */
  readonly through: (url: string) => string
  readonly stop: () => Promise<void>
}

/**
 * Starts a PgBouncer with its default settings, which trusts everyone as the servers of the tests do.
 *
 * @param server a URL of the server
 * @param users who may come in
 */
export async function startPooler(
  server: string,
  {
    mode,
    users,
  }: { readonly mode: 'session' | 'transaction' | 'statement'; readonly users: readonly string[] },
): Promise<Pooler> {
  if (POOLER === null) throw new Error('no PgBouncer is installed here')
  const { hostname, port: serverPort } = new URL(server)
  const isRoot = process.getuid?.() === 0
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-pooler-'))
  const port = await freePort()
  const [settings, known] = [join(folder, 'pgbouncer.ini'), join(folder, 'users.txt')]
  writeFileSync(known, users.map((user) => `"${user}" ""\n`).join(''))
  writeFileSync(
    settings,
    [
      '[databases]',
      `* = host=${hostname} port=${serverPort || '5432'}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = trust',
      `auth_file = ${known}`,
      `pool_mode = ${mode}`,
      '',
    ].join('\n'),
  )
  if (isRoot) for (const path of [folder, settings, known]) chownSync(path, NOBODY, NOBODY)
  const child = spawn(POOLER, [settings], {
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
    cwd: folder,
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const stop = async () => {
    // At once: the first signal of the other kind waits for clients.
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const before = performance.now()
  while (!(await answers(port))) {
    if (child.exitCode === null && performance.now() - before < TIMEOUT_MS) await sleep(20)
    else {
      await stop()
      throw new Error('PgBouncer did not start')
    }
  }
  return {
    through: (url) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).toString(),
    stop,
  }
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })
}
