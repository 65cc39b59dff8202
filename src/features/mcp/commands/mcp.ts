import { once } from 'node:events'
import { Command } from 'commander'
import { VERSION } from '../../../base/version.ts'
import { openReader } from '../../../load/warehouse/open-reader.ts'
import type { App, CommonFlags } from '../../../commands/command.ts'
import { readAppConfig } from '../../../commands/app.ts'
import { requireFolder } from '../../../commands/require-folder.ts'

/** `paperboy mcp` */
export function mcpCommand(app: App): Command {
  return new Command('mcp')
    .addHelpText(
      'after',
      `
Speaks the Model Context Protocol on stdin and stdout, until stdin ends. An assistant's settings name it as
  {"command": "npx", "args": ["paperboy", "mcp"], "env": {"PAPERBOY_HOME": "/srv/papers"}}
Its tools only read. If others use it, give it the address of a role of "paperboy db grant" as DATABASE_URL.

Example:
  $ npx paperboy mcp`,
    )
    .action(async (_options, command: Command) => {
      const config = await readAppConfig(command.optsWithGlobals<CommonFlags>())
      requireFolder(config)
      const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js')
      const { createMcpServer } = await import('../mcp-server.ts')
      const warehouse = await openReader(config, (why) => {
        throw why
      })
      try {
        const server = createMcpServer({
          executor: warehouse,
          ask: warehouse.readOnly,
          now: () => config.clock.now(),
          version: VERSION,
        })
        await server.connect(new StdioServerTransport())
        // The transport reads on after the client has gone; its end is that of stdin.
        await Promise.race([once(process.stdin, 'end'), once(app.signal, 'abort')])
        await server.close()
      } finally {
        await warehouse.close()
      }
    })
}
