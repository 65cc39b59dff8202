import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { attach } from '../../src/load/warehouse/embedded/server.ts'
import { copyFolder } from './copy-folder.ts'
import { CARELESS, SHARED, type SharedServers } from './shared-servers.ts'

/**
 * Puts an embedded warehouse where there is none: migrated, empty, and without a server. Making one from nothing takes
 * ten times as long; `faults/embedded.test.ts` and `integration/embedded.test.ts` test that.
 */
export async function readyFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  await copyFolder(shared().readyFolder, folder)
}

/**
 * Puts an embedded warehouse into a data folder and keeps its server running, so that each command of a test finds it
 * running instead of starting and stopping it.
 *
 * @returns lets go of it
 */
export async function keepServer(home: string): Promise<() => Promise<void>> {
  const folder = join(home, 'warehouse')
  await readyFolder(folder)
  const { leave } = await attach(folder, { settings: CARELESS })
  return leave
}

/** False for a measurement, which shares nothing with others. */
export function isTestRun(): boolean {
  return SHARED in process.env
}

/** A folder that is gone when the run of the tests ends. */
export function runFolder(): string {
  return dirname(shared().readyFolder)
}

function shared(): SharedServers {
  return JSON.parse(process.env[SHARED] ?? '{}') as SharedServers
}
