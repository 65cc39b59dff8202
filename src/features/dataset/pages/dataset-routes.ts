import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { datasetIn, SUMS } from '../old-dataset.ts'
import { sendFile } from './send-file.ts'

/** Path under which the files are served. */
const AT = '/dataset'

/** One table of a data set, in one format. */
export interface OfferedTable {
  readonly name: string
  readonly about: string
  /** Bytes of all its files. */
  readonly bytes: number
  readonly files: readonly { readonly path: string; readonly address: string }[]
}

/** Serves the files of a data set's folder, whole or by ranges, as DuckDB reads Parquet. */
export function datasetRoutes(folder: string): Hono {
  const routes = new Hono()
  routes.get(`${AT}/*`, async (c) => {
    const path = c.req.path.slice(AT.length + 1)
    // Other files in the folder stay private, above all when the setting names a wrong one.
    const sums = (await datasetIn(folder))?.sums
    if (sums === undefined || !(path === SUMS || sums.has(path))) return c.notFound()
    // The next export changes some of the files, and they must match.
    c.header('Cache-Control', 'no-cache')
    return (await sendFile(c, join(folder, path))) ?? c.notFound()
  })
  return routes
}

/** Lists the tables of the data set in a folder; none while there is no data set. */
export async function offeredTables(folder: string): Promise<readonly OfferedTable[]> {
  try {
    const resources = (await datasetIn(folder))?.resources ?? []
    return resources.map(({ name, description, path }) => {
      const paths = [path].flat()
      return {
        name,
        about: description,
        bytes: paths.reduce((sum, each) => sum + statSync(join(folder, each)).size, 0),
        files: paths.map((each) => ({ path: each, address: addressOf(each) })),
      }
    })
  } catch {
    // It is being replaced by a new one.
    return []
  }
}

/** Address of a file of the data set; names need no encoding. */
export function addressOf(path: string): string {
  return `${AT}/${path}`
}
