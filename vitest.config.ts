import { defineConfig } from 'vitest/config'
import { SlowFirst } from './test/support/slow-first.ts'

const SECOND = 1000

/** Where CI wants the counts. */
const REPORT = process.env['PAPERBOY_TEST_REPORT']

const withServers = {
  globalSetup: ['test/support/shared-servers.ts'],
  setupFiles: ['test/support/record-statements.ts'],
  // Only what hangs comes to its end here: a busy machine takes its time.
  testTimeout: 300 * SECOND,
  hookTimeout: 300 * SECOND,
}

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 120 * SECOND },
      },
      {
        extends: true,
        test: {
          ...withServers,
          name: 'with servers',
          include: [
            'test/integration/**/*.test.ts',
            'test/faults/**/*.test.ts',
            'test/e2e/**/*.test.ts',
            'test/features/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          // Long ones, which `npm test` leaves out: other Nodes from the registry, and kills at random instants.
          ...withServers,
          name: 'nightly',
          include: ['test/nightly/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          // Looks at what the others have done: `groupOrder` lets it wait for them.
          name: 'last',
          include: ['test/last/**/*.test.ts'],
          testTimeout: 120 * SECOND,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    // Files of one process share their modules: loading those of this project anew for each file would take longer
    // than most files. A test undoes what it changes outside of itself.
    isolate: false,
    pool: 'forks',
    // Much of what tests make is garbage at once: with room for it they take 7 % less processor time.
    execArgv: ['--max-semi-space-size=64'],
    maxWorkers: 4,
    sequence: { sequencer: SlowFirst },
    reporters: REPORT === undefined ? ['default'] : ['default', 'json'],
    ...(REPORT === undefined ? {} : { outputFile: { json: REPORT } }),
  },
})
