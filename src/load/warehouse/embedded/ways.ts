import { execFile } from 'node:child_process'
import { chown, lstat, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Programs } from './programs.ts'

const run = promisify(execFile)

const TIMEOUT_MS = 10_000

/** `nobody` of most systems: a user that owns nothing. */
const NOBODY = 65_534

/** File with the name of the last way that worked. */
const REMEMBERED = 'runs-as'

/** A way to run Postgres, which refuses to run as root. */
export interface Way {
  readonly name: 'as-is' | 'namespace' | 'capability' | 'other-user'
  /** Prefix of the command. */
  readonly before: readonly string[]
  /** Required owner of the database files; null for whoever made them. */
  readonly owner: number | null
  readonly spawn: { readonly uid?: number; readonly gid?: number }
}

/**
 * Finds a way in which the programs run here and may write in the folder, starting with the last one that worked.
 *
 * @returns null when none works: the programs are for another system, or there is only root
 */
export async function findWay(folder: string, programs: Programs): Promise<Way | null> {
  const ways = await waysFor(folder)
  const remembered = await readFile(join(folder, REMEMBERED), 'utf8').catch(() => '')
  ways.sort((a, b) => Number(b.name === remembered) - Number(a.name === remembered))
  for (const way of ways) {
    if (!(await works(way, folder, programs))) continue
    if (way.name !== remembered && way.name !== 'as-is') await writeFile(join(folder, REMEMBERED), way.name)
    return way
  }
  return null
}

/** Changes the owner of a file or folder, recursively, to the user of the way. */
export async function giveTo(way: Way, path: string): Promise<void> {
  const { owner } = way
  if (owner === null || (await lstat(path)).uid === owner) return
  for (const each of await readdir(path, { recursive: true }).catch(() => [])) {
    await chown(join(path, each), owner, owner)
  }
  // Last, so that an interrupted change is seen to be unfinished.
  await chown(path, owner, owner)
}

async function waysFor(folder: string): Promise<Way[]> {
  if (process.getuid?.() !== 0) return [{ name: 'as-is', before: [], owner: null, spawn: {} }]
  const { uid } = await stat(folder)
  const other = uid === 0 ? NOBODY : uid
  const override = ['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override']
  return [
    // Still root outside: nothing changes its owner, and a home that only root may enter is no hindrance.
    { name: 'namespace', before: ['unshare', '--user', '--map-user=1000'], owner: 0, spawn: {} },
    {
      name: 'capability',
      before: [
        'setpriv',
        `--reuid=${NOBODY}`,
        '--clear-groups',
        '--securebits',
        '+no_setuid_fixup',
        ...override,
      ],
      owner: NOBODY,
      spawn: {},
    },
    { name: 'other-user', before: [], owner: other, spawn: { uid: other, gid: other } },
  ]
}

async function works(way: Way, folder: string, programs: Programs): Promise<boolean> {
  const place = await mkdtemp(join(folder, 'probe-'))
  try {
    await giveTo(way, place)
    const script = 'test "$(id -u)" != 0 && mkdir "$0/inside" && "$@" --version'
    const [command, ...args] = [
      ...way.before,
      'sh',
      '-c',
      script,
      place,
      ...programs.before,
      programs.postgres,
    ]
    await run(command ?? 'sh', args, { ...way.spawn, cwd: '/', timeout: TIMEOUT_MS })
    return true
  } catch {
    return false
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}
