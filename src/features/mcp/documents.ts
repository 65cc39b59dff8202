import { z } from 'zod'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * Output of its commands for programs.
 */

/** Of `mcp`: one message per line. */
export const mcp = z.looseObject({
  jsonrpc: z.literal('2.0').describe('Version of JSON-RPC. The Model Context Protocol defines the rest.'),
})

/** Documents of the feature, by name. */
export const MCP_DOCUMENTS: FeatureDocuments = {
  outputs: {
    mcp: {
      about: 'A message of the Model Context Protocol, one per line',
      commands: ['mcp'],
      schema: mcp,
    },
  },
}
