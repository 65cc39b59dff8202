import { sql } from '../../../base/sql.ts'
import { grantReader } from '../grant-reader.ts'
import type { Warehouse } from '../warehouse.ts'
import { DATABASE, READERS } from './cluster.ts'
import type { Address } from './ensure-database.ts'
import { openSession } from './session.ts'

/** The role that is served: it reads everything and writes nothing. */
export const READER = 'reader'

/** What Postgres lets everyone do: make large objects, and end or cancel other sessions of their own role. */
const NOT_FOR_READERS = [
  'lo_creat(integer)',
  'lo_create(oid)',
  'lo_from_bytea(oid, bytea)',
  'pg_terminate_backend(integer, bigint)',
  'pg_cancel_backend(integer)',
]

/**
 * Lets the reader into the embedded server with this password, and takes from it what Postgres gives to everyone.
 * What clients set for the role itself (`ALTER ROLE`, which Postgres forbids nobody for their own) is put back.
 *
 * @param address where the warehouse's server answers its owner
 */
export async function admitReader(warehouse: Warehouse, address: Address, password: string): Promise<void> {
  await grantReader(warehouse, READER)
  for (const change of [
    `alter role ${READER} reset all`,
    `alter role ${READER} in database ${DATABASE} reset all`,
    `alter role ${READER} set default_transaction_read_only = on`,
    `alter role ${READER} password '${password}' connection limit ${READERS}`,
    // Whoever sits in a template keeps others from making a database.
    'revoke connect on database template1 from public',
  ]) {
    await warehouse.rows(sql.raw(change))
  }
  // psql -l and some BI tools enter by the database postgres.
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
