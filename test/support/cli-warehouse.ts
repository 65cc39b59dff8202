import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepServer } from './ready-folder.ts'
import { createForProcesses, WAREHOUSES } from './warehouses.ts'

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

/** The kinds of warehouse for processes: embedded always, a server when one answers. */
export const CLI_WAREHOUSES = WAREHOUSES.map(({ name }) => ({
  name,
  create: async (): Promise<CliWarehouse> => {
    const { home, env, drop: forget } = await emptyHome()
    if (name === 'embedded') {
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
    const { databaseUrl, drop } = await createForProcesses()
    return {
      env: { ...env, DATABASE_URL: databaseUrl ?? '' },
      home,
      drop: async () => {
        await drop()
        await forget()
      },
    }
  },
}))
