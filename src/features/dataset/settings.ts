import { z } from 'zod'
import { type Settings, webAddress } from '../../base/setting.ts'

/** Settings of the data set's folder and address. */
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
    about: 'public address of the data set; the pages link to it',
    secret: false,
    schema: webAddress.nullable().default(null),
  },
} as const satisfies Settings
