import type { Feature } from '../../feature.ts'

/** The warehouse for assistants. */
export const mcp: Feature = {
  name: 'mcp',
  commands: [
    {
      name: 'mcp',
      group: 'Share',
      about: 'serve papers, views and SQL to assistants that speak the Model Context Protocol, read only',
      load: async () => (await import('./commands/mcp.ts')).mcpCommand,
    },
  ],
  documents: async () => (await import('./documents.ts')).MCP_DOCUMENTS,
}
