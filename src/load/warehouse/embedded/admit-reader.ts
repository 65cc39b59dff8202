import { sql } from '../../../base/sql.ts'
import { grantReader } from '../grant-reader.ts'
import type { Warehouse } from '../warehouse.ts'
import { DATABASE, READERS } from './cluster.ts'
import type { Address } from './ensure-database.ts'
import { openSession } from './session.ts'

/** Role for served clients: it reads everything and writes nothing. */
export const READER = 'reader'

/** Functions that Postgres lets everyone call: to create large objects, and to end or cancel other sessions of their role. */
const NOT_FOR_READERS = [
  'lo_creat(integer)',
  'lo_create(oid)',
  'lo_from_bytea(oid, bytea)',
  'pg_terminate_backend(integer, bigint)',
  'pg_cancel_backend(integer)',
]

/**
 * Admits the reader to the embedded server with this password, and revokes what Postgres grants to everyone.
 * Settings that clients made for the role itself (`ALTER ROLE`, which Postgres always allows for one's own) are reset.
 *
 * @param address the server's address for its owner
 */
export async function admitReader(warehouse: Warehouse, address: Address, password: string): Promise<void> {
  await grantReader(warehouse, READER)
  for (const change of [
    `alter role ${READER} reset all`,
    `alter role ${READER} in database ${DATABASE} reset all`,
    `alter role ${READER} set default_transaction_read_only = on`,
    `alter role ${READER} password '${password}' connection limit ${READERS}`,
    // A session in a template keeps others from creating a database.
    'revoke connect on database template1 from public',
  ]) {
    await warehouse.rows(sql.raw(change))
  }
  // psql -l and some BI tools connect to the database postgres.
  for (const database of [DATABASE, 'postgres']) {
    const session = openSession({ ...address, database })
    try {
      await session.rows(`revoke temporary on database ${database} from public`)
      await session.rows(`revoke execute on function ${NOT_FOR_READERS.join(', ')} from public`)
    } finally {
      await session.close()
    }
  }
}
