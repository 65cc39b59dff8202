import postgres from 'postgres'

/** Where clients of the embedded server connect to. */
export interface Address {
  /** The folder of its socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** Makes the address's database when the server does not have it yet. */
export async function ensureDatabase(address: Address): Promise<void> {
  const client = postgres({ ...address, database: 'postgres', max: 1, onnotice: () => undefined })
  try {
    const [known] = await client`select 1 from pg_database where datname = ${address.database}`
    if (!known) await client.unsafe(`create database ${address.database}`)
  } finally {
    await client.end({ timeout: 1 })
  }
}
