import { join } from 'node:path'
import { userAgent } from '../../../base/version.ts'
import type { App } from '../../../commands/command.ts'
import type { ShownDemo } from '../../../feature.ts'
import { pictureFetcher } from '../pictures/fetch-picture.ts'
import { openPictureStore } from '../pictures/picture-store.ts'
import { serveSite } from './serve-site.ts'

/** Room for the pictures of one week. */
const PICTURE_BYTES = 50_000_000

/** Serves the pages of the demo's week, with the pictures that the replica draws. */
export async function showDemo(app: App, { folder, ...demo }: ShownDemo): Promise<void> {
  const pictures = await openPictureStore({
    folder: join(folder, 'pictures'),
    mostBytes: PICTURE_BYTES,
    fetchPicture: pictureFetcher({ site: demo.source, userAgent: userAgent(null) }),
    now: demo.now,
  })
  await serveSite(
    { ...demo, publicUrl: null, proxies: [], isStatic: false, pictures },
    {
      host: '127.0.0.1',
      port: 0,
      signal: app.signal,
      onReady: (url) => app.terminal.out(`\nIts pages are at ${url} for ten minutes. Stop with Ctrl-C.`),
    },
  )
}
