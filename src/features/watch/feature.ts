import type { Feature } from '../../feature.ts'

/** Monitoring of runs: doctor, health files, pings, OpenLineage. */
export const watch: Feature = {
  name: 'watch',
  commands: [
    {
      name: 'doctor',
      group: 'Operate',
      about: 'check what a run needs: Node, folder, database, site, quota, browser, mail',
      load: async () => (await import('./commands/doctor.ts')).doctorCommand,
    },
  ],
  documents: async () => (await import('./documents.ts')).WATCH_DOCUMENTS,
  settings: async () => (await import('./settings.ts')).WATCH_SETTINGS,
  observers: async (config) => (await import('./observers.ts')).observersFrom(config),
}
