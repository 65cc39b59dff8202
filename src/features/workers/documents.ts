import { z } from 'zod'
import { QUEUES } from './queue/queues.ts'
import { count, exitCode, flag, id, instant, number, text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * Output of its commands for programs.
 */

const queueRow = () =>
  z.strictObject({
    queue: z.enum(QUEUES).describe('The queue.'),
    waiting: count('Jobs that could start now.'),
    delayed: count('Jobs that wait before they are retried.'),
    active: count('Jobs that a worker is running.'),
    failed: count('Jobs that failed for good.'),
    paused_since: instant('Paused since then; null when it is not paused.').nullable(),
  })

/** States of the queues, also in the health file. */
export const queueRows = () => z.array(queueRow()).describe('All queues; empty until they are created.')

const activeJob = () =>
  z.strictObject({
    queue: z.enum(QUEUES).describe('Its queue.'),
    id: text('Id of the job in the queue.'),
    attempt: count('Number of this try, from 1.'),
    what: text('Description for a person.'),
    since: instant('When the worker took it.'),
  })

/** Of `queue list`. */
export const queueList = z.strictObject({
  queues: queueRows(),
  failed: z
    .array(
      z.strictObject({
        queue: z.enum(QUEUES).describe('Its queue.'),
        tries: count('Number of tries.'),
        reason: text('Reason of the failure; null when unknown.').nullable(),
        died_at: instant('Instant of the last failure.'),
        job: z.record(z.string(), z.unknown()).describe('The job, as the version that enqueued it wrote it.'),
      }),
    )
    .describe('Jobs that failed for good, newest first.'),
})

export type QueueListDocument = Printed<typeof queueList>

/** Of `queue pause`, `resume`, `drop` and `retry`. */
export const queueChange = z.strictObject({
  queue: z.enum(QUEUES).describe('The queue.'),
  said: text('Result, for a person.'),
})

export type QueueChange = Printed<typeof queueChange>

const handed = {
  batch: text('Name of all that was enqueued together.'),
  queue: z.enum(QUEUES).describe('The queue.'),
  jobs: count('Number of jobs.'),
  size: count('Listings in them; captures on the queue replay.'),
}

/** Of a command with `--enqueue`. */
export const enqueuedWork = z.strictObject(handed)

export type HandedOutDocument = Printed<typeof enqueuedWork>

/** Of a command with `--enqueue --wait`. */
export const batchEnd = z.strictObject({
  ...handed,
  done: count('Listings or captures that are done.'),
  left: count('Those that are waiting, delayed or active.'),
  failed: count('Those that failed for good.'),
  counts: z
    .record(z.string(), number('Sum over its jobs.'))
    .describe('Sums of the counts that workers reported, named as in a run.'),
  exit_code: exitCode(),
})

export type BatchEndDocument = Printed<typeof batchEnd>

/** Of `worker`, when it ends. */
export const workerEnd = z.strictObject({ jobs: count('Jobs that the worker finished.') })

export type WorkerEndDocument = Printed<typeof workerEnd>

/** Documents of the feature, by name. */
export const WORKER_DOCUMENTS: FeatureDocuments = {
  outputs: {
    enqueued: {
      about: 'What was enqueued',
      commands: ['backfill --enqueue', 'import --enqueue', 'replay --enqueue', 'fetch papers --enqueue'],
      schema: enqueuedWork,
    },
    'batch-end': {
      about: 'Outcome of enqueued work',
      commands: [
        'backfill --enqueue --wait',
        'import --enqueue --wait',
        'replay --enqueue --wait',
        'fetch papers --enqueue --wait',
      ],
      schema: batchEnd,
    },
    worker: { about: 'Work of a worker until it ended', commands: ['worker'], schema: workerEnd },
    'queue-list': { about: 'States of the queues', commands: ['queue list'], schema: queueList },
    'queue-change': {
      about: 'Change to a queue',
      commands: ['queue pause', 'queue resume', 'queue drop', 'queue retry'],
      schema: queueChange,
    },
  },
  status: {
    workers: z
      .array(
        z.strictObject({
          id: id('Its number.'),
          host: text('The machine.'),
          pid: count('The process on that machine.'),
          since: instant('Start, by the clock of the database.'),
          seen_at: instant('Last heartbeat.'),
          alive: flag('False when its heartbeats stopped: others take over its jobs.'),
          queues: z.array(z.enum(QUEUES)).describe('The queues whose jobs it runs.'),
          schedules: flag('True when it runs the schedules.'),
          active: z.array(activeJob()).describe('Jobs that it is running.'),
          jobs_done: count('Jobs that it has finished.'),
        }),
      )
      .describe('Workers that have not ended.'),
    queues: queueRows(),
  },
  health: {
    workers: z
      .strictObject({
        alive: count('Workers that are alive.'),
        jobs_active: count('Their active jobs.'),
      })
      .describe('The workers.'),
    queues: queueRows(),
  },
}
