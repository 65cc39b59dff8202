import type { Feature } from '../../feature.ts'

/** For whoever watches the runs: doctor, health files, pings, OpenLineage. */
export const watch: Feature = {
  name: 'watch',
  commands: [
    {
      name: 'doctor',
      group: 'Operate',
      about: 'what a run needs and whether it is there: Node, folder, database, site, quota, browser, mail',
      load: async () => (await import('./commands/doctor.ts')).doctorCommand,
    },
  ],
  documents: async () => (await import('./documents.ts')).WATCH_DOCUMENTS,
  settings: async () => (await import('./settings.ts')).WATCH_SETTINGS,
  observers: async (config) => (await import('./observers.ts')).observersFrom(config),
}
