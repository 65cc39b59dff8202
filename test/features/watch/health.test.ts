import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../../demo/replica.ts'
import type { JobContext } from '../../../jobs/run/job-context.ts'
import { nightly } from '../../../jobs/nightly/nightly.ts'
import { writeHealth } from '../../../src/features/watch/write-health.ts'
import { openQueue } from '../../../src/features/workers/queue/open-queue.ts'
import { measureRequests } from '../../../src/features/site/measure-requests.ts'
import { healthObserver, pingObserver } from '../../../src/features/watch/observers.ts'
import { jobContext, keepingLogger } from '../../support/job-context.ts'
import { expressions } from '../../support/monitoring.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

describe('what a run tells the watchers', () => {
  let held: TestWarehouse
  let replica: Replica
  let home: string
  let watcher: Server
  const pings: string[] = []

  beforeAll(async () => {
    held = await createWarehouse()
    replica = await startReplica({ now: '2025-09-26T22:00:00Z', quota: false })
    home = await mkdtemp(join(tmpdir(), 'paperboy-health-'))
    watcher = createServer((request, response) => {
      pings.push(request.url ?? '')
      response.end('OK')
    })
    await new Promise<void>((resolve) => watcher.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    watcher.close()
    await held.drop()
    await replica.close()
    await rm(home, { recursive: true })
  })

  const context = (ping: string | null): JobContext => {
    const made = jobContext(held.warehouse, replica.url, () => replica.now())
    return { ...made, home, observers: [healthObserver, ...(ping === null ? [] : [pingObserver(ping)])] }
  }

  test('the health file and the metrics say how things stand, and pings come at start and end', async () => {
    const { port } = watcher.address() as AddressInfo
    expect((await nightly(context(`http://127.0.0.1:${port}/key/`), {})).exitCode).toBe(0)
    expect(pings).toEqual(['/key/start', '/key/0'])
    expect((await readdir(home)).sort()).toEqual(['health.json', 'metrics.prom'])
    expect(JSON.parse(await readFile(join(home, 'health.json'), 'utf8'))).toMatchObject({
      jobs: [{ job: 'nightly', outcome: 'done', last_success: '2025-09-26T22:00:00.000Z' }],
      days: { open: 2 },
      due: 0,
      quarantined: 0,
      mails: { waiting: 0, oldest: null },
    })
    const metrics = await readFile(join(home, 'metrics.prom'), 'utf8')
    expect(metrics).toContain('paperboy_last_success_timestamp_seconds{job="nightly"} 1758924000\n')
    expect(metrics).toContain('paperboy_days{state="open"} 2\n')
    expect(metrics.endsWith('# EOF\n')).toBe(true)
    for (const line of metrics.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) paperboy_\w+ .+|# EOF|paperboy_\w+(\{\w+="[^"]*"\})? [\d.e+-]+)$/)
    }
  })

  test('alerts and the dashboard ask for measures that there are, by labels that these have', async () => {
    await (await openQueue(held.warehouse)).close()
    await writeHealth(context(null))
    const measures = measureRequests()
    const app = new Hono().use(measures.middleware).get('/', (c) => c.text('a page'))
    await app.request('/')
    const text = [
      await readFile(join(home, 'metrics.prom'), 'utf8'),
      await measures.text({ workers: 1, jobsActive: 2 }),
    ].join('\n')
    const labelsOf = new Map<string, Set<string>>()
    for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) labelsOf.set(name, new Set())
    for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{(.*?)\})? /gm))
      labelsOf.set(name, new Set([...(labelsOf.get(name) ?? []), ...labelNames(labels)]))
    expect(expressions().length).toBeGreaterThan(25)
    for (const { of, expr } of expressions()) {
      const asked = [...expr.matchAll(/\b(paperboy_\w+)(?:\{(.*?)\})?/g)]
      expect({ of, names: asked.length > 0 }).toEqual({ of, names: true })
      for (const [, name = '', labels = ''] of asked) {
        const known = labelsOf.get(name)
        expect({ of, name, isThere: known !== undefined }).toEqual({ of, name, isThere: true })
        const by = [...expr.matchAll(/\bby \((.*?)\)/g)].flatMap(([, names = '']) => names.split(', '))
        for (const label of [...labelNames(labels), ...by]) expect([of, ...(known ?? [])]).toContain(label)
      }
    }
  })

  test('a failed run is told with its exit code, and a ping that fails is a line in the log', async () => {
    pings.length = 0
    replica.setNow(replica.now().add({ hours: 1 }))
    replica.setFault({ kind: 'status', status: 503, match: '/papers/date/' })
    const { port } = watcher.address() as AddressInfo
    const { exitCode } = await nightly(context(`http://127.0.0.1:${port}/key`), {})
    replica.clearFaults()
    expect(exitCode).toBeGreaterThan(0)
    expect(pings).toEqual(['/key/start', `/key/${exitCode}`])
    replica.setNow(replica.now().add({ hours: 1 }))
    const { logger, messages } = keepingLogger()
    expect((await nightly({ ...context('http://127.0.0.1:9/key'), logger }, {})).exitCode).toBe(0)
    expect(messages.filter((message) => message.startsWith('the ping failed'))).toHaveLength(2)
  })

  test('a folder that may not be written is a line in the log', async () => {
    replica.setNow(replica.now().add({ hours: 1 }))
    const { logger, messages } = keepingLogger()
    const { exitCode } = await nightly({ ...context(null), logger, home: '/dev/null/nowhere' }, {})
    expect(exitCode).toBe(0)
    expect(messages).toContain('the health files in /dev/null/nowhere could not be written')
  })
})

/** Names of labels as they stand in braces: `state="open",job=~"a|b"`. */
function labelNames(inBraces: string): string[] {
  return [...inBraces.matchAll(/(\w+)=~?"/g)].map(([, name = '']) => name)
}
