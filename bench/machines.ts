/*
 * How many machines share a backfill: 1,100 days from a replica that allows 100 pages in each window and address; by one
 * machine, by eight with an address each, and by eight behind one address. Machines are network namespaces of this one:
 * Linux, root and iproute2 (apt-get install iproute2).
 * DATABASE_URL=postgres://... node bench/machines.ts [--days N] [--machines N] [--window SECONDS] [--worker] [--unnamed]
 * --worker: queue the days once and run `paperboy worker` on each machine, instead of a share of the days on each.
 * --unnamed: also eight behind one address that are not told so, each with a budget of its own.
 * (databases of its own, dropped at the end; a quarter of an hour at the default window of 30 s)
 */
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { type Replica, startReplica } from '../demo/replica.ts'
import { syntheticCatalog } from '../demo/site/synthetic-catalog.ts'
import { addDays } from '../src/model/day.ts'
import { type CliProcess, startCli } from '../test/support/cli-process.ts'
import { makeMachines, relay, whyNoMachines } from '../test/support/machines.ts'

const { values: flags } = parseArgs({
  options: {
    days: { type: 'string', default: '1100' },
    machines: { type: 'string', default: '8' },
    window: { type: 'string', default: '30' },
    worker: { type: 'boolean', default: false },
    unnamed: { type: 'boolean', default: false },
  },
})
const DAYS = Number(flags.days)
const MACHINES = Number(flags.machines)
const WINDOW_SECONDS = Number(flags.window)
const LIMIT = 100
const FIRST = '2023-05-04'
const LAST = addDays(FIRST, DAYS - 1)
const NOW = `${addDays(LAST, 40)}T12:00:00Z`

const server = process.env['DATABASE_URL']
if (server === undefined) throw new Error('DATABASE_URL is not set: this bench needs a Postgres server')
const whyNot = whyNoMachines()
if (whyNot !== null) throw new Error(`no machines can be made here: ${whyNot}`)

/** Machines of one measure: what a command begins with to run on each, and the quota identity that they are told, if any. */
interface Fleet {
  readonly commands: readonly (readonly string[])[]
  readonly quotaIdentity: string
}

interface Measured {
  readonly seconds: number
  readonly refused: number
}

type Env = Readonly<Record<string, string>>

const running = new Set<CliProcess>()

async function paperboy(args: readonly string[], env: Env, before: readonly string[] = []): Promise<void> {
  const started = startCli(args, env, undefined, before)
  running.add(started)
  const { code, lines } = await started.ended
  running.delete(started)
  if (code !== 0)
    throw new Error(`paperboy ${args.join(' ')} ended with ${code}:\n${lines.slice(-5).join('\n')}`)
}

/** Each machine fetches its share of the days. */
async function shareDays({ commands }: Fleet, env: Env): Promise<void> {
  const share = Math.ceil(DAYS / commands.length)
  const ranges = commands.map((before, index) => {
    const from = addDays(FIRST, index * share)
    const to = addDays(from, share - 1)
    return { before, from, to: to < LAST ? to : LAST }
  })
  await Promise.all(
    ranges.map(async ({ before, from, to }) =>
      paperboy(['backfill', '--from', from, '--to', to], env, before),
    ),
  )
}

/** The days are queued once; each machine takes from the queue until the site has answered for all of them. */
async function shareQueue({ commands }: Fleet, env: Env, isDone: () => boolean): Promise<void> {
  await paperboy(['backfill', '--enqueue', '--from', FIRST, '--to', LAST], env, commands[0])
  const workers = commands.map((before) => startCli(['worker'], env, undefined, before))
  for (const worker of workers) running.add(worker)
  await new Promise<void>((resolve) => {
    const look = setInterval(() => {
      const hasEnded = workers.some(({ child }) => child.exitCode !== null)
      if (!isDone() && !hasEnded) return
      clearInterval(look)
      resolve()
    }, 100)
  })
  for (const { child } of workers) child.kill('SIGTERM')
  const ended = await Promise.all(workers.map(async (worker) => worker.ended))
  for (const worker of workers) running.delete(worker)
  if (!isDone())
    throw new Error(`a worker ended early:\n${ended.flatMap(({ lines }) => lines.slice(-3)).join('\n')}`)
}

function pagesOf(replica: Replica) {
  return replica.requests.filter(({ bucket }) => bucket === 'pages')
}

async function measure(name: string, fleet: Fleet): Promise<Measured> {
  const replica = await startReplica({
    host: machines.host,
    catalog: syntheticCatalog({ from: FIRST, to: addDays(LAST, 3), weekends: true, size: 5 }),
    now: NOW,
    quota: { pages: LIMIT, api: 500, windowSeconds: WINDOW_SECONDS, perAddress: true },
  })
  const database = `paperboy_machines_${process.pid}`
  await admin.unsafe(`create database ${database}`)
  const url = new URL(server as string)
  const passage = await relay(machines.host, { host: url.hostname, port: Number(url.port || 5432) })
  try {
    url.host = `${machines.host}:${passage.port}`
    url.pathname = `/${database}`
    const env = {
      DATABASE_URL: url.toString(),
      PAPERBOY_SITE: replica.url,
      PAPERBOY_NOW: NOW,
      PAPERBOY_LOG: 'warn',
      PAPERBOY_QUOTA_IDENTITY: fleet.quotaIdentity,
    }
    await paperboy(['db', 'migrate'], env)
    const good = () =>
      new Set(pagesOf(replica).flatMap(({ status, path }) => (status === 200 ? [path] : []))).size
    await (flags.worker ? shareQueue(fleet, env, () => good() === DAYS) : shareDays(fleet, env))
    const pages = pagesOf(replica)
    const seconds = ((pages.at(-1)?.at ?? 0) - (pages[0]?.at ?? 0)) / 1000
    const refused = pages.filter(({ status }) => status === 429).length
    const addresses = new Set(pages.map(({ address }) => address)).size
    const least = ((DAYS / LIMIT) * WINDOW_SECONDS) / addresses
    console.log(
      `${name.padEnd(44)} ${good()} of ${DAYS} days in ${pages.length} requests, ${seconds.toFixed(1)} s, ` +
        `${(seconds / least).toFixed(2)} of what ${addresses === 1 ? 'one address' : `${addresses} addresses`} may; 429: ${refused}`,
    )
    return { seconds, refused }
  } finally {
    for (const { child } of running) child.kill('SIGKILL')
    await Promise.all([...running].map(async ({ ended }) => ended))
    running.clear()
    await passage.close()
    await replica.close()
    await admin.unsafe(`drop database ${database} with (force)`)
  }
}

const machines = makeMachines(MACHINES)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    for (const { child } of running) child.kill('SIGKILL')
    // The machines go as the process exits; a database that is left says whose it is by its name.
    process.exit(130)
  })
const admin = postgres(server, { max: 1, onnotice: () => undefined })
try {
  const numbers = machines.addresses.map((_, index) => index)
  const apart = numbers.map((number) => machines.commandOn(number))
  const behindOne = numbers.map((number) => machines.commandOn(0, `m${number + 1}`))
  const one = await measure('one machine', { commands: apart.slice(0, 1), quotaIdentity: '' })
  const each = await measure(`${MACHINES} with an address each`, { commands: apart, quotaIdentity: '' })
  console.log(`  ${(one.seconds / each.seconds).toFixed(2)} times as fast as one`)
  const shared = await measure(`${MACHINES} behind one address`, {
    commands: behindOne,
    quotaIdentity: 'office',
  })
  console.log(`  ${(one.seconds / shared.seconds).toFixed(2)} times as fast as one`)
  if (flags.unnamed)
    await measure(`${MACHINES} behind one address, not told so`, { commands: behindOne, quotaIdentity: '' })
  const isGood = one.seconds / each.seconds >= 7 && one.refused + each.refused + shared.refused === 0
  process.exitCode = isGood || MACHINES !== 8 ? 0 : 1
} finally {
  machines.remove()
  await admin.end()
}
