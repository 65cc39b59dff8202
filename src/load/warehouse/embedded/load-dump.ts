import { WarehouseUnavailable } from '../../../base/errors.ts'
import { countApplied } from '../known-migrations.ts'
import { migrate } from '../migrate.ts'
import type { Warehouse } from '../warehouse.ts'
import { readDump } from './read-dump.ts'
import type { Session } from './session.ts'
import { copied } from './write-dump.ts'

/** Tables whose rows `migrate` writes. */
const BY_MIGRATE: ReadonlySet<string> = new Set(['migrations', 'definitions'])

/**
 * Loads a dump into an empty database, in one transaction: its tables as of its version, then its rows.
 * Newer tables are left to the next `migrate`.
 *
 * @param warehouse the same database as the session's, to create the tables
 * @throws when the dump is damaged, or of a newer version
 */
export async function loadDump(dump: string, warehouse: Warehouse, session: Session): Promise<void> {
  let begun = false
  try {
    await readDump(dump, {
      header: async ({ migrations, tables, sequences }) => {
        const count = countApplied(migrations, dump)
        const { total } = await migrate(warehouse, count)
        if (total < count) {
          throw new WarehouseUnavailable(`the dump ${dump} is of a newer version of paperboy: use that one`, {
            retryable: false,
          })
        }
        await session.rows('begin')
        begun = true
        // Rows come table by table: referenced rows may follow later.
        await session.rows('set local session_replication_role = replica')
        const kept = tables.filter(({ name }) => !BY_MIGRATE.has(name)).map(({ name }) => `"${name}"`)
        await session.rows(`truncate ${kept.join(', ')}`)
        for (const { name, value } of sequences)
          await session.rows(`select setval('"${name}"', ${BigInt(value)})`)
      },
      lines: async ({ name, columns }, bytes) => {
        if (!BY_MIGRATE.has(name)) await session.copyIn(copied(name, columns), bytes)
      },
    })
    await session.rows('commit')
    await session.rows('analyze')
  } catch (error) {
    if (begun) await session.rows('rollback')
    throw error
  }
}
