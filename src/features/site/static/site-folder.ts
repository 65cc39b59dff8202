import { existsSync } from 'node:fs'
import { chmod, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../../../base/errors.ts'
import { EMPTY_MANIFEST, manifestText, readManifest, type SiteManifest } from './site-manifest.ts'

/** What the site keeps for itself in its folder. */
const OWN = '.paperboy'

/** A folder that a web server may be serving while files in it are written. */
export interface SiteFolder {
  /** What it says that it holds; empty for a new folder. */
  readonly manifest: SiteManifest
  /** True where `Jane` and `jane` are one file. */
  readonly foldsCase: boolean
  /** Whether a file is there. */
  readonly has: (file: string) => boolean
  /** Writes a file that is seen whole or not at all; false when it was there already, byte for byte. */
  readonly write: (file: string, content: string | Uint8Array) => Promise<boolean>
  /** Takes a file away, and the folders that hold nothing any more. */
  readonly remove: (file: string) => Promise<void>
  /** Says what the folder holds now: written last. */
  readonly keep: (manifest: SiteManifest) => Promise<void>
  /** Lets others write in it. */
  readonly close: () => Promise<void>
}

/** Takes a folder for this process alone. */
export type TakeFolder = (folder: string) => Promise<{ readonly release: () => Promise<void> }>

/**
 * Opens the folder of a static site, or makes it. Close it.
 *
 * @param take takes what the site keeps for itself in the folder, so that no other build writes there
 * @throws {UsageError} when it holds what is not such a site's: nothing is touched then
 */
export async function openSiteFolder(named: string, take: TakeFolder): Promise<SiteFolder> {
  const folder = resolve(named)
  const own = join(folder, OWN)
  const manifestPath = join(own, 'manifest.json')
  await claim(folder, manifestPath)
  await mkdir(own, { recursive: true })
  const { release } = await take(own)
  try {
    return { ...(await openTaken(folder, own, manifestPath)), close: release }
  } catch (error) {
    await release()
    throw error
  }
}

async function openTaken(
  folder: string,
  own: string,
  manifestPath: string,
): Promise<Omit<SiteFolder, 'close'>> {
  const parts = join(own, 'parts')
  // What a build that was killed left half written.
  await rm(parts, { recursive: true, force: true })
  await mkdir(parts, { recursive: true })
  const writeWhole = wholeWriter(parts)
  const text = await readFile(manifestPath, 'utf8').catch(() => null)
  // What is ours says so before the first page is there: the next build goes on in it.
  if (text === null) await writeWhole(manifestPath, manifestText(EMPTY_MANIFEST))
  const foldsCase = await stat(join(folder, OWN.toUpperCase())).then(
    () => true,
    () => false,
  )
  return {
    manifest: text === null ? EMPTY_MANIFEST : readManifest(text),
    foldsCase,
    // A call for each takes a fifth of the time that reading all folders takes.
    has: (file) => existsSync(join(folder, file)),
    write: siteWriter(folder),
    remove: async (file) => {
      await unlink(join(folder, file)).catch(() => undefined)
      for (let parent = dirname(file); parent !== '.'; parent = dirname(parent)) {
        try {
          await rmdir(join(folder, parent))
        } catch {
          return
        }
      }
    },
    keep: async (manifest) => writeWhole(manifestPath, manifestText(manifest)),
  }
}

/** Writes files of a site's folder that is open, here or in another process: see `SiteFolder.write`. */
export function siteWriter(folder: string): SiteFolder['write'] {
  const writeWhole = wholeWriter(join(folder, OWN, 'parts'))
  return async (file, content) => {
    const path = join(folder, file)
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    const old = await readFile(path).catch(() => null)
    if (old !== null && old.equals(bytes)) return false
    if (old === null) await makeFolder(dirname(path))
    await writeWhole(path, bytes)
    return true
  }
}

let count = 0

function wholeWriter(parts: string) {
  return async (path: string, content: string | Uint8Array) => {
    const part = join(parts, `${process.pid}-${++count}`)
    const file = await open(part, 'w')
    try {
      // The web server runs as another user; what this process writes is its owner's alone unless it says so.
      await file.chmod(0o644)
      await file.writeFile(content)
    } finally {
      await file.close()
    }
    await rename(part, path)
  }
}

/** Makes a folder, with those above it that are not there, for everybody to look into. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; ; made = dirname(made)) {
    await chmod(made, 0o755)
    if (made.length <= first.length) return
  }
}

async function claim(folder: string, manifestPath: string): Promise<void> {
  let names: string[]
  try {
    await makeFolder(folder)
    names = await readdir(folder)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new UsageError(`${folder}: expected a folder for the site, got a file`, { cause: error })
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw new UsageError(`${folder}: it may not be written by this user; name another folder`, {
        cause: error,
      })
    throw error
  }
  // A build that has just begun has written no more than that.
  if (names.every((name) => name === OWN)) return
  const isOurs = await stat(manifestPath).then(
    () => true,
    () => false,
  )
  if (!isOurs)
    throw new UsageError(
      `${folder}: it holds files that no site build wrote (${names.toSorted()[0]} is one of ${names.length}); name an empty or a new folder`,
    )
}
