/*
 * A worker in a process of its own, on a warehouse that the command line finds no way to: a test's copy on the embedded
 * server. WORKER is its address, site and instant as JSON. SIGTERM ends it.
 */
import { pino } from 'pino'
import { workQueues } from '../../src/features/workers/jobs/work-queues.ts'
import type { ServerAddress } from '../../src/load/warehouse/connection.ts'
import { openPostgres } from '../../src/load/warehouse/open-server.ts'
import { QUEUES } from '../../src/features/workers/queue/queues.ts'
import { jobContext } from './job-context.ts'

const { address, site, now } = JSON.parse(process.env['WORKER'] ?? '{}') as {
  readonly address: ServerAddress
  readonly site: string
  readonly now: string
}
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
const warehouse = await openPostgres({
  kind: 'embedded',
  location: 'the tests',
  address,
  dump: null,
  whyUnopened: (cause) => new Error('the server of the tests does not answer', { cause }),
})
const context = {
  ...jobContext(warehouse, site, () => Temporal.Instant.from(now)),
  logger: pino({ level: 'debug' }, pino.destination(2)),
  signal: stop.signal,
}
const { jobs } = await workQueues(context, {
  concurrency: 1,
  queues: QUEUES,
  schedules: null,
  follow: [],
  paperPages: 0,
  steps: [],
  tasks: [],
})
await warehouse.close()
console.log(`The worker has ended: ${jobs} jobs finished.`)
process.exit(143)
