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
    waiting: count('Lots that could be taken now.'),
    resting: count('Lots that rest before they are tried again.'),
    in_hand: count('Lots that a worker has in hand.'),
    dead: count('Lots that failed for good.'),
    paused_since: instant('Since when it is paused; null for not.').nullable(),
  })

/** How the queues stand, also in the health file. */
export const queueRows = () => z.array(queueRow()).describe('All queues; empty before they are made.')

const lotInHand = () =>
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
  dead: z
    .array(
      z.strictObject({
        queue: z.enum(QUEUES).describe('Its queue.'),
        tries: count('How often it was tried.'),
        reason: text('Why it failed; null when nobody knows.').nullable(),
        died_at: instant('When it failed for good.'),
        lot: z
          .record(z.string(), z.unknown())
          .describe('What was to be done, as the version that handed it out wrote it.'),
      }),
    )
    .describe('Lots that failed for good, the newest first.'),
})

export type QueueListDocument = Printed<typeof queueList>

/** Of `queue pause`, `resume`, `drop` and `retry`. */
export const queueChange = z.strictObject({
  queue: z.enum(QUEUES).describe('The queue.'),
  said: text('What was done, for a person.'),
})

export type QueueChange = Printed<typeof queueChange>

const handed = {
  batch: text('Names what was handed out together.'),
  queue: z.enum(QUEUES).describe('The queue.'),
  lots: count('Pieces of work.'),
  size: count('Listings in them; captures on the queue replay.'),
}

/** Of a command with `--enqueue`. */
export const handedOut = z.strictObject(handed)

export type HandedOutDocument = Printed<typeof handedOut>

/** Of a command with `--enqueue --wait`. */
export const batchEnd = z.strictObject({
  ...handed,
  done: count('Listings or captures that are done.'),
  left: count('Those that are waiting, resting or in hand.'),
  dead: count('Those that failed for good.'),
  counts: z
    .record(z.string(), number('The sum over its lots.'))
    .describe('Counts that the workers gave, added up; by the names that a run has.'),
  exit_code: exitCode(),
})

export type BatchEndDocument = Printed<typeof batchEnd>

/** Of `worker`, when it ends. */
export const workerEnd = z.strictObject({ lots: count('Lots worked off.') })

export type WorkerEndDocument = Printed<typeof workerEnd>

/** Its documents by their names. */
export const WORKER_DOCUMENTS: FeatureDocuments = {
  outputs: {
    'handed-out': {
      about: 'What was handed out to workers',
      commands: ['backfill --enqueue', 'import --enqueue', 'replay --enqueue', 'fetch papers --enqueue'],
      schema: handedOut,
    },
    'batch-end': {
      about: 'What came of what was handed out',
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
          alive: flag('False when it is silent: the others take its lots over.'),
          queues: z.array(z.enum(QUEUES)).describe('The queues that it takes lots from.'),
          schedules: flag('True when it holds the schedules.'),
          in_hand: z.array(lotInHand()).describe('What it does now.'),
          lots_done: count('Lots that it has worked off.'),
        }),
      )
      .describe('Workers that have not ended.'),
    queues: queueRows(),
  },
  health: {
    workers: z
      .strictObject({
        alive: count('Workers that live.'),
        lots_in_hand: count('Lots that they have in hand.'),
      })
      .describe('Who works on lots.'),
    queues: queueRows(),
  },
}
