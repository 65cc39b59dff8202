import { readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

/** Serves a folder under a path as plain hosts do: a folder's index.html, a redirect to its slash, a 404.html. */
export async function startStaticHost(folder: string, base: string) {
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      const path = decodeURIComponent(pathname)
      const file = path.startsWith(`${base}/`) ? join(folder, path.slice(base.length)) : ''
      const found = file === '' ? null : await stat(file).catch(() => null)
      if (found?.isDirectory() === true && !path.endsWith('/')) {
        response.writeHead(301, { Location: `${pathname}/` }).end()
        return
      }
      const whole = found?.isDirectory() === true ? join(file, 'index.html') : file
      const body = found === null ? null : await readFile(whole).catch(() => null)
      const type = TYPES[extname(whole)] ?? 'application/octet-stream'
      if (body === null)
        response
          .writeHead(404, { 'Content-Type': TYPES['.html'] })
          .end(await readFile(join(folder, '404.html')))
      else response.writeHead(200, { 'Content-Type': type }).end(body)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
