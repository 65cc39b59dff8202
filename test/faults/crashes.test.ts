import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { type CliWarehouse, createCliEmbedded } from '../support/cli-warehouse.ts'
import { runCli, startCli } from '../support/cli-process.ts'
import { type Digests, digestsOf, look } from '../support/digests.ts'

const NOW = '2025-09-28T12:00:00Z'
const BACKFILL = ['backfill', '--from', '2025-09-22', '--to', '2025-09-26']
const DAYS = 5

// Both engines are driven by the same code; what a server does when it dies itself is in servers.test.ts.
describe('a process that dies', () => {
  let replica: Replica
  let clean: Digests
  const open: CliWarehouse[] = []

  const make = async () => {
    const held = await createCliEmbedded()
    open.push(held)
    return {
      ...held,
      env: { ...held.env, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: NOW, PAPERBOY_LOG: 'debug' },
    }
  }
  /** The clock of a later process goes on where the one before it stood. */
  const later = (env: Readonly<Record<string, string>>) => ({
    ...env,
    PAPERBOY_NOW: '2025-09-28T12:10:00Z',
  })
  /** Digests of the tables, outcomes of the runs, leases that are held, responses that wait to be loaded. */
  const standing = async (env: Readonly<Record<string, string>>) =>
    look(env, async (warehouse) => {
      const [row] = (
        await warehouse.readOnly(`select (select string_agg(outcome, ' ' order by id) from runs),
          (select count(*) from leases), (select count(*) from captures where not loaded)`)
      ).rows
      return {
        digests: await digestsOf(warehouse),
        outcomes: row?.[0],
        leases: Number(row?.[1]),
        waiting: Number(row?.[2]),
      }
    })

  beforeAll(async () => {
    replica = await startReplica({ now: NOW, quota: false })
    const { env } = await make()
    await runCli(BACKFILL, env)
    clean = await look(env, digestsOf)
    await open.pop()?.drop()
  })
  afterEach(async () => {
    replica.clearFaults()
    for (const held of open.splice(0)) await held.drop()
  })
  afterAll(async () => replica.close())

  test.each(['fetch', 'capture', 'load', 'loaded', 'close'])(
    'fault 16: killed at the step "%s", the next run ends as if nothing had happened',
    async (step) => {
      const { env } = await make()
      const before = replica.requests.length
      const life = startCli(BACKFILL, env, (line) => {
        if (line.includes(`"step":"${step}"`)) life.child.kill('SIGKILL')
      })
      expect((await life.ended).code).toBeNull()
      const next = await runCli(BACKFILL, later(env))
      expect(next.code).toBe(0)
      expect(await standing(env)).toEqual({ digests: clean, outcomes: 'lost done', leases: 0, waiting: 0 })
      const pages = replica.requests.slice(before).filter(({ bucket }) => bucket === 'pages')
      expect(pages.length).toBeLessThanOrEqual(DAYS + 1)
    },
  )

  // One signal is enough on the embedded warehouse, whose processes take seconds to begin: the way is the same.
  test.each([['SIGTERM', 143]] as const)(
    'fault 17: %s during the crawl ends the run, and gives back what it held',
    async (signal, code) => {
      const { env } = await make()
      replica.setFault({ kind: 'hang', match: '2025-09-23' })
      const life = startCli(BACKFILL, env)
      expect(await life.line('fetching day:2025-09-23')).toBe(true)
      life.child.kill(signal)
      expect((await life.ended).code).toBe(code)
      expect(await standing(env)).toMatchObject({ outcomes: 'interrupted', leases: 0, waiting: 0 })
      replica.clearFaults()
      expect((await runCli(BACKFILL, later(env))).code).toBe(0)
      expect(await look(env, digestsOf)).toEqual(clean)
    },
  )

  test('fault 17: SIGTERM during a load lets the load end', async () => {
    const { env } = await make()
    let isTold = false
    const life = startCli(BACKFILL, env, (line) => {
      if (isTold || !line.includes('"step":"load"')) return
      isTold = life.child.kill('SIGTERM')
    })
    expect((await life.ended).code).toBe(143)
    expect(await standing(env)).toMatchObject({ outcomes: 'interrupted', leases: 0, waiting: 0 })
    expect((await runCli(BACKFILL, later(env))).code).toBe(0)
    expect(await look(env, digestsOf)).toEqual(clean)
  })

  test('fault 17: a second signal exits at once, and is safe', async () => {
    const { env } = await make()
    replica.setFault({ kind: 'hang', match: '2025-09-24' })
    const life = startCli(BACKFILL, env, (line) => {
      if (!line.includes('"step":"load"')) return
      life.child.kill('SIGTERM')
      life.child.kill('SIGINT')
    })
    expect([130, 143]).toContain((await life.ended).code)
    replica.clearFaults()
    expect((await runCli(BACKFILL, later(env))).code).toBe(0)
    expect(await look(env, digestsOf)).toEqual(clean)
  })
})
