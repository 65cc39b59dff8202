import type { Command } from 'commander'
import { join } from 'node:path'
import type { Config } from '../base/config.ts'
import { UsageError } from '../base/errors.ts'
import { migrate } from '../load/warehouse/migrate.ts'
import { missingMigrations } from '../load/warehouse/require-migrated.ts'
import { openWarehouse } from '../load/warehouse/open-warehouse.ts'
import { withDirect } from '../load/warehouse/with-direct.ts'
import { grantReader, isRoleName } from '../load/warehouse/grant-reader.ts'
import { rebuildForeignTexts } from '../load/history/index-texts.ts'
import { removeOrphans } from '../load/captures/orphans.ts'
import { pruneCaptures } from '../load/captures/prune-captures.ts'
import { KEEP_CAPTURES_DAYS } from '../../jobs/nightly/nightly.ts'
import type {
  DatabaseServed,
  Dumped,
  Migrated,
  MigrationsMissing,
  ReaderMade,
  RestoredDocument,
  PrunedDocument,
} from '../outputs/database.ts'
import { positiveInteger } from './positive-integer.ts'
import type { App, CommonFlags } from './command.ts'
import { readAppConfig, withWarehouse } from './app.ts'
import { CommandGroup } from './command-group.ts'
import { requireFolder } from './require-folder.ts'

const DEFAULT_PORT = 5433

/** Maximum number of views and functions in a line. */
const MOST_NAMED = 8

/** A hundred years: a larger number is a typo, and a huge one gives no valid date. */
const MOST_DAYS = 36_500

/** `paperboy db` */
export function dbCommand(app: App): Command {
  const db = new CommandGroup('db').addHelpText('after', '\nExample:\n  $ npx paperboy db migrate --dry-run')
  const tell = ({ json }: CommonFlags, document: object, sentence: string) =>
    app.terminal.out(json === true ? JSON.stringify(document) : sentence)
  db.command('migrate')
    .description('migrate the warehouse to this version')
    .option('--dry-run', 'only print the missing migrations')
    .addHelpText(
      'after',
      '\nExample:\n  $ DATABASE_URL=postgres://127.0.0.1:5432/papers npx paperboy db migrate',
    )
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { dryRun?: boolean }>()
      const config = await readAppConfig(flags)
      if (flags.dryRun === true) requireFolder(config)
      const warehouse = await openWarehouse(config)
      try {
        if (flags.dryRun === true) {
          const missing = await missingMigrations(warehouse)
          tell(
            flags,
            { location: warehouse.location, missing } satisfies MigrationsMissing,
            missing.length === 0
              ? `Nothing to do: ${warehouse.location} has all migrations, views and functions.`
              : `Would apply ${missing.join(', ')} to ${warehouse.location}.`,
          )
          return
        }
        const { applied, total } = await withDirect(config, warehouse, async (direct) => migrate(direct))
        const built = await rebuildForeignTexts(warehouse, app.signal)
        const now = `${warehouse.location} has all migrations`
        const done = applied.length === 0 ? 'Nothing to do' : `Applied ${briefly(applied)}`
        const texts = built === 0 ? '' : ` Papers whose full text was rebuilt by this server: ${built}.`
        tell(
          flags,
          { location: warehouse.location, applied, total, texts_built: built } satisfies Migrated,
          `${done}: ${now}.${texts}`,
        )
      } finally {
        await warehouse.close()
      }
    })
  db.command('grant')
    .description('create a role that reads everything and writes nothing, for notebooks and BI tools')
    .argument('<role>', 'its name; created when it does not exist')
    .addHelpText('after', '\nExample:\n  $ npx paperboy db grant analyst')
    .action(async (role: string, _options, command: Command) => {
      if (!isRoleName(role)) {
        throw new UsageError(`${role}: expected a role name of small letters, digits and _, such as analyst`)
      }
      const flags = command.optsWithGlobals<CommonFlags>()
      const config = await readAppConfig(flags)
      await withWarehouse(config, 'write', async (warehouse) => {
        const left = await withDirect(config, warehouse, async (direct) => grantReader(direct, role))
        if (left.length > 0)
          process.stderr.write(
            `${role} may create temporary tables or other objects of its own, as every role may in this database. ` +
              `If no other role needs that, let an administrator type in psql: ${left.join('; ')}\n`,
          )
      })
      tell(
        flags,
        { role } satisfies ReaderMade,
        `The role ${role} can read the warehouse. Give it a password in psql: \\password ${role}`,
      )
    })
  db.command('prune')
    .description('delete old stored responses that are not needed for history')
    .option(
      '--older-than <days>',
      `only responses older than this (default ${KEEP_CAPTURES_DAYS})`,
      positiveInteger,
    )
    .addHelpText('after', '\nExample:\n  $ npx paperboy db prune --older-than 180')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { olderThan?: number }>()
      const config = await readAppConfig(flags)
      const days = flags.olderThan ?? KEEP_CAPTURES_DAYS
      if (days > MOST_DAYS) throw new UsageError(`--older-than ${days}: expected at most ${MOST_DAYS} days`)
      requireFolder(config)
      await withWarehouse(config, 'write', async (warehouse) => {
        const { captures, bodies, bytes } = await pruneCaptures(
          warehouse,
          config.clock.now().subtract({ hours: 24 * days }),
        )
        const removed = await removeOrphans(warehouse)
        tell(
          flags,
          { captures, bodies, bytes, removed } satisfies PrunedDocument,
          `${captures} stored responses deleted, ${bodies} bodies with ${(bytes / 1e6).toFixed(1)} MB in the table. ` +
            `VACUUM frees the space for new rows.${removed === 0 ? '' : ` ${removed} bodies removed outside of it.`}`,
        )
      })
    })
  db.command('dump')
    .description('dump the embedded warehouse to a file in the data folder, now')
    .addHelpText('after', '\nExample:\n  $ npx paperboy db dump')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const config = await embeddedConfig(flags, 'db dump', 'pg_dump')
      await withWarehouse(config, 'read', async (warehouse) => {
        const path = (await warehouse.dump?.()) ?? ''
        tell(flags, { path } satisfies Dumped, `Dumped to ${path}`)
      })
    })
  db.command('restore')
    .description('replace the embedded warehouse with the last dump; the old one is kept aside')
    .option('--previous', 'the dump before the last one')
    .addHelpText('after', '\nExample:\n  $ npx paperboy db restore')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { previous?: boolean }>()
      const config = await embeddedConfig(flags, 'db restore', 'pg_restore')
      const { restoreEmbedded } = await import('../load/warehouse/embedded/restore-embedded.ts')
      const { engineOf } = await import('../load/warehouse/open-embedded.ts')
      const folder = join(config.home, 'warehouse')
      const { dump, madeAt, replaced } = await restoreEmbedded(
        folder,
        engineOf(folder, config.embedded),
        flags.previous === true ? 1 : 0,
        config.clock.now(),
      )
      tell(
        flags,
        { dump, made_at: madeAt.toISOString(), replaced } satisfies RestoredDocument,
        `Restored ${dump} of ${madeAt.toISOString()}.` +
          (replaced === null ? '' : ` The old warehouse is in ${replaced}; delete it when all is well.`),
      )
    })
  db.command('serve')
    .description('serve the embedded warehouse to psql and BI tools on loopback, until stopped')
    .option('--port <port>', 'TCP port; 0 picks a free one', String(DEFAULT_PORT))
    .addHelpText('after', '\nExample:\n  $ npx paperboy db serve --port 5433')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { port: string }>()
      const port = Number(flags.port)
      if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        throw new UsageError(`--port ${flags.port}: expected a number from 0 to 65535`)
      }
      const config = await embeddedConfig(flags, 'db serve', 'psql')
      requireFolder(config)
      const { serveEmbedded } = await import('../load/warehouse/embedded/serve-embedded.ts')
      const warehouse = await openWarehouse(config)
      try {
        if (!warehouse.shared) {
          throw new UsageError('db serve needs the embedded Postgres server, but this warehouse is in PGlite')
        }
        await serveEmbedded(warehouse, port, app.signal, ({ url, passwordFile }) =>
          tell(
            flags,
            { url, password_file: passwordFile } satisfies DatabaseServed,
            `Serving the warehouse at ${url}\nRead only; the password is in ${passwordFile}. Stop with Ctrl-C.`,
          ),
        )
      } finally {
        await warehouse.close()
      }
    })
  return db
}

/** Lists migrations by name; many views and functions are only counted. */
function briefly(applied: readonly string[]): string {
  const migrations = applied.filter((name) => !name.includes('/'))
  const definitions = applied.length - migrations.length
  if (definitions <= MOST_NAMED) return applied.join(', ')
  return [...migrations, `${definitions} views and functions`].join(', ')
}

/** Reads the settings of a command that is for the embedded warehouse only. */
async function embeddedConfig(flags: CommonFlags, command: string, instead: string): Promise<Config> {
  const config = await readAppConfig(flags)
  if (config.databaseUrl !== null) {
    throw new UsageError(
      `${command} is for the embedded warehouse, but DATABASE_URL names a server: use ${instead} on that one`,
    )
  }
  return config
}
