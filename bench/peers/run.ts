/*
 * Paperboy beside programs that do the same work, in turn, on pages of real size from loopback: README.md tells how
 * to read it. node bench/peers/run.ts [--rounds N] [--pages N] [--json]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import postgres from 'postgres'
import { type Bench, type Measurement, measurePeer } from './measure-peer.ts'
import { PEERS } from './peers.ts'
import { postmasterOf } from './processor-time.ts'
import { peerResults, reportText } from './report.ts'

interface Flags {
  readonly rounds: number
  readonly pages: number
  readonly peers?: readonly string[]
  readonly database: string
  readonly json?: boolean
}

/** Above this load others are at work, and the numbers are theirs too. */
const QUIET_LOAD = 1

const flags = new Command('npm run bench:peers --')
  .description('Measures Paperboy beside programs that do the same work. Takes some minutes a round.')
  .option('--rounds <n>', 'runs of each, of which the medians count', positive, 5)
  .option('--pages <n>', 'daily pages of the corpus', positive, 300)
  .option('--peers <names>', `only these of ${PEERS.map(({ name }) => name).join(',')}`, (text) =>
    text.split(','),
  )
  .option(
    '--database <url>',
    'a server whose owner may create databases; default DATABASE_URL',
    process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
  )
  .option('--json', 'print the results as JSON')
  .parse()
  .opts<Flags>()

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1 on.')
  return Number(text)
}

function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

if (!existsSync('/proc/self/stat')) throw new Error('this bench reads /proc: it needs Linux')
const unknown = flags.peers?.find((name) => !PEERS.some((peer) => peer.name === name))
if (unknown !== undefined) throw new Error(`--peers ${unknown}: there is no such peer; see --help`)

const load = loadavg()[0] ?? 0
if (load > QUIET_LOAD)
  note(`The machine is not quiet: load ${load.toFixed(1)}, expected at most ${QUIET_LOAD}.`)

const peers = PEERS.filter(({ name, missing }) => {
  if (flags.peers !== undefined && !flags.peers.includes(name)) return false
  const reason = missing?.() ?? null
  if (reason !== null) note(`${name} is left out. ${reason}`)
  return reason === null
})

const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => interrupted.abort(new Error(`ended by ${name}`)))

const admin = postgres(flags.database, { max: 1, onnotice: () => undefined })
const corpus = fork(join(import.meta.dirname, 'corpus-server.ts'), [String(flags.pages)])
try {
  const [site] = (await once(corpus, 'message')) as [string]
  const [backend] = await admin<{ pid: number }[]>`select pg_backend_pid() as pid`
  const [others] = await admin<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()`
  if (others && others.count > 0)
    note(`The server has ${others.count} other clients: what they do is counted as the peers' server CPU.`)
  const bench: Bench = {
    admin,
    serverUrl: flags.database,
    postmaster: backend ? postmasterOf(backend.pid) : null,
    site,
    pages: flags.pages,
    signal: interrupted.signal,
    takeRequests: async () => {
      interrupted.signal.throwIfAborted()
      corpus.send('take')
      const [paths] = (await once(corpus, 'message')) as [string[]]
      return paths
    },
  }
  const runs = new Map<string, Measurement[]>(peers.map(({ name }) => [name, []]))
  for (let round = 1; round <= flags.rounds; round += 1) {
    for (const peer of peers) {
      const measured = await measurePeer(bench, peer)
      runs.get(peer.name)?.push(measured)
      note(
        `round ${round} of ${flags.rounds}: ${peer.name.padEnd(17)} ${(flags.pages / measured.seconds).toFixed(1)} pages/s`,
      )
    }
  }
  const results = peerResults(
    peers.map(({ name, about }) => ({ name, about, runs: runs.get(name) ?? [] })),
    flags.pages,
  )
  process.stdout.write(
    `${flags.json ? JSON.stringify({ pages: flags.pages, rounds: flags.rounds, load, results }) : reportText(results)}\n`,
  )
} finally {
  if (corpus.connected) corpus.disconnect()
  await admin.end()
}
