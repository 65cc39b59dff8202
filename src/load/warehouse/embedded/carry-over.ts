import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freeName, loadInto } from './restore-embedded.ts'
import { stopServer } from './server.ts'
import { DUMPS, writeDump } from './write-dump.ts'

/**
 * Migrates a warehouse from PGlite to the server, once: all tables as they are, by a dump. The old files are
 * put aside. An interrupted migration starts again.
 *
 * @returns a sentence about it; null when there was nothing to migrate
 */
export async function carryOver(folder: string): Promise<string | null> {
  const [old, data, unfinished] = ['pgdata', 'postgres', 'carrying-over'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  if (!existsSync(old)) return null
  // A server's files beside it are those of an interrupted migration, if its dump still exists.
  if (existsSync(data) && !existsSync(unfinished)) return null
  await stopServer(folder)
  await rm(data, { recursive: true, force: true })
  const { openPgliteSession } = await import('./open-pglite.ts')
  const session = await openPgliteSession(folder)
  let holdsTables = false
  try {
    const [found] = await session.rows(`select 1 where to_regclass('migrations') is not null`)
    holdsTables = found !== undefined
    if (holdsTables) await rename(await writeDump(session, folder), unfinished)
  } finally {
    await session.close()
  }
  if (holdsTables) await loadInto(folder, 'postgres', unfinished)
  const aside = freeName(`${old}.carried-over`)
  await rename(old, aside)
  if (holdsTables) await rename(unfinished, join(folder, DUMPS[0]))
  return `the warehouse of ${folder} was migrated to a Postgres server; the old files are in ${aside}: delete them when all is well`
}
