import type { Feature } from '../../feature.ts'

/** Papers as Atom, JSON Feed or RSS. */
export const feed: Feature = {
  name: 'feed',
  commands: [
    {
      name: 'feed',
      group: 'Share',
      about: 'write papers of a selection as an Atom, JSON or RSS feed',
      load: async () => (await import('./commands/feed.ts')).feedCommand,
    },
  ],
  documents: async () => (await import('./documents.ts')).FEED_DOCUMENTS,
}
