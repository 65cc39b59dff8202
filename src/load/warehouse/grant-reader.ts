import { sql } from '../../sql.ts'
import type { Warehouse } from './warehouse.ts'

/** What an identifier may be without surprises in a connection string. */
const ROLE_NAME = /^[a-z_][a-z0-9_]{0,62}$/

/** Addresses of people, and keys of the links in their mails. */
const PRIVATE = ['subscribers', 'deliveries', 'delivered_papers'].map((table) => sql.identifier(table))

/** True for a name that `grantReader` takes. */
export function isRoleName(name: string): boolean {
  return ROLE_NAME.test(name)
}

/**
 * Makes a role that reads everything in the warehouse but who gets mails, and writes nothing, for notebooks, BI tools and people. A role
 * of that name that exists is given the same rights. Its password is the owner's business (`\password` in psql).
 */
export async function grantReader(warehouse: Warehouse, role: string): Promise<void> {
  const name = sql.identifier(role)
  const schema = sql.identifier(warehouse.schema)
  await warehouse.transaction(async (tx) => {
    // Postgres refuses grants on one table by two at once, such as the processes of a site build.
    await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('paperboy: grants to readers', 0))`)
    const [known] = await tx.rows(sql`select 1 from pg_roles where rolname = ${role}`)
    if (!known) await tx.rows(sql`create role ${name} login`)
    await tx.rows(sql`grant usage on schema ${schema} to ${name}`)
    await tx.rows(sql`grant select on all tables in schema ${schema} to ${name}`)
    await tx.rows(sql`alter default privileges in schema ${schema} grant select on tables to ${name}`)
    await tx.rows(sql`revoke all on ${sql.join(PRIVATE, sql`, `)} from ${name}`)
    // pg_dump reads how far they have counted.
    await tx.rows(sql`grant select on all sequences in schema ${schema} to ${name}`)
    await tx.rows(sql`alter default privileges in schema ${schema} grant select on sequences to ${name}`)
    await tx.rows(sql`alter role ${name} set default_transaction_read_only = on`)
  })
}
