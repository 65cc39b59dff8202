import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepServer } from './ready-folder.ts'
import { WAREHOUSES } from './warehouses.ts'

/** A warehouse for processes of the command line: the variables that name it. */
export interface CliWarehouse {
  readonly env: Readonly<Record<string, string>>
  readonly home: string
  readonly drop: () => Promise<void>
}

/** The kinds of warehouse for processes: embedded always, a server when one answers. */
export const CLI_WAREHOUSES = WAREHOUSES.map(({ name, create }) => ({
  name,
  create: async (): Promise<CliWarehouse> => {
    const home = await mkdtemp(join(tmpdir(), 'paperboy-cli-'))
    const forget = async () => rm(home, { recursive: true, force: true })
    if (name === 'embedded') {
      const leave = await keepServer(home)
      return {
        env: { PAPERBOY_HOME: home },
        home,
        drop: async () => {
          await leave()
          await forget()
        },
      }
    }
    const { databaseUrl, drop } = await create()
    return {
      env: { PAPERBOY_HOME: home, DATABASE_URL: databaseUrl ?? '' },
      home,
      drop: async () => {
        await drop()
        await forget()
      },
    }
  },
}))
