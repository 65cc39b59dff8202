import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from '../../../base/sql.ts'
import type { Config } from '../../../base/config.ts'
import { type ForeignText, foreignTexts } from '../../../load/history/index-texts.ts'
import { findPooler } from '../../../load/warehouse/find-pooler.ts'
import { openDirect, requireSame } from '../../../load/warehouse/with-direct.ts'
import {
  compareWithKnown,
  missingMigrations,
  ownMigrations,
} from '../../../load/warehouse/require-migrated.ts'
import { refuseForeign } from '../../../load/warehouse/refuse-foreign.ts'
import { askHosts } from '../../../load/warehouse/connect-host.ts'
import { startUpOf } from '../../../load/warehouse/session-settings.ts'
import { hostsIn } from '../../../model/server-hosts.ts'
import { openWarehouse } from '../../../load/warehouse/open-warehouse.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'
import { clockSkew } from '../../../../jobs/run/clock-skew.ts'
import { type Finding, failure, failureOf, warning, well } from '../../../base/finding.ts'

const OLDEST_SERVER = 15
const MIGRATE = 'npx paperboy db migrate'

type Settings = Pick<Config, 'home' | 'databaseUrl' | 'directDatabaseUrl' | 'embedded' | 'clock'>

/** Findings about the database, and whether its tables can be read. */
export interface WarehouseFindings {
  readonly findings: readonly Finding[]
  readonly isMigrated: boolean
}

/**
 * Opens the configured warehouse for checks, and closes it. A missing embedded one is not created;
 * an existing one is opened as by every command that reads.
 *
 * @param look reads more; not called when the warehouse can't be opened or does not exist yet
 */
export async function withWarehouseChecked(
  settings: Settings,
  look: (warehouse: Warehouse, isMigrated: boolean) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const { databaseUrl, home, embedded } = settings
  if (databaseUrl === null) {
    const folder = join(home, 'warehouse')
    if (!existsSync(folder))
      return [warning('database', `none yet: an embedded one will be in ${folder}`, 'npx paperboy nightly')]
    if (embedded !== 'pglite' && existsSync(join(folder, 'pgdata')) && !existsSync(join(folder, 'postgres')))
      return [
        warning(
          'database',
          `${folder} is of an earlier version, and the next run migrates it`,
          'npx paperboy nightly',
        ),
      ]
  }
  let warehouse: Warehouse
  try {
    warehouse = await openWarehouse({ databaseUrl, home, embedded })
  } catch (error) {
    return [failureOf('database', error)]
  }
  try {
    const { findings, isMigrated } = await checkWarehouse(warehouse, settings)
    return [...findings, ...(await look(warehouse, isMigrated))]
  } finally {
    await warehouse.close()
  }
}

async function checkWarehouse(
  warehouse: Warehouse,
  { clock, databaseUrl, directDatabaseUrl }: Settings,
): Promise<WarehouseFindings> {
  const findings: Finding[] = []
  /** A question that fails leaves the others as they are. */
  const about = async (check: string, ask: () => Promise<Finding | null>): Promise<void> => {
    try {
      const finding = await ask()
      if (finding) findings.push(finding)
    } catch (error) {
      findings.push(failureOf(check, error))
    }
  }
  let missing: readonly string[] | null = null
  await about('database', async () => {
    const [row] = await warehouse.rows<{ version: number }>(
      sql`select current_setting('server_version_num')::int as version`,
    )
    return versionFinding(
      row?.version ?? 0,
      `${warehouse.kind === 'server' ? 'server' : 'embedded'} at ${warehouse.location}`,
    )
  })
  if (databaseUrl !== null) await about('connection', async () => checkConnection(databaseUrl))
  if (databaseUrl !== null && directDatabaseUrl !== null)
    await about('direct connection', async () => checkDirect(warehouse, directDatabaseUrl))
  await about('hosts', async () => checkHosts(databaseUrl))
  await about('extension', async () => checkExtension(warehouse))
  await about('tables', async () => {
    missing = await missingMigrations(warehouse)
    return checkTables(warehouse, missing)
  })
  await about('full text', async () => (missing?.length === 0 ? checkTexts(warehouse) : null))
  await about('rights', async () => checkRights(warehouse))
  await about('clock', async () => {
    const skew = await clockSkew(warehouse, clock)
    if (skew === null)
      return warehouse.kind === 'server' ? well('clock', "agrees with the database's, to the minute") : null
    const [found = skew, next = 'timedatectl set-ntp true'] = skew.split('; ')
    return warning('clock', found, next)
  })
  return { findings, isMigrated: missing !== null && (missing as readonly string[]).length === 0 }
}

/** Checks for a pooler before the server. Any that keeps a transaction in one session will do. */
async function checkConnection(databaseUrl: string): Promise<Finding> {
  const mode = await findPooler(databaseUrl)
  return well(
    'connection',
    mode === null
      ? 'no pooler found: sessions are those of the server'
      : `through a pooler, in ${mode} mode as far as can be seen`,
  )
}

/** Checks that the direct connection of migrations reaches the same tables. */
async function checkDirect(warehouse: Warehouse, url: string): Promise<Finding> {
  const direct = await openDirect(url)
  try {
    await requireSame(direct, warehouse)
    const mode = await findPooler(url)
    return mode === null
      ? well('direct connection', `${direct.location} is the same database`)
      : warning(
          'direct connection',
          `through a pooler, in ${mode} mode as far as can be seen`,
          'name the server itself in DIRECT_DATABASE_URL, or unset it',
        )
  } finally {
    await direct.close()
  }
}

/** Checks that a server is new enough. */
export function versionFinding(versionNumber: number, place: string): Finding {
  const major = Math.floor(versionNumber / 10_000)
  const found = `Postgres ${major}.${versionNumber % 10_000}, ${place}`
  return major >= OLDEST_SERVER
    ? well('database', found)
    : failure(
        'database',
        `${found}; ${OLDEST_SERVER} or later is needed`,
        'upgrade the server, name another one in DATABASE_URL, or unset DATABASE_URL for an embedded one',
      )
}

/** Checks each of several hosts; null for a single host. */
async function checkHosts(url: string | null): Promise<Finding | null> {
  if (url === null || hostsIn(url).hosts.length === 1) return null
  const hosts = await askHosts(url, startUpOf({}))
  const found = hosts.map(({ text }) => text).join('; ')
  const primaries = hosts.filter(({ isPrimary }) => isPrimary).length
  if (primaries > 1)
    return failure('hosts', `${found}: they hold different data`, 'leave one primary in DATABASE_URL')
  return primaries === 1 && hosts.every(({ answers }) => answers)
    ? well('hosts', found)
    : warning('hosts', found, 'start the one that does not answer, or promote a standby')
}

interface ExtensionRow extends Record<string, unknown> {
  readonly installed: boolean
  readonly available: boolean
  readonly creatable: boolean
}

async function checkExtension(warehouse: Warehouse): Promise<Finding> {
  const [row] = await warehouse.rows<ExtensionRow>(sql`
    select
      exists (select from pg_extension where extname = 'pg_trgm') as installed,
      exists (select from pg_available_extensions where name = 'pg_trgm') as available,
      (select rolsuper from pg_roles where rolname = current_user)
        or has_database_privilege(current_database(), 'create')
          and exists (select from pg_available_extension_versions where name = 'pg_trgm' and trusted) as creatable`)
  if (row?.installed) return well('extension', 'pg_trgm is installed')
  if (!row?.available)
    return failure(
      'extension',
      'the server has no pg_trgm',
      'install the contrib package there, such as with "apt-get install postgresql-contrib"',
    )
  return row.creatable
    ? well('extension', 'pg_trgm can be created, by "npx paperboy db migrate"')
    : failure(
        'extension',
        'pg_trgm is missing, and this role may not create it',
        'let a superuser of the server type "CREATE EXTENSION pg_trgm" in psql in this database, or "GRANT CREATE ON DATABASE name TO role"',
      )
}

async function checkTables(warehouse: Warehouse, missing: readonly string[]): Promise<Finding> {
  const [first] = missing
  if (first === undefined) return well('tables', 'of this version')
  const [row] = await warehouse.rows<{ found: boolean }>(
    sql`select ${sql.raw(ownMigrations(warehouse))} is not null as found`,
  )
  await refuseForeign(warehouse, warehouse, await compareWithKnown(warehouse))
  return row?.found
    ? failure(
        'tables',
        `older than this version by ${missing.length}: ${first} is the first that is missing`,
        MIGRATE,
      )
    : warning('tables', 'none yet', `${MIGRATE}, or "npx paperboy nightly" to fill it, too`)
}

/** Names the most important difference from how it would be built now. */
function howBuilt({ builtWith, builder }: ForeignText): string {
  const [[version, rule], [versionNow, ruleNow]] = [builtWith.split(' '), builder.split(' ')]
  if (version === '') return 'by a version of Postgres that is not known'
  if (version !== versionNow) return `by Postgres ${version}`
  return rule === ruleNow
    ? 'with other dictionaries or another locale'
    : 'by another version of Paperboy, which split words differently'
}

async function checkTexts(warehouse: Warehouse): Promise<Finding> {
  const [one] = await foreignTexts(warehouse, 1)
  if (!one) return well('full text', 'built by this server')
  return warning('full text', `of some papers built ${howBuilt(one)}: searches may miss them`, MIGRATE)
}

interface RightsRow extends Record<string, unknown> {
  readonly read_only: boolean
  readonly tables: number
  readonly lacking: string | null
  readonly foreign_owner: string | null
  readonly may_create: boolean
  readonly schema: string
}

async function checkRights(warehouse: Warehouse): Promise<Finding> {
  const [row] = await warehouse.rows<RightsRow>(sql`
    with tables as (
      select c.oid, c.relname, c.relowner from pg_class c
      where c.relkind in ('r', 'p')
        and c.relnamespace = (select relnamespace from pg_class where oid = ${sql.raw(ownMigrations(warehouse))})
    )
    select
      pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as read_only,
      (select count(*)::int from tables) as tables,
      (select min(relname::text) from tables where not (
        has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
        and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete'))) as lacking,
      (select min(relname::text) from tables where not pg_has_role(relowner, 'usage')) as foreign_owner,
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_create,
      quote_ident(current_schema()) as schema`)
  if (!row) throw new Error('no row about rights came back')
  const grant = 'name a role that may in DATABASE_URL, or let the owner of the database type'
  if (row.read_only)
    return failure(
      'rights',
      'the database takes no writes: a standby, or set to read only by default_transaction_read_only',
      'set the primary server in DATABASE_URL',
    )
  if (row.tables === 0) {
    return row.may_create
      ? well('rights', 'may create tables')
      : failure(
          'rights',
          'this role may not create tables',
          `${grant} "GRANT CREATE ON SCHEMA ${row.schema} TO role" in psql`,
        )
  }
  if (row.lacking !== null)
    return failure(
      'rights',
      `this role may not read and write ${row.lacking}`,
      `${grant} "GRANT ALL ON ALL TABLES IN SCHEMA ${row.schema} TO role" in psql`,
    )
  return row.foreign_owner === null
    ? well('rights', `owns its ${row.tables} tables`)
    : warning(
        'rights',
        `reads and writes, but ${row.foreign_owner} belongs to another role: a new version can't change it`,
        `let that role run "${MIGRATE}" after each upgrade`,
      )
}
