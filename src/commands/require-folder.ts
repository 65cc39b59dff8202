import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../base/config.ts'
import { WarehouseUnavailable } from '../base/errors.ts'

/**
 * Checks that there is an embedded warehouse, so that a command that only reads creates none.
 *
 * @throws {WarehouseUnavailable} when the data folder has none; never for a server
 */
export function requireFolder({ databaseUrl, home }: Pick<Config, 'databaseUrl' | 'home'>): void {
  if (databaseUrl !== null || existsSync(join(home, 'warehouse'))) return
  // Opening gives a better error for a data folder that is a file, and creates nothing there.
  if (existsSync(home) && !existsSync(`${home}/`)) return
  throw new WarehouseUnavailable(
    `there is no warehouse in ${home}: run "npx paperboy nightly" to create and fill one, or give another --home`,
    { retryable: false },
  )
}
