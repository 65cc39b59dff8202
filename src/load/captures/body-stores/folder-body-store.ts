import { randomUUID } from 'node:crypto'
import { access, link, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BodiesUnavailable, ConfigurationError, PaperboyError } from '../../../base/errors.ts'
import { type BodyStore, DEPOT_MARK, pathInStore } from '../../warehouse/body-stores.ts'
import { isPermanentPath } from '../../../base/trouble.ts'
import { writeWhole } from '../../../base/write-whole.ts'

const OWNER_ONLY = 0o700

/**
 * A body store in a folder, made when it is first written to.
 *
 * @param address `file:///srv/bodies`
 * @param write writes one file whole; a test gives one that fails
 */
export function folderBodyStore(address: string, write: typeof writeWhole = writeWhole): BodyStore {
  const folder = fileURLToPath(address)
  const pathOf = (sha256: string) => join(folder, pathInStore(sha256))

  async function put(sha256: string, zstd: Uint8Array): Promise<void> {
    const path = pathOf(sha256)
    const made = await mkdir(dirname(path), { recursive: true, mode: OWNER_ONLY })
    try {
      await write(path, async (file) => file.writeFile(zstd), { part: partOf(path) })
    } catch (error) {
      // The other one was done first, and took this part for what a killed one had left.
      if (!isNotThere(error) || !(await isThere(path))) throw error
    }
    await removeParts(path)
    await syncFolders(dirname(path), made === undefined ? dirname(path) : dirname(made))
  }

  return {
    address,
    put: async (sha256, zstd) => told(folder, put(sha256, zstd)),
    get: async (sha256) => told(folder, readContent(pathOf(sha256))),
    remove: async (sha256) =>
      told(
        folder,
        (async () => {
          await rm(pathOf(sha256), { force: true })
          await removeParts(pathOf(sha256))
        })(),
      ),
    whereIs: pathOf,
    claim: async (warehouse) => told(folder, claimFolder(folder, warehouse)),
  }
}

async function claimFolder(folder: string, warehouse: string) {
  const mark = join(folder, DEPOT_MARK)
  const marked = async () => (await readContent(mark))?.toString() ?? null
  if ((await marked()) === null) {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY })
    await createWhole(mark, warehouse)
  }
  // Empty is what one leaves that was killed while it wrote, where there are no hard links.
  if ((await marked()) === '')
    await writeWhole(mark, async (file) => file.writeFile(warehouse), { part: partOf(mark) })
  return { warehouse: (await marked()) ?? warehouse, mark }
}

/** What a file system says that has no hard links. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Makes a file, with all that it holds from its first moment on, unless it is there: of those who come at once one does. */
async function createWhole(path: string, text: string): Promise<void> {
  const part = partOf(path)
  try {
    await writeFile(part, text, { mode: 0o600, flush: true })
    await link(part, path).catch(async (error: unknown) => {
      if (!NO_LINKS.has(codeOf(error))) throw error
      await writeFile(path, text, { flag: 'wx', mode: 0o600, flush: true })
    })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await rm(part, { force: true })
  }
}

/** A name of its own to write a file under: another process may write the same one at the same time. */
function partOf(path: string): string {
  return `${path}.${randomUUID()}.part`
}

/** What a file holds; null when it is not there. */
async function readContent(path: string): Promise<Buffer | null> {
  return readFile(path).catch((error: unknown) => {
    if (isNotThere(error)) return null
    throw error
  })
}

/** Takes out what writers of a file have left that were killed. */
async function removeParts(path: string): Promise<void> {
  const folder = dirname(path)
  const names = await readdir(folder).catch((error: unknown) => {
    if (isNotThere(error)) return []
    throw error
  })
  for (const name of names) {
    const part = join(folder, name)
    if (part.startsWith(`${path}.`) && part.endsWith('.part')) await rm(part, { force: true })
  }
}

/** Puts names on the disk, from the innermost folder up to the one that was there before. */
async function syncFolders(innermost: string, outermost: string): Promise<void> {
  // Windows can't, and need not.
  if (process.platform === 'win32') return
  for (let at = innermost; ; at = dirname(at)) {
    const folder = await open(at, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
    if (at === outermost || at === dirname(at)) return
  }
}

async function told<T>(folder: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof PaperboyError) throw error
    if (isPermanentPath(error))
      throw new ConfigurationError(
        `bodies can't be kept in ${folder}: set PAPERBOY_CAPTURES to a folder that you may write; see "npx paperboy config"`,
        { cause: error },
      )
    const why = codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT' ? 'its disk is full' : 'it failed'
    throw new BodiesUnavailable(
      `the bodies in ${folder} can't be written or read now (${why}): nothing of this step was kept; make room or ` +
        'repair it and run the same command again',
      { cause: error },
    )
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function isNotThere(error: unknown): boolean {
  return codeOf(error) === 'ENOENT'
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}
