import { existsSync } from 'node:fs'
import { readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { describeError, WarehouseUnavailable } from '../../errors.ts'
import { acquireFolderLock } from './folder-lock.ts'
import { writeWhole } from './write-whole.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** The two generations of dumps, newest first, beside the database's own folder. */
export const DUMPS = ['dump.tar.zst', 'dump.previous.tar.zst'] as const

/**
 * Writes the whole database beside its folder. The dump before it is kept as the previous one; a dump that is cut off
 * is never taken for one.
 *
 * @returns its path
 */
export async function dumpEmbedded(engine: PGlite, folder: string): Promise<string> {
  const [newest, previous] = DUMPS.map((name) => join(folder, name)) as [string, string]
  const tar = await engine.dumpDataDir('none')
  const bytes = await compress(new Uint8Array(await tar.arrayBuffer()))
  await writeWhole(
    newest,
    async (file) => file.writeFile(bytes),
    async () => {
      if (existsSync(newest)) await rename(newest, previous)
    },
  )
  return newest
}

/** What a restore did. */
export interface Restored {
  /** The dump that was taken, and when it was made. */
  readonly dump: string
  readonly madeAt: Date
  /** Where the database that was there lies now; null when there was none. */
  readonly replaced: string | null
}

/**
 * Puts a dump in the place of the embedded database. The one that was there is put aside, not deleted; when the dump
 * can't be read it is put back.
 *
 * @param folder the folder of the embedded warehouse
 * @param generation 0 for the newest dump, 1 for the one before
 * @throws {WarehouseUnavailable} when another process holds the folder, or there is no such dump, or it is damaged
 */
export async function restoreEmbedded(
  folder: string,
  generation: 0 | 1,
  now: Temporal.Instant,
): Promise<Restored> {
  const dump = join(folder, DUMPS[generation])
  if (!existsSync(dump)) {
    throw new WarehouseUnavailable(`there is no dump at ${dump}: one is made after each run that writes`, {
      retryable: false,
    })
  }
  const lock = await acquireFolderLock(folder)
  const data = join(folder, 'pgdata')
  const stamp = now.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')
  let aside = `${data}.replaced-${stamp}`
  for (let count = 2; existsSync(aside); count++) aside = `${data}.replaced-${stamp}-${count}`
  try {
    const tar = await decompress(await readFile(dump))
    const replaced = existsSync(data) ? aside : null
    if (replaced !== null) await rename(data, replaced)
    try {
      const loadDataDir = new Blob([new Uint8Array(tar)])
      const engine = await PGlite.create({ dataDir: data, loadDataDir, extensions: { pg_trgm } })
      await engine.query('select count(*) from runs')
      await engine.close()
    } catch (error) {
      await rm(data, { recursive: true, force: true })
      if (replaced !== null) await rename(replaced, data)
      throw error
    }
    return { dump, madeAt: (await stat(dump)).mtime, replaced }
  } catch (error) {
    throw new WarehouseUnavailable(`the dump ${dump} can't be restored: ${describeError(error)}`, {
      retryable: false,
      cause: error,
    })
  } finally {
    await lock.release()
  }
}
