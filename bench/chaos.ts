/*
 * A backfill of 1,100 days that is killed at 200 random instants, with nightly runs in between, against one that is
 * left in peace: the final tables, digest by digest.
 * DATABASE_URL=postgres://... node bench/chaos.ts [seed] [kills] [days] (databases of its own, dropped at the end)
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { chaos } from '../test/support/chaos.ts'

const [seed = Math.floor(Math.random() * 1e9), kills = 200, days = 1100] = process.argv.slice(2).map(Number)
const server = process.env['DATABASE_URL']
const admin = server === undefined ? null : postgres(server, { max: 1, onnotice: () => undefined })
const databases: string[] = []
const home = mkdtempSync(join(tmpdir(), 'paperboy-chaos-'))

async function create(): Promise<Record<string, string>> {
  const name = `paperboy_bench_${process.pid}_${databases.length}`
  databases.push(name)
  if (!admin || server === undefined) return { PAPERBOY_HOME: join(home, name) }
  await admin.unsafe(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { PAPERBOY_HOME: home, DATABASE_URL: url.toString() }
}

console.log(`seed ${seed}, ${days} days, ${kills} kills, ${admin ? 'on the server' : 'embedded'}`)
try {
  const result = await chaos({
    days,
    kills,
    seed,
    nightlyEvery: 20,
    create,
    onKill: (count, step) => {
      if (count % 20 === 0) console.log(`${count} kills, the last one at ${step}`)
    },
  })
  console.log('steps hit', result.hits)
  console.log(
    `${result.requests} requests for ${days} days and ${result.kills} kills; ${result.readings} readings`,
  )
  for (const [table, digest] of Object.entries(result.undisturbed)) {
    const other = result.disturbed[table]
    console.log(`${table.padEnd(16)} ${digest} ${other === digest ? 'the same' : `DIFFERENT: ${other}`}`)
  }
  const same = JSON.stringify(result.disturbed) === JSON.stringify(result.undisturbed)
  process.exitCode = same && result.readings === days && result.requests <= days + result.kills ? 0 : 1
} finally {
  for (const name of admin ? databases : [])
    await admin?.unsafe(`drop database if exists ${name} with (force)`)
  await admin?.end()
  rmSync(home, { recursive: true, force: true })
}
