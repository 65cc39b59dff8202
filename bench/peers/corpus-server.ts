import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { corpusPages } from './corpus.ts'

/**
 * Serves the corpus from memory, as a process of its own: `node corpus-server.ts PAGES`, with an IPC channel. It
 * sends its address when it is ready, and to each message the paths that were asked for since the last one.
 */

const ROBOTS = 'User-agent: *\nAllow: /\n'

const pages = corpusPages(Number(process.argv[2]))
let asked: string[] = []

const server = createServer((request, response) => {
  const path = request.url ?? '/'
  if (path === '/robots.txt') {
    response.setHeader('content-type', 'text/plain; charset=utf-8').end(ROBOTS)
    return
  }
  asked.push(path)
  const page = pages.get(path)
  if (page === undefined) response.writeHead(404).end()
  else response.setHeader('content-type', 'text/html; charset=utf-8').end(page)
})
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.on('message', () => {
  process.send?.(asked)
  asked = []
})
// Ctrl+C reaches this process too, and the runner still needs it to end in order.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined)
process.once('disconnect', () => process.exit())
