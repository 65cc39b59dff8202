import { once } from 'node:events'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { type CliProcess, runCli, startCli } from '../support/cli-process.ts'
import { type OwnServer, ownServer, SERVER_PROGRAMS } from '../support/own-server.ts'

const NOW = '2025-09-28T12:00:00Z'
const PAGES = ['/', '/trends', '/coverage', '/data', '/feeds', '/search?q=paper', '/healthz']

describe.skipIf(SERVER_PROGRAMS === null)(
  'a server with max_connections = 10, three of them reserved',
  () => {
    const running: CliProcess[] = []
    let server: OwnServer
    let replica: Replica
    let admin: postgres.Sql
    let papers: postgres.Sql
    let env: Readonly<Record<string, string>>
    /** The most connections of the role at once, since it was last set to 0. */
    let most = 0
    let watching: Promise<void>
    const over = new AbortController()

    const connections = async () => {
      const [row] = await admin<{ count: number }[]>`
      select count(*)::int as count from pg_stat_activity where usename = 'plain'`
      return row!.count
    }

    const jobsLeft = async () => {
      const [row] = await papers<{ count: number }[]>`
      select count(*)::int as count from pgboss.job where state < 'completed'`
      return row!.count
    }

    beforeAll(async () => {
      server = await ownServer(undefined, undefined, 10)
      replica = await startReplica({ now: NOW, quota: false })
      admin = postgres(server.url, { max: 1, onnotice: () => undefined })
      await admin.unsafe('create role plain login')
      await admin.unsafe('create database papers owner plain')
      const inPapers = (username: string) =>
        Object.assign(new URL(server.url), { username, pathname: '/papers' }).toString()
      papers = postgres(inPapers('postgres'), { max: 1, onnotice: () => undefined })
      env = {
        DATABASE_URL: inPapers('plain'),
        PAPERBOY_HOME: join(server.folder, 'home'),
        PAPERBOY_SITE: replica.url,
        PAPERBOY_NOW: NOW,
      }
      watching = (async () => {
        while (!over.signal.aborted) {
          most = Math.max(most, await connections())
          await new Promise((resolve) => setTimeout(resolve, 10))
        }
      })()
    })
    afterAll(async () => {
      for (const { child, ended } of running) {
        child.kill('SIGKILL')
        await ended
      }
      over.abort()
      await watching
      await admin.end()
      await papers.end()
      await replica.close()
      await server.drop()
    })

    function start(args: readonly string[]): CliProcess {
      const started = startCli(args, env)
      running.push(started)
      return started
    }

    test('serves a night, the site and a worker at once, each with three at most; those that are idle keep one', async () => {
      expect((await runCli(['nightly'], env)).code).toBe(0)
      expect(most).toBeLessThanOrEqual(3)

      const worker = start(['worker'])
      expect(await worker.line('runs jobs of')).toBe(true)
      const site = start(['site', 'serve', '--port', '0'])
      const [said] = await once(site.child.stdout!, 'data')
      const base = /http:\/\/127\.0\.0\.1:\d+/.exec(String(said))?.[0]
      const reading = new AbortController()
      const statuses = new Map<number, number>()
      const read = async () => {
        while (!reading.signal.aborted)
          for (const page of PAGES) {
            const { status } = await fetch(base + page)
            statuses.set(status, (statuses.get(status) ?? 0) + 1)
          }
      }
      const readers = Promise.all([read(), read(), read(), read()])
      // Told at the end, unless something else fails before.
      readers.catch(() => undefined)
      expect(
        (await runCli(['backfill', '--enqueue', '--from', '2025-09-01', '--to', '2025-09-20'], env)).code,
      ).toBe(0)
      const night = await runCli(['nightly'], { ...env, PAPERBOY_NOW: '2025-09-28T18:00:00Z' })
      expect({ code: night.code, last: night.lines.at(-1) }).toMatchObject({ code: 0 })
      await expect.poll(jobsLeft, { timeout: 60_000, interval: 200 }).toBe(0)
      reading.abort()
      await readers
      expect([...statuses.keys()]).toEqual([200])
      expect(most).toBeLessThanOrEqual(7)

      await expect.poll(connections, { timeout: 30_000, interval: 200 }).toBeLessThanOrEqual(2)
    })
  },
)
