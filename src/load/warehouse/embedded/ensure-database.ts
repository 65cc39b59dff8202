import postgres from 'postgres'

/** Address for clients of the embedded server. */
export interface Address {
  /** Folder of its socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** Creates the address's database if it is missing. */
export async function ensureDatabase(address: Address): Promise<void> {
  const client = postgres({ ...address, database: 'postgres', max: 1, onnotice: () => undefined })
  try {
    const [known] = await client`select 1 from pg_database where datname = ${address.database}`
    if (!known) await client.unsafe(`create database ${address.database}`)
  } finally {
    await client.end({ timeout: 1 })
  }
}
