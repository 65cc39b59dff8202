import type { AddsPages } from '../site/site-part.ts'

/** The warehouse as a data set of files. */
export const dataset: AddsPages = {
  name: 'dataset',
  commands: [
    {
      name: 'dataset',
      group: 'Share',
      about: 'export the warehouse as a data set of files, for notebooks and hubs',
      load: async () => (await import('./commands/dataset.ts')).datasetCommand,
    },
  ],
  documents: async () => (await import('./documents.ts')).DATASET_DOCUMENTS,
  settings: async () => (await import('./settings.ts')).DATASET_SETTINGS,
  tasks: async (config) => [(await import('./jobs/dataset-task.ts')).datasetTask(config)],
  withSitePart: async (config, live, use) => {
    const { datasetPartFrom } = await import('./pages/site-part.ts')
    return use(datasetPartFrom(config, live !== null))
  },
}
