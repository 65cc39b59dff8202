import { defineConfig } from 'vitest/config'

const SECOND = 1000

/** Where CI wants the counts. */
const REPORT = process.env['PAPERBOY_TEST_REPORT']

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 20 * SECOND } },
      {
        test: {
          name: 'integration',
          globalSetup: ['test/support/shared-servers.ts'],
          include: ['test/integration/**/*.test.ts', 'test/faults/**/*.test.ts'],
          testTimeout: 120 * SECOND,
          hookTimeout: 60 * SECOND,
        },
      },
      {
        test: {
          name: 'e2e',
          globalSetup: ['test/support/shared-servers.ts'],
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120 * SECOND,
          hookTimeout: 60 * SECOND,
        },
      },
    ],
    maxWorkers: 3,
    reporters: REPORT === undefined ? ['default'] : ['default', 'json'],
    ...(REPORT === undefined ? {} : { outputFile: { json: REPORT } }),
  },
})
