import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepServer } from './ready-folder.ts'
import { createForProcesses, HAS_SERVER } from './warehouses.ts'

/** A warehouse for processes of the command line: the variables that name it. */
export interface CliWarehouse {
  readonly env: Readonly<Record<string, string>>
  readonly home: string
  readonly drop: () => Promise<void>
}

/** A data folder without anything in it, for tests of how a warehouse begins. */
export async function emptyHome(): Promise<CliWarehouse> {
  const home = await mkdtemp(join(tmpdir(), 'paperboy-cli-'))
  const drop = async () => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  return { env: { PAPERBOY_HOME: home }, home, drop }
}

/** Makes an embedded warehouse for processes. */
export async function createCliEmbedded(): Promise<CliWarehouse> {
  const { home, env, drop: forget } = await emptyHome()
  const leave = await keepServer(home)
  return {
    env,
    home,
    drop: async () => {
      await leave()
      await forget()
    },
  }
}

/** Makes a warehouse on the server for processes; only where `HAS_SERVER`. */
export async function createCliOnServer(): Promise<CliWarehouse> {
  const { home, env, drop: forget } = await emptyHome()
  const { databaseUrl, drop } = await createForProcesses()
  return {
    env: { ...env, DATABASE_URL: databaseUrl ?? '' },
    home,
    drop: async () => {
      await drop()
      await forget()
    },
  }
}

/** Makes a warehouse for processes: on the server, and an embedded one where no server answers. */
export const createCliWarehouse = HAS_SERVER ? createCliOnServer : createCliEmbedded

/** Both kinds, for what differs between them. */
export const CLI_WAREHOUSES = [
  { name: 'embedded', create: createCliEmbedded },
  ...(HAS_SERVER ? [{ name: 'server', create: createCliOnServer }] : []),
]
