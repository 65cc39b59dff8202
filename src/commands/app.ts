import { setFlagsFromString } from 'node:v8'
import type { JobContext, RunObserver } from '../../jobs/run/job-context.ts'
import { type Config, type ConfigInputs, loadConfig, loadUsableConfig } from '../base/config.ts'
import type { Settings } from '../base/setting.ts'
import { SETTINGS } from '../base/settings.ts'
import { FEATURES } from '../features.ts'
import { ConfigurationError } from '../base/errors.ts'
import { type Day, dayOf } from '../model/day.ts'
import { missingMigrations, requireMigrated } from '../load/warehouse/require-migrated.ts'
import { openBodyStores } from '../load/captures/body-stores/open-body-stores.ts'
import { openWarehouse } from '../load/warehouse/open-warehouse.ts'
import type { Warehouse } from '../load/warehouse/warehouse.ts'
import type { Logger } from '../base/logger.ts'
import { createProgress } from './progress.ts'
import type { App, CommonFlags } from './command.ts'
import { fromFeatures } from './from-features.ts'
import { requireFolder } from './require-folder.ts'

/** Reads settings from the command's flags, the environment and the file. */
export async function readAppConfig(flags: CommonFlags): Promise<Config> {
  return loadConfig(await gatherInputs(flags))
}

/** As `readAppConfig`, for a command that runs a job: observers are told of a setting that can't be used. */
export async function readJobConfig(flags: CommonFlags): Promise<Config> {
  try {
    return await readAppConfig(flags)
  } catch (error) {
    if (error instanceof ConfigurationError) {
      const { config } = await loadUsableConfig(await gatherInputs(flags))
      await tellFailure(await loadObservers(config), await jobLogger('warn'), error)
    }
    throw error
  }
}

/** Collects the settings of the pipeline and of all features. */
export async function knownSettings(): Promise<Settings> {
  const ofFeatures = await Promise.all(FEATURES.map(async (feature) => feature.settings?.()))
  return Object.assign({}, SETTINGS, ...ofFeatures) as Settings
}

/** Collects the settings among a command's flags, and all known ones. */
export async function gatherInputs({
  home,
  databaseUrl,
  site,
  logLevel,
  follow,
}: CommonFlags): Promise<ConfigInputs> {
  const given = { home, databaseUrl, site, logLevel, follow }
  return {
    flags: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    settings: await knownSettings(),
  }
}

/** Loads the observers of runs. */
export async function loadObservers(config: Config): Promise<readonly RunObserver[]> {
  return fromFeatures((feature) => feature.observers?.(config))
}

async function tellFailure(observers: readonly RunObserver[], logger: Logger, error: unknown): Promise<void> {
  for (const observer of observers) await observer.failed?.(logger, error)
}

async function jobLogger(level: string): Promise<Logger> {
  const { createLogger } = await import('../base/logger.ts')
  return createLogger({ level, terminal: process.stderr.isTTY })
}

/** Returns today's date (UTC) by the configured clock; for checking input before anything is opened. */
export function todayOf({ clock }: Config): Day {
  return dayOf(clock.now())
}

/**
 * Opens the configured warehouse, with its body stores.
 *
 * @param access `write` creates the warehouse if need be and migrates its tables; `read` creates nothing, and
 *   refuses a warehouse that is missing or has no tables
 */
export async function openFor(config: Config, access: 'read' | 'write'): Promise<Warehouse> {
  if (access === 'read') requireFolder(config)
  const bodyStores = openBodyStores(config)
  // A body store's missing settings are reported before a run starts, not with the first response.
  if (access === 'write') bodyStores.current()
  const warehouse = { ...(await openWarehouse(config)), bodyStores }
  try {
    // It loads drizzle, which a command that only reads does not need.
    if (access === 'write') await bringUpToDate(config, warehouse)
    else await requireMigrated(warehouse)
  } catch (error) {
    await warehouse.close()
    throw error
  }
  return warehouse
}

async function bringUpToDate(config: Config, warehouse: Warehouse): Promise<void> {
  const { migrate } = await import('../load/warehouse/migrate.ts')
  // Another connection is opened only if there is something to do.
  if (config.directDatabaseUrl === null) await migrate(warehouse)
  else if ((await missingMigrations(warehouse)).length > 0)
    await (await import('../load/warehouse/with-direct.ts')).withDirect(config, warehouse, migrate)
}

/** Opens the warehouse like `openFor`, does the work, and closes it. */
export async function withWarehouse<T>(
  config: Config,
  access: 'read' | 'write',
  work: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const warehouse = await openFor(config, access)
  try {
    return await work(warehouse)
  } finally {
    await warehouse.close()
  }
}

/** Runs a job with everything that it needs. Observers are told of one that could not start. */
export async function withJob<T>(
  app: App,
  config: Config,
  work: (context: JobContext) => Promise<T>,
): Promise<T> {
  const isTerminal = process.stderr.isTTY
  // The bar is enough for a person; log lines that were asked for are printed anyway.
  const quiet = isTerminal && config.sources['logLevel'] === 'default'
  const logger = await jobLogger(quiet ? 'warn' : config.logLevel)
  const observers = await loadObservers(config)
  try {
    return await withWarehouse(config, 'write', async (warehouse) => {
      // Pages are garbage soon. By itself the heap grows to several times what lives in it before that is looked for.
      // Not while modules are loaded, which live on.
      setFlagsFromString('--heap-growing-percent=50')
      return work({
        config,
        home: config.home,
        observers,
        warehouse,
        logger,
        clock: config.clock,
        progress: await createProgress(isTerminal),
        signal: app.signal,
      })
    })
  } catch (error) {
    await tellFailure(observers, logger, error)
    throw error
  } finally {
    await (await import('../base/telemetry.ts')).flushTelemetry()
  }
}
