import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { becomesTrue, type EmbeddedUser, serverOf, useEmbedded } from '../support/embedded-users.ts'
import { readyFolder } from '../support/ready-folder.ts'

const NOBODY = 65_534
const IS_ROOT = process.getuid?.() === 0

const users: EmbeddedUser[] = []
const homes: string[] = []

function newFolder(mode = 0o700): string {
  const home = mkdtempSync(join(tmpdir(), 'paperboy-pg-'))
  chmodSync(home, mode)
  homes.push(home)
  return join(home, 'warehouse')
}

/** One with a warehouse in it that no process uses. */
async function madeFolder(): Promise<string> {
  const folder = newFolder()
  await readyFolder(folder)
  return folder
}

async function use(...args: Parameters<typeof useEmbedded>): Promise<EmbeddedUser> {
  const user = await useEmbedded(...args)
  users.push(user)
  return user
}

afterEach(async () => {
  for (const user of users.splice(0)) await user.kill()
  for (const home of homes.splice(0)) {
    const server = serverOf(join(home, 'warehouse'))
    if (server !== null) process.kill(server, 'SIGQUIT')
    await becomesTrue(() => serverOf(join(home, 'warehouse')) === null)
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
})

describe('processes on one embedded folder', () => {
  test('share one server, which the last one stops', async () => {
    const folder = await madeFolder()
    const one = await use(folder)
    const server = serverOf(folder)
    expect(await one.ask('create table t (n int)')).toEqual([])
    const two = await use(folder)
    expect(serverOf(folder)).toBe(server)
    expect(await two.ask('insert into t values (1) returning n')).toEqual([{ n: 1 }])
    expect(await one.leave()).toBe(0)
    expect(serverOf(folder)).toBe(server)
    expect(await two.ask('select n from t')).toEqual([{ n: 1 }])
    expect(await two.leave()).toBe(0)
    expect(serverOf(folder)).toBe(null)
    expect(readdirSync(join(folder, 'users'))).toEqual([])
    const three = await use(folder)
    expect(await three.ask('select n from t')).toEqual([{ n: 1 }])
    expect(await three.leave()).toBe(0)
  })

  test('fault 20: four that start at the same moment in a new folder have one server', async () => {
    const folder = newFolder()
    const four = await Promise.all(Array.from({ length: 4 }, async () => use(folder)))
    const starts = await Promise.all(
      four.map(async (each) => each.ask('select pg_postmaster_start_time()::text as at')),
    )
    expect(new Set(starts.map((rows) => JSON.stringify(rows))).size).toBe(1)
    const pids = await Promise.all(four.map(async (each) => each.ask('select pg_backend_pid() as pid')))
    expect(new Set(pids.map((rows) => JSON.stringify(rows))).size).toBe(4)
    expect(await Promise.all(four.map(async (each) => each.leave()))).toEqual([0, 0, 0, 0])
    expect(serverOf(folder)).toBe(null)
  })

  test('fault 20: three that find a dead lock and a dead server have one server', async () => {
    const folder = await madeFolder()
    const first = await use(folder)
    await first.ask('create table t as select 1 as n')
    const server = serverOf(folder)!
    await first.kill()
    process.kill(server, 'SIGKILL')
    const dead = spawnSync(process.execPath, ['--version']).pid
    writeFileSync(
      join(folder, 'lock'),
      JSON.stringify({ pid: dead, startTime: '1', host: execFileSync('hostname').toString().trim() }),
    )
    const three = await Promise.all(Array.from({ length: 3 }, async () => use(folder)))
    const starts = await Promise.all(
      three.map(async (each) => each.ask('select pg_postmaster_start_time()::text as at')),
    )
    expect(new Set(starts.map((rows) => JSON.stringify(rows))).size).toBe(1)
    expect(await three[0]!.ask('select n from t')).toEqual([{ n: 1 }])
  })

  test('a Ctrl-C that ends the first process leaves the server to the second', async () => {
    const folder = await madeFolder()
    const first = await use(folder, { detached: true })
    const second = await use(folder)
    // As a terminal does: to the group of the foreground.
    process.kill(-first.child.pid!, 'SIGINT')
    await new Promise((resolve) => first.child.once('close', resolve))
    expect(await second.ask('select 1 as n')).toEqual([{ n: 1 }])
    expect(await second.leave()).toBe(0)
    expect(serverOf(folder)).toBe(null)
  })
})

describe('processes and servers that die', () => {
  test('fault 16: a killed server is started anew by the process that uses it, and no committed row is lost', async () => {
    const folder = await madeFolder()
    const user = await use(folder)
    await user.ask('create table t (n int)')
    await user.ask('insert into t select generate_series(1, 1000)')
    const server = serverOf(folder)!
    process.kill(server, 'SIGKILL')
    expect(await becomesTrue(() => serverOf(folder) === null)).toBe(true)
    expect(await user.ask('select count(*)::int as n from t')).toEqual([{ n: 1000 }])
    expect(serverOf(folder)).not.toBe(server)
    expect(await user.leave()).toBe(0)
    expect(serverOf(folder)).toBe(null)
  })

  test('fault 16: a killed process holds nothing: the next one shares its server and stops it', async () => {
    const folder = await madeFolder()
    const first = await use(folder)
    await first.ask('create table t as select 1 as n')
    const server = serverOf(folder)
    await first.kill()
    expect(serverOf(folder)).toBe(server)
    const second = await use(folder)
    expect(serverOf(folder)).toBe(server)
    expect(await second.ask('select n from t')).toEqual([{ n: 1 }])
    await second.leave()
    expect(serverOf(folder)).toBe(null)
  })

  test('fault 16: a server whose last process was killed is stopped by its watcher', async () => {
    const folder = await madeFolder()
    const user = await use(folder, { watchSeconds: 1 })
    await new Promise((resolve) => setTimeout(resolve, 3500))
    // A living one keeps it.
    expect(await user.ask('select 1 as n')).toEqual([{ n: 1 }])
    expect(serverOf(folder)).not.toBe(null)
    await user.kill()
    expect(await becomesTrue(() => serverOf(folder) === null)).toBe(true)
  })

  test("fault 20: a dead server's file that names another process stops nobody", async () => {
    const folder = await madeFolder()
    const first = await use(folder)
    await first.ask('create table t as select 1 as n')
    const server = serverOf(folder)!
    await first.kill()
    const file = join(folder, 'postgres/postmaster.pid')
    const lines = readFileSync(file, 'utf8').split('\n')
    process.kill(server, 'SIGKILL')
    await becomesTrue(() => serverOf(folder) === null)
    // The id was given to this process, as after a reboot.
    writeFileSync(file, [process.pid, ...lines.slice(1)].join('\n'))
    writeFileSync(join(folder, 'users/999999999.1'), 'cut o')
    const second = await use(folder)
    expect(await second.ask('select n from t')).toEqual([{ n: 1 }])
    expect(await second.leave()).toBe(0)
    expect(serverOf(folder)).toBe(null)
  })

  test('fault 20: a server of another machine is left alone while it gives signs of life', async () => {
    const folder = await madeFolder()
    const first = await use(folder)
    expect(await first.leave()).toBe(0)
    const elsewhere = JSON.stringify({
      pid: 1,
      identity: 'another-boot pid:[1] 1 1',
      host: 'another-machine',
    })
    writeFileSync(join(folder, 'server.json'), elsewhere)
    await expect(use(folder)).rejects.toThrow(/is used on another-machine/)
    execFileSync('touch', ['-d', '10 minutes ago', join(folder, 'server.json')])
    const second = await use(folder)
    expect(await second.ask('select 1 as n')).toEqual([{ n: 1 }])
  })

  test('a making of the cluster that was cut off begins anew', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'postgres.new'), { recursive: true })
    writeFileSync(join(folder, 'postgres.new/PG_VERSION'), '18\n')
    const user = await use(folder)
    expect(await user.ask('select 1 as n')).toEqual([{ n: 1 }])
  })
})

describe('where it runs', () => {
  test('a path that is too long for a socket has its socket elsewhere, and all find it', async () => {
    const folder = join(
      newFolder(),
      'a-folder-with-a-name-of-fifty-letters-or-some-more'.repeat(3),
      'warehouse',
    )
    const one = await use(folder)
    const two = await use(folder)
    const [row] = (await two.ask('show unix_socket_directories')) as { unix_socket_directories: string }[]
    const sockets = row!.unix_socket_directories
    expect(sockets).toContain('paperboy-socket-')
    expect(statSync(sockets).mode & 0o777).toBe(0o700)
    expect([await one.leave(), await two.leave()]).toEqual([0, 0])
    expect(() => statSync(sockets)).toThrow(/ENOENT/)
  })

  test('nobody gets in without the password, and no port is open', async () => {
    const folder = await madeFolder()
    const user = await use(folder)
    expect(await user.ask('show listen_addresses')).toEqual([{ listen_addresses: '' }])
    const psql = spawnSync('psql', [
      '-h',
      join(folder, 'sockets'),
      '-U',
      'paperboy',
      '-w',
      'paperboy',
      '-c',
      'select 1',
    ])
    expect(psql.status).not.toBe(0)
    expect(statSync(join(folder, 'owner-password')).mode & 0o777).toBe(0o600)
  })

  test.skipIf(!IS_ROOT)('as root in a home that only root may enter nothing changes its owner', async () => {
    const folder = newFolder()
    const user = await use(folder)
    await user.ask('create table t as select 1 as n')
    expect(await user.leave()).toBe(0)
    expect(readFileSync(join(folder, 'runs-as'), 'utf8')).toBe('namespace')
    expect(statSync(join(folder, 'postgres')).uid).toBe(0)
  })

  test.skipIf(!IS_ROOT)(
    'as root without user namespaces it runs with one capability, or as another user',
    async () => {
      const folder = await madeFolder()
      const first = await use(folder)
      await first.ask('create table t as select 1 as n')
      await first.leave()
      const without = (names: readonly string[]) => {
        const bin = mkdtempSync(join(tmpdir(), 'paperboy-bin-'))
        homes.push(bin)
        chmodSync(bin, 0o755)
        for (const name of readdirSync('/usr/bin')) {
          if (!names.includes(name)) symlinkSync(join('/usr/bin', name), join(bin, name))
        }
        return { PATH: bin }
      }
      const second = await use(folder, { env: without(['unshare']) })
      expect(await second.ask('select n from t')).toEqual([{ n: 1 }])
      expect(await second.leave()).toBe(0)
      expect(readFileSync(join(folder, 'runs-as'), 'utf8')).toBe('capability')
      expect(statSync(join(folder, 'postgres')).uid).toBe(NOBODY)
      // Another user needs a way to the files.
      chmodSync(join(folder, '..'), 0o755)
      chmodSync(folder, 0o755)
      const third = await use(folder, { env: without(['unshare', 'setpriv']) })
      expect(await third.ask('select n from t')).toEqual([{ n: 1 }])
      expect(await third.leave()).toBe(0)
      expect(readFileSync(join(folder, 'runs-as'), 'utf8')).toBe('other-user')
      // And back, once namespaces are allowed.
      rmSync(join(folder, 'runs-as'))
      const fourth = await use(folder)
      expect(await fourth.ask('select n from t')).toEqual([{ n: 1 }])
      expect(await fourth.leave()).toBe(0)
      expect(statSync(join(folder, 'postgres/PG_VERSION')).uid).toBe(0)
    },
  )

  test.skipIf(!IS_ROOT)('as an ordinary user it runs as that user', async () => {
    const folder = newFolder()
    chownSync(join(folder, '..'), NOBODY, NOBODY)
    const user = await use(folder, { uid: NOBODY, gid: NOBODY })
    expect(await user.ask('create table t as select 1 as n')).toEqual([])
    expect(statSync(join(folder, 'postgres')).uid).toBe(NOBODY)
    expect(await user.leave()).toBe(0)
    expect(serverOf(folder)).toBe(null)
  })
})
