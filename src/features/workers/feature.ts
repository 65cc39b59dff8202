import type { Feature } from '../../feature.ts'

/** Job queues for any number of machines, and a scheduler. */
export const workers: Feature = {
  name: 'workers',
  commands: [
    {
      name: 'worker',
      group: 'Collect',
      about: 'run queued jobs, on any number of machines; with --schedule also the nights',
      load: async () => (await import('./commands/worker.ts')).workerCommand,
    },
    {
      name: 'queue',
      group: 'Operate',
      about: 'show, pause, resume and drop job queues, and retry failed jobs',
      load: async () => (await import('./commands/queue.ts')).queueCommand,
    },
  ],
  documents: async () => (await import('./documents.ts')).WORKER_DOCUMENTS,
  settings: async () => (await import('./settings.ts')).WORKER_SETTINGS,
  status: async (executor) => (await import('./standing.ts')).workersStanding(executor),
  enqueue: async () => (await import('./commands/enqueue.ts')).enqueue,
}
