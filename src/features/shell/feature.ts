import type { Feature } from '../../feature.ts'

/** Completions for shells. */
export const shell: Feature = {
  name: 'shell',
  commands: [
    {
      name: 'completions',
      group: 'Operate',
      about: 'print a script for bash, zsh or fish that completes commands, flags and their values',
      needsAll: true,
      load: async () => (await import('./completions.ts')).completionsCommand,
    },
  ],
  documents: async () => (await import('./documents.ts')).SHELL_DOCUMENTS,
}
