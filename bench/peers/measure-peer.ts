import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { corpusTo, CORPUS_FROM } from './corpus.ts'
import type { Peer, Place } from './peers.ts'
import { clusterSeconds, endedChildrenSeconds, peakMemory, postmastersUnder } from './processor-time.ts'
import { runProgram } from './run-program.ts'

/** The tables that every peer has, and whose rows are compared. */
export const TABLES = ['papers', 'paper_authors', 'appearances', 'snapshots'] as const

/** How often memory and the processor time of an embedded server are looked at. */
const SAMPLE_MS = 50
/** How long an embedded server may take to end. */
const SERVER_END_MS = 30_000

/** What one run of one peer took. */
export interface Measurement {
  /** From the start of the process to its end. */
  readonly seconds: number
  readonly clientCpu: number
  /** Null where the server's processes can't be seen, or the database is in the client's process. */
  readonly serverCpu: number | null
  readonly peakBytes: number
  /** Rows of the tables, in the order of `TABLES`. */
  readonly rows: readonly number[]
}

/** What all runs share. */
export interface Bench {
  readonly admin: Sql
  /** The server's URL; databases of the runs are made beside the one it names. */
  readonly serverUrl: string
  /** Process id of the server's postmaster; null when it is not on this machine. */
  readonly postmaster: number | null
  readonly site: string
  readonly pages: number
  /** Ends the run at hand. */
  readonly signal: AbortSignal
  /** The paths that were asked of the corpus since the last call. */
  readonly takeRequests: () => Promise<readonly string[]>
}

let databases = 0

/**
 * Runs a peer once, into a database and a folder of its own that are gone afterwards.
 *
 * @throws {Error} when it fails, or has not fetched every page exactly once
 */
export async function measurePeer(bench: Bench, peer: Peer): Promise<Measurement> {
  const { admin, site, pages } = bench
  const database = `paperboy_peers_${process.pid}_${(databases += 1)}`
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-peers-'))
  const databaseUrl = new URL(bench.serverUrl)
  databaseUrl.pathname = `/${database}`
  const place: Place = { site, pages, folder, databaseUrl: databaseUrl.toString() }
  await admin.unsafe(`create database ${database}`)
  try {
    await makeTables(bench, peer, place)
    // What is left of the peer before must not be written at this one's expense.
    await admin`checkpoint`
    await bench.takeRequests()
    const measured = await runMeasured(bench, peer, place)
    checkRequests(peer, pages, await bench.takeRequests())
    return { ...measured, rows: await countRows(bench, peer, place) }
  } finally {
    await endServersUnder(folder)
    await admin.unsafe(`drop database ${database} with (force)`)
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeTables({ signal }: Bench, { name, tables }: Peer, place: Place): Promise<void> {
  if (tables === 'four') {
    const script = await readFile(join(import.meta.dirname, 'programs', 'tables.sql'), 'utf8')
    return withDatabase(place, async (sql) => void (await sql.unsafe(script)))
  }
  await runProgram(`${name}, making its tables`, tables(place), { folder: place.folder, signal })
  await endServersUnder(place.folder)
}

async function runMeasured(
  { postmaster, signal }: Bench,
  peer: Peer,
  place: Place,
): Promise<Omit<Measurement, 'rows'>> {
  const embedded = new Map<number, number>()
  let client: number | undefined
  let peakBytes = 0
  const sample = (): void => {
    if (client !== undefined) peakBytes = Math.max(peakBytes, peakMemory(client))
    if (peer.query === undefined) return
    for (const pid of postmastersUnder(place.folder)) embedded.set(pid, clusterSeconds(pid) ?? 0)
  }
  const serverBefore = postmaster && clusterSeconds(postmaster)
  const clientBefore = endedChildrenSeconds()
  const startedAt = performance.now()
  const sampling = setInterval(sample, SAMPLE_MS)
  let seconds: number
  try {
    await runProgram(peer.name, peer.program(place), {
      folder: place.folder,
      signal,
      started: (pid) => {
        client = pid
      },
    })
    seconds = (performance.now() - startedAt) / 1000
  } finally {
    clearInterval(sampling)
  }
  sample()
  const serverAfter = postmaster && clusterSeconds(postmaster)
  const onServer = serverBefore === null || serverAfter === null ? null : serverAfter - serverBefore
  const inFolder = embedded.size === 0 ? null : [...embedded.values()].reduce((sum, each) => sum + each, 0)
  return {
    seconds,
    // An embedded server is a child of the client, which has its time too.
    clientCpu: endedChildrenSeconds() - clientBefore - (inFolder ?? 0),
    serverCpu: peer.query === undefined ? onServer : inFolder,
    peakBytes,
  }
}

function checkRequests({ name }: Peer, pages: number, paths: readonly string[]): void {
  const distinct = new Set(paths)
  if (paths.length === pages && distinct.size === pages) return
  throw new Error(
    `${name}: got ${paths.length} requests for ${distinct.size} pages from ${CORPUS_FROM} to ${corpusTo(pages)}, ` +
      `expected each of ${pages} pages once`,
  )
}

async function countRows({ signal }: Bench, peer: Peer, place: Place): Promise<number[]> {
  const counts = TABLES.map((table) => `(select count(*)::int from ${table}) as ${table}`)
  const statement = `select ${counts.join(', ')}`
  if (peer.query === undefined) {
    return withDatabase(place, async (sql) => {
      const [row] = await sql.unsafe<Record<string, number>[]>(statement)
      return TABLES.map((table) => row?.[table] ?? 0)
    })
  }
  const json = await runProgram(`${peer.name}, counting its rows`, peer.query(place, statement), {
    folder: place.folder,
    signal,
  })
  const [row] = JSON.parse(json) as Record<string, number>[]
  return TABLES.map((table) => row?.[table] ?? 0)
}

async function withDatabase<T>({ databaseUrl }: Place, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

/** Stops the embedded servers of a run: they would outlive it by a while, beside the next one. */
async function endServersUnder(folder: string): Promise<void> {
  const deadline = performance.now() + SERVER_END_MS
  for (const pid of postmastersUnder(folder)) {
    process.kill(pid, 'SIGINT')
    while (postmastersUnder(folder).includes(pid)) {
      if (performance.now() > deadline) throw new Error(`the server ${pid} in ${folder} does not end`)
      await wait(SAMPLE_MS)
    }
  }
}
