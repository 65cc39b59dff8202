import type { ScheduledTask } from '../../../feature.ts'
import type { Config } from '../../../base/config.ts'
import { ConfigurationError } from '../../../base/errors.ts'
import { valuesOf } from '../../../base/setting.ts'
import { DATASET_SETTINGS } from '../settings.ts'
import { writeDataset } from './write-dataset.ts'

/** Time of day after the night's lists are loaded. */
const DATASET_AT = '0 4 * * *'

/** Writes the data set of the settings once a day. */
export function datasetTask(config: Config): ScheduledTask {
  const { dataset: folder } = valuesOf(config, DATASET_SETTINGS)
  return {
    name: 'dataset',
    cron: folder === null ? null : DATASET_AT,
    run: async ({ warehouse, signal, logger }) => {
      if (folder === null) throw new ConfigurationError('no data set is configured: set PAPERBOY_DATASET')
      const { files, changed } = await writeDataset({ warehouse, signal }, { folder, formats: ['parquet'] })
      logger.info({ folder, files, changed }, `the data set in ${folder} has ${changed} new files`)
      return null
    },
  }
}
