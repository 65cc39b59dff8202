import { z } from 'zod'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * What its commands print for programs.
 */

/** Of `mcp`: one message a line. */
export const mcp = z.looseObject({
  jsonrpc: z.literal('2.0').describe('The version of JSON-RPC. The Model Context Protocol says what else.'),
})

/** Its documents by their names. */
export const MCP_DOCUMENTS: FeatureDocuments = {
  outputs: {
    mcp: {
      about: 'A message of the Model Context Protocol, one a line',
      commands: ['mcp'],
      schema: mcp,
    },
  },
}
