/*
 * How well a backfill spends the site's quota: 1,200 days from a replica that allows 100 requests in each window of
 * 3 s; with one process, with two at once on one warehouse, and with a quota that halves midway. Beside it a plain
 * Crawlee crawler, and Scrapy with AutoThrottle where it is installed.
 * DATABASE_URL=postgres://... node bench/quota.ts (databases of its own, dropped at the end)
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { type Replica, startReplica } from '../demo/replica.ts'
import { syntheticCatalog } from '../demo/site/synthetic-catalog.ts'
import { addDays } from '../src/model/day.ts'

const DAYS = 1200
const QUOTA = { pages: 100, api: 500, windowSeconds: 3 }
const FIRST = '2023-05-04'
const LAST = addDays(FIRST, DAYS - 1)
const ROOT = join(import.meta.dirname, '..')
/** What the quota lets through, evenly: 100 requests in 3 s. */
const LEAST_SECONDS = (DAYS * QUOTA.windowSeconds) / QUOTA.pages

const server = process.env['DATABASE_URL']
if (server === undefined) throw new Error('DATABASE_URL is not set: this bench needs a Postgres server')
const admin = postgres(server, { max: 1, onnotice: () => undefined })

async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}

/** A replica of its own for each measure, and what it saw. */
async function measure(
  name: string,
  work: (replica: Replica) => Promise<unknown>,
  expected = DAYS,
  leastSeconds = LEAST_SECONDS,
): Promise<void> {
  const catalog = syntheticCatalog({ from: FIRST, to: addDays(LAST, 3), weekends: true, size: 20 })
  const replica = await startReplica({ catalog, now: `${addDays(LAST, 40)}T12:00:00Z`, quota: QUOTA })
  try {
    await work(replica)
    const pages = replica.requests.filter(({ bucket }) => bucket === 'pages')
    const good = pages.filter(({ status }) => status === 200).length
    const refused = pages.filter(({ status }) => status === 429).length
    const seconds = ((pages.at(-1)?.at ?? 0) - (pages[0]?.at ?? 0)) / 1000
    console.log(
      `${name.padEnd(34)} ${good} of ${expected} days, ${seconds.toFixed(1)} s, ${(seconds / leastSeconds).toFixed(3)} of the least ${leastSeconds} s, 429: ${refused}`,
    )
  } finally {
    await replica.close()
  }
}

async function onDatabase(work: (databaseUrl: string) => Promise<void>): Promise<void> {
  const database = `paperboy_bench_${process.pid}`
  await admin.unsafe(`create database ${database}`)
  try {
    const url = new URL(server as string)
    url.pathname = `/${database}`
    await run('node', ['bin/paperboy.js', 'db', 'migrate'], { DATABASE_URL: url.toString() })
    await work(url.toString())
  } finally {
    await admin.unsafe(`drop database ${database} with (force)`)
  }
}

async function backfill(replica: Replica, databaseUrl: string, from: string, to: string): Promise<number> {
  return run('node', ['bin/paperboy.js', 'backfill', '--from', from, '--to', to, '--log-level', 'error'], {
    DATABASE_URL: databaseUrl,
    PAPERBOY_SITE: replica.url,
    PAPERBOY_NOW: replica.now().toString(),
  })
}

try {
  await onDatabase(async (url) =>
    measure('one backfill', async (replica) => backfill(replica, url, FIRST, LAST)),
  )
  await onDatabase(async (url) =>
    measure('two backfills at once', async (replica) => {
      const middle = addDays(FIRST, DAYS / 2)
      await Promise.all([
        backfill(replica, url, FIRST, addDays(middle, -1)),
        backfill(replica, url, middle, LAST),
      ])
    }),
  )
  await onDatabase(async (url) =>
    measure(
      'quota halved after 600 days',
      async (replica) => {
        const halving = setInterval(() => {
          if (replica.requests.length < DAYS / 2) return
          clearInterval(halving)
          replica.setQuota({ pages: QUOTA.pages / 2 })
        }, 5)
        await backfill(replica, url, FIRST, LAST)
        clearInterval(halving)
      },
      DAYS,
      1.5 * LEAST_SECONDS,
    ),
  )
  const urls = (replica: Replica) =>
    Array.from({ length: DAYS }, (_, index) => `${replica.url}/papers/date/${addDays(FIRST, index)}`)
  await measure('Crawlee as it comes', async (replica) =>
    run('node', ['bench/plain-crawlee.mjs'], { URLS: JSON.stringify(urls(replica)) }),
  )
  if (existsSync('/usr/bin/scrapy')) {
    await measure('Scrapy with AutoThrottle', async (replica) =>
      run('scrapy', ['runspider', 'bench/plain-scrapy.py', '--nolog'], {
        URLS: JSON.stringify(urls(replica)),
      }),
    )
  } else console.log('Scrapy is not installed here: apt-get install python3-scrapy')
} finally {
  await admin.end()
}
