/*
 * A backfill of 1,100 days that is killed at random instants, against one that is left in peace: the final tables,
 * digest by digest. Either one process after the other, killed 200 times, with nightly runs in between:
 * DATABASE_URL=postgres://... node bench/chaos.ts [seed] [kills] [days] (databases of its own, dropped at the end)
 * Or workers that take the days from a queue, killed 100 times and replaced, on a server that is killed and started
 * twice meanwhile, and how often each day was asked for:
 * node bench/chaos.ts --workers 3 [--restarts 2] [seed] [kills] [days] (a server of its own: the programs of Postgres)
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import postgres from 'postgres'
import { chaos, type ChaosResult } from '../test/support/chaos.ts'
import { ownServer } from '../test/support/own-server.ts'
import { workerChaos } from '../test/support/worker-chaos.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: '0' },
    restarts: { type: 'string', default: '2' },
  },
})
const [workers, restarts] = [Number(values.workers), Number(values.restarts)]
const [seed = Math.floor(Math.random() * 1e9), kills = workers > 0 ? 100 : 200, days = 1100] =
  positionals.map(Number)
const common = {
  days,
  kills,
  seed,
  onKill: (count: number, step: string) => {
    if (count % 20 === 0) console.log(`${count} kills, the last one at ${step}`)
  },
}

async function processes(): Promise<ChaosResult> {
  const server = process.env['DATABASE_URL']
  console.log(`seed ${seed}, ${days} days, ${kills} kills, ${server ? 'on the server' : 'embedded'}`)
  const admin = server === undefined ? null : postgres(server, { max: 1, onnotice: () => undefined })
  const databases: string[] = []
  const home = mkdtempSync(join(tmpdir(), 'paperboy-chaos-'))
  const create = async (): Promise<Record<string, string>> => {
    const name = `paperboy_bench_${process.pid}_${databases.length}`
    databases.push(name)
    if (!admin || server === undefined) return { PAPERBOY_HOME: join(home, name) }
    await admin.unsafe(`create database ${name}`)
    const url = new URL(server)
    url.pathname = `/${name}`
    return { PAPERBOY_HOME: home, DATABASE_URL: url.toString() }
  }
  try {
    return await chaos({ ...common, nightlyEvery: 20, create })
  } finally {
    for (const name of admin ? databases : [])
      await admin?.unsafe(`drop database if exists ${name} with (force)`)
    await admin?.end()
    rmSync(home, { recursive: true, force: true })
  }
}

async function fleet(): Promise<ChaosResult> {
  console.log(
    `seed ${seed}, ${days} days, ${workers} workers, ${kills} kills, ${restarts} restarts of the server`,
  )
  const server = await ownServer()
  let databases = 0
  try {
    const result = await workerChaos({
      ...common,
      workers,
      restarts,
      restart: async () => {
        await server.kill()
        await server.start()
        console.log('the server was killed and started')
      },
      create: async () => ({
        PAPERBOY_HOME: server.folder,
        DATABASE_URL: await server.database(`chaos_${databases++}`),
      }),
    })
    console.log(
      `no day was asked for more than ${result.mostOfOne} times; ${result.revived} jobs died and were brought back; ` +
        `${result.endedAway} workers found no server and were started again`,
    )
    return result
  } finally {
    await server.drop()
  }
}

const result = await (workers > 0 ? fleet() : processes())
console.log('steps hit', result.hits)
console.log(
  `${result.requests} requests for ${days} days and ${result.kills} kills; ${result.readings} readings`,
)
for (const [table, digest] of Object.entries(result.undisturbed)) {
  const other = result.disturbed[table]
  console.log(`${table.padEnd(16)} ${digest} ${other === digest ? 'the same' : `DIFFERENT: ${other}`}`)
}
// Not their text: the tables come in any order.
const same = isDeepStrictEqual(result.disturbed, result.undisturbed)
process.exitCode = same && result.readings === days && result.requests <= days + result.kills ? 0 : 1
