import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeError, WarehouseUnavailable } from '../../base/errors.ts'
import { carryOver } from './embedded/carry-over.ts'
import { dumpUnlessYoung } from './embedded/dump-embedded.ts'
import type { Engine } from './embedded/restore-embedded.ts'
import { attach, NoPostgresHere, notAnswering, type ServerOptions, underLock } from './embedded/server.ts'
import { openSession } from './embedded/session.ts'
import { openPostgres } from './open-server.ts'
import type { SessionSettings } from './session-settings.ts'
import { makePrivateFolder } from '../../base/private-folder.ts'
import type { Warehouse } from './warehouse.ts'

/** Options of an embedded warehouse. */
export interface EmbeddedOptions extends ServerOptions {
  /** `auto` is a Postgres server, or PGlite where none can run. Default `auto`. */
  readonly engine?: 'auto' | Engine
  /** Settings of every session beside the usual ones. */
  readonly session?: SessionSettings
  /** Receives notes for a person. Default: a line on stderr. */
  readonly onNote?: (sentence: string) => void
}

/**
 * Opens the embedded warehouse: the folder's own Postgres server, shared by all processes that use the folder.
 *
 * @param folder its folder, created if need be; null for one that is deleted when closed
 * @throws {WarehouseUnavailable} when it can't be opened, or another machine uses it
 */
export async function openEmbedded(folder: string | null, options: EmbeddedOptions = {}): Promise<Warehouse> {
  if (folder === null) return openThrowAway(options)
  const { engine = 'auto', onNote = toStandardError } = options
  const data = join(folder, 'postgres')
  if (engine !== 'pglite') {
    try {
      return await openOnServer(folder, options, onNote)
    } catch (error) {
      // An existing warehouse must not be mistaken for an empty one of the other engine.
      if (engine === 'postgres' || !(error instanceof NoPostgresHere) || existsSync(data)) throw error
      onNote(`${describeError(error)}; this warehouse is PGlite's, which only one process can use`)
    }
  } else if (existsSync(data)) {
    throw new WarehouseUnavailable(
      `the warehouse in ${folder} is a Postgres server's: unset PAPERBOY_EMBEDDED, or set PAPERBOY_HOME to a new folder`,
      { retryable: false },
    )
  }
  await makePrivateFolder(folder)
  return (await import('./embedded/open-pglite.ts')).openPglite(folder)
}

/** Chooses the engine of a folder's warehouse, existing or new. */
export function engineOf(folder: string, setting: 'auto' | Engine): Engine {
  if (setting !== 'auto') return setting
  return existsSync(join(folder, 'pgdata')) && !existsSync(join(folder, 'postgres')) ? 'pglite' : 'postgres'
}

async function openOnServer(
  folder: string,
  options: EmbeddedOptions,
  onNote: (sentence: string) => void,
): Promise<Warehouse> {
  if (existsSync(join(folder, 'pgdata'))) await carriedOver(folder, onNote)
  const attachment = await attach(folder, options)
  let { address } = attachment
  return openPostgres({
    kind: 'embedded',
    location: folder,
    address,
    whyUnopened: (error) => notAnswering(folder, error),
    revive: async () => (address = await attachment.revive()),
    dump: async (leastHours = 0) => {
      const session = openSession(address)
      try {
        return await dumpUnlessYoung(session, folder, leastHours)
      } finally {
        await session.close()
      }
    },
    onClose: attachment.leave,
    session: options.session ?? {},
  })
}

async function carriedOver(folder: string, onNote: (sentence: string) => void): Promise<void> {
  const sentence = await underLock(folder, async () => carryOver(folder))
  if (sentence !== null) onNote(sentence)
}

async function openThrowAway(options: EmbeddedOptions): Promise<Warehouse> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-'))
  // It will be deleted, so nothing needs to reach the disk.
  const settings = { ...options.settings, fsync: 'off', full_page_writes: 'off' }
  const warehouse = await openEmbedded(folder, { ...options, settings })
  return {
    ...warehouse,
    dump: null,
    close: async () => {
      await warehouse.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function toStandardError(sentence: string): void {
  process.stderr.write(`paperboy: ${sentence}\n`)
}
