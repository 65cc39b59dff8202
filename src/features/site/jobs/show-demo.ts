import type { App } from '../../../commands/command.ts'
import type { ShownDemo } from '../../../feature.ts'
import { serveSite } from './serve-site.ts'

/** Serves the pages of the demo's week. */
export async function showDemo(app: App, demo: ShownDemo): Promise<void> {
  await serveSite(
    { ...demo, publicUrl: null, proxies: [], isStatic: false },
    {
      host: '127.0.0.1',
      port: 0,
      signal: app.signal,
      onReady: (url) => app.terminal.out(`\nIts pages are at ${url} for ten minutes. Stop with Ctrl-C.`),
    },
  )
}
