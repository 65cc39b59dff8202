import { z } from 'zod'
import { QUEUES } from './queue/queues.ts'
import { count, exitCode, flag, id, instant, number, text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * What its commands print for programs.
 */

const queueRow = () =>
  z.strictObject({
    queue: z.enum(QUEUES).describe('The queue.'),
    waiting: count('Jobs that could start now.'),
    delayed: count('Jobs that wait before they are tried again.'),
    active: count('Jobs that a worker runs.'),
    failed: count('Jobs that failed for good.'),
    paused_since: instant('Since when it is paused; null for not.').nullable(),
  })

/** How the queues stand, also in the health file. */
export const queueRows = () => z.array(queueRow()).describe('All queues; empty before they are made.')

const activeJob = () =>
  z.strictObject({
    queue: z.enum(QUEUES).describe('Its queue.'),
    id: text('Its id in the queue.'),
    attempt: count('Which try this is, from 1.'),
    what: text('What it is, for a person.'),
    since: instant('When the worker took it.'),
  })

/** Of `queue list`. */
export const queueList = z.strictObject({
  queues: queueRows(),
  failed: z
    .array(
      z.strictObject({
        queue: z.enum(QUEUES).describe('Its queue.'),
        tries: count('How often it was tried.'),
        reason: text('Why it failed; null when nobody knows.').nullable(),
        died_at: instant('When it failed for good.'),
        job: z
          .record(z.string(), z.unknown())
          .describe('What was to be done, as the version that handed it out wrote it.'),
      }),
    )
    .describe('Jobs that failed for good, the newest first.'),
})

export type QueueListDocument = Printed<typeof queueList>

/** Of `queue pause`, `resume`, `drop` and `retry`. */
export const queueChange = z.strictObject({
  queue: z.enum(QUEUES).describe('The queue.'),
  said: text('What was done, for a person.'),
})

export type QueueChange = Printed<typeof queueChange>

const handed = {
  batch: text('Names what was enqueued together.'),
  queue: z.enum(QUEUES).describe('The queue.'),
  jobs: count('Pieces of work.'),
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
    .record(z.string(), number('The sum over its jobs.'))
    .describe('Counts that the workers gave, added up; by the names that a run has.'),
  exit_code: exitCode(),
})

export type BatchEndDocument = Printed<typeof batchEnd>

/** Of `worker`, when it ends. */
export const workerEnd = z.strictObject({ jobs: count('Jobs that it has finished.') })

export type WorkerEndDocument = Printed<typeof workerEnd>

/** Its documents by their names. */
export const WORKER_DOCUMENTS: FeatureDocuments = {
  outputs: {
    enqueued: {
      about: 'What was enqueued',
      commands: ['backfill --enqueue', 'import --enqueue', 'replay --enqueue', 'fetch papers --enqueue'],
      schema: enqueuedWork,
    },
    'batch-end': {
      about: 'What came of what was enqueued',
      commands: [
        'backfill --enqueue --wait',
        'import --enqueue --wait',
        'replay --enqueue --wait',
        'fetch papers --enqueue --wait',
      ],
      schema: batchEnd,
    },
    worker: { about: 'What a worker did until it ended', commands: ['worker'], schema: workerEnd },
    'queue-list': { about: 'How the queues stand', commands: ['queue list'], schema: queueList },
    'queue-change': {
      about: 'What was done with a queue',
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
          since: instant('When it began, by the clock of the database.'),
          seen_at: instant('When it last said that it lives.'),
          alive: flag('False when it is silent: the others take its jobs over.'),
          queues: z.array(z.enum(QUEUES)).describe('The queues whose jobs it runs.'),
          schedules: flag('True when it holds the schedules.'),
          active: z.array(activeJob()).describe('What it does now.'),
          jobs_done: count('Jobs that it has finished.'),
        }),
      )
      .describe('Workers that have not ended.'),
    queues: queueRows(),
  },
  health: {
    workers: z
      .strictObject({
        alive: count('Workers that live.'),
        jobs_active: count('Their active jobs.'),
      })
      .describe('The workers.'),
    queues: queueRows(),
  },
}
