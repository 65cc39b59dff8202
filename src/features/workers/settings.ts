import { z } from 'zod'
import type { Settings } from '../../base/setting.ts'

/** Times of the scheduler's runs. */
export const WORKER_SETTINGS = {
  nightlyAt: {
    env: 'PAPERBOY_NIGHTLY_AT',
    about: 'times at which "worker --schedule" starts a nightly run: five cron fields, in UTC',
    secret: false,
    schema: z
      .string()
      .regex(/^\S+( +\S+){4}$/, 'expected five fields of cron, such as 30 0,12 * * *')
      .default('30 0,12 * * *'),
  },
} as const satisfies Settings
