import type { JobContext } from '../../jobs/run/job-context.ts'
import type { Config } from '../base/config.ts'
import { createLogger } from '../base/logger.ts'
import type { App } from './command.ts'
import { withWarehouse } from './app.ts'
import { createProgress } from './progress.ts'

/** Runs the dry run of a job: it creates no warehouse, migrates nothing and writes no health files. */
export async function withPreview<T>(
  app: App,
  config: Config,
  work: (context: JobContext) => Promise<T>,
): Promise<T> {
  return withWarehouse(config, 'read', async (warehouse) =>
    work({
      config,
      home: null,
      warehouse,
      logger: createLogger({ level: config.logLevel, terminal: process.stderr.isTTY }),
      clock: config.clock,
      progress: await createProgress(false),
      signal: app.signal,
    }),
  )
}
