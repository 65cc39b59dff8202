import type { Feature } from '../../feature.ts'

/** Pages and an API to read the warehouse by. */
export const site: Feature = {
  name: 'site',
  commands: [
    {
      name: 'site',
      group: 'Share',
      about: 'pages to look at: serve them on this machine',
      load: async () => (await import('./commands/site.ts')).siteCommand,
    },
  ],
  settings: async () => (await import('./settings.ts')).SITE_SETTINGS,
  showDemo: async (app, demo) => (await import('./jobs/show-demo.ts')).showDemo(app, demo),
  documents: async () => (await import('./documents.ts')).SITE_DOCUMENTS,
}
