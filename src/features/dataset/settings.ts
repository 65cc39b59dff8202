import { z } from 'zod'
import { type Settings, webAddress } from '../../base/setting.ts'

/** Where the data set lies, and where others find it. */
export const DATASET_SETTINGS = {
  dataset: {
    env: 'PAPERBOY_DATASET',
    about:
      'folder of the data set: "worker --schedule" writes it every day, "site serve" offers its files; unset means none',
    secret: false,
    schema: z.string().min(1).nullable().default(null),
  },
  datasetUrl: {
    env: 'PAPERBOY_DATASET_URL',
    about: 'address at which others find the data set; the pages link to it',
    secret: false,
    schema: webAddress.nullable().default(null),
  },
} as const satisfies Settings
