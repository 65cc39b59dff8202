import { z } from 'zod'
import type { Settings } from '../../base/setting.ts'

/** When the scheduler begins its runs. */
export const WORKER_SETTINGS = {
  nightlyAt: {
    env: 'PAPERBOY_NIGHTLY_AT',
    about: 'when "worker --schedule" begins a nightly run: five fields of cron, in UTC',
    secret: false,
    schema: z
      .string()
      .regex(/^\S+( +\S+){4}$/, 'expected five fields of cron, such as 30 0,12 * * *')
      .default('30 0,12 * * *'),
  },
} as const satisfies Settings
