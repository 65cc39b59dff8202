import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { UsageError } from '../../base/errors.ts'

/** Name of the data set; a folder whose Data Package has it is one of ours. */
export const DATASET_NAME = 'paperboy-daily-papers'

/** File that marks a folder of ours: the Data Package with our name. */
const MARKER = 'datapackage.json'

/** File of the checksums. */
export const SUMS = 'SHA256SUMS'

/** An existing data set. */
export interface OldDataset {
  readonly folder: string
  /** SHA-256 of each file by its path, as it was written. */
  readonly sums: ReadonlyMap<string, string>
  /** The columns of each resource, as JSON, by its name. */
  readonly schemas: ReadonlyMap<string, string>
  readonly resources: readonly Resource[]
}

/** A table in one format, as the Data Package has it. */
export interface Resource {
  readonly name: string
  readonly description: string
  readonly path: string | readonly string[]
}

/**
 * Reads the data set in a folder; null when the folder is empty or missing.
 *
 * @throws {UsageError} when it is a file, or holds anything but one data set: nothing is ever removed
 *   that this program did not write
 */
export async function readOldDataset(folder: string): Promise<OldDataset | null> {
  const found = await stat(folder).catch(() => null)
  if (found === null) return null
  if (!found.isDirectory()) throw new UsageError(`${folder} is not a folder: name a new or empty one`)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  if (entries.length === 0) return null
  const old = await datasetIn(folder)
  if (old === null)
    throw new UsageError(
      `${folder} holds files but no data set of Paperboy: name a new or empty folder, as in "npx paperboy dataset export ${join(folder, 'daily-papers')}"`,
    )
  for (const entry of entries) {
    const path = relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/')
    const isOurs = entry.isDirectory() || path === SUMS || (entry.isFile() && old.sums.has(path))
    if (!isOurs)
      throw new UsageError(
        `${folder} holds ${path}, which is not part of the data set and would be lost: move it away, then run the same command again`,
      )
  }
  return old
}

/** Reads the data set in a folder, whatever else is there; null when there is none. */
export async function datasetIn(folder: string): Promise<OldDataset | null> {
  try {
    const { name, resources } = JSON.parse(await readFile(join(folder, MARKER), 'utf8')) as {
      name: string
      resources: (Resource & { readonly schema: unknown })[]
    }
    if (name !== DATASET_NAME) return null
    const lines = (await readFile(join(folder, SUMS), 'utf8')).trimEnd().split('\n')
    return {
      folder,
      sums: new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)])),
      schemas: new Map(resources.map((each) => [each.name, JSON.stringify(each.schema)])),
      resources,
    }
  } catch {
    return null
  }
}
