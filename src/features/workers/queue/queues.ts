/** The job queues. `publish` has what goes to readers: digests, the data set. */
export const QUEUES = ['listings', 'papers', 'replay', 'publish'] as const

export type QueueName = (typeof QUEUES)[number]

/** Dead letter queue: jobs that failed for good, with their reasons. */
export const DEAD = 'dead'

/** The schema of pg-boss. */
export const QUEUE_SCHEMA = 'pgboss'

/** Priorities across all queues; the higher number goes first. */
export const PRIORITY = { nightly: 40, publish: 30, backfill: 20, papers: 10, replay: 0 } as const

/** True for the name of a queue of jobs. */
export function isQueue(name: string): name is QueueName {
  return (QUEUES as readonly string[]).includes(name)
}
