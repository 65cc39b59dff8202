import { type Replica, startReplica } from '../../demo/replica.ts'
import type { Catalog } from '../../demo/site/catalog.ts'
import type { AccountFacts, PaperFacts } from '../../demo/site/paper-facts.ts'
import { syntheticCatalog } from '../../demo/site/synthetic-catalog.ts'
import { addDays } from '../../src/model/day.ts'
import { runCli, startCli } from './cli-process.ts'
import { type Digests, digestsOf, look } from './digests.ts'

export const FIRST = '2023-05-04'

/** Days between the range of the backfill and today: no nightly run reads the range again. */
const APART_DAYS = 45
const ENTRIES = 12

/** Steps of the flow, as the log names them. */
export const STEPS = ['plan', 'fetch', 'capture', 'load', 'loaded', 'close'] as const

/** What every kind of chaos is asked to do. */
export interface Disturbance {
  readonly days: number
  readonly kills: number
  readonly seed: number
  /** Makes an empty warehouse; gives the variables that name it. */
  readonly create: () => Promise<Readonly<Record<string, string>>>
  readonly onKill?: (killed: number, step: string) => void
}

/** What a chaos run is asked to do. */
export interface ChaosOptions extends Disturbance {
  /** A nightly run comes after each so many kills. */
  readonly nightlyEvery: number
}

/** What came of it. */
export interface ChaosResult {
  /** How often each step was the last one that the killed process had told of. */
  readonly hits: Readonly<Record<string, number>>
  readonly kills: number
  /** Requests for days of the range. */
  readonly requests: number
  /** Readings of days of the range that are in the warehouse. */
  readonly readings: number
  readonly disturbed: Digests
  readonly undisturbed: Digests
}

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Backfills a range of days in processes that are killed (SIGKILL) at random instants, half of them at a random time
 * and half at the moment of a random step, with nightly runs in between; then once more without any disturbance, into
 * another warehouse.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  return onReplica(options.days, async (site) => {
    const disturbed = await options.create()
    const { hits, kills } = await disturb(site, options, disturbed)
    await finish(site, disturbed)
    const requests = requestsOf(site).length
    const undisturbed = await options.create()
    await finish(site, undisturbed)
    return { hits, kills, requests, ...(await compared(site, disturbed, undisturbed)) }
  })
}

/** The site of a chaos run. */
export interface Site {
  readonly replica: Replica
  /** The last day of the range. */
  readonly last: string
  readonly startedMs: number
}

/** Does the work with a replica that has days of a range, and some more up to its today. */
export async function onReplica<T>(days: number, work: (site: Site) => Promise<T>): Promise<T> {
  const last = addDays(FIRST, days - 1)
  const today = addDays(last, APART_DAYS)
  const catalog = inAnyOrder(syntheticCatalog({ from: FIRST, to: today, weekends: true, size: ENTRIES }))
  const replica = await startReplica({
    catalog,
    now: `${today}T12:00:00Z`,
    quota: { pages: 100, api: 500, windowSeconds: 2 },
  })
  try {
    return await work({ replica, last, startedMs: performance.now() })
  } finally {
    await replica.close()
  }
}

/**
 * A catalog that says the same in whatever order its days are read, as a fleet reads them in another order than one
 * process: each paper stands on its own day only, and no two people have one handle, as made-up ones may.
 */
export function inAnyOrder(catalog: Catalog): Catalog {
  const named = (account: AccountFacts): AccountFacts => ({
    ...account,
    handle: `${account.handle}-${account.id}`,
  })
  const paperOf = (paper: PaperFacts): PaperFacts => ({
    ...paper,
    ...(paper.submitter && { submitter: named(paper.submitter) }),
    authors: paper.authors.map((author) =>
      author.account ? { ...author, account: named(author.account) } : author,
    ),
  })
  const appearancesOn = (day: string) =>
    catalog
      .appearancesOn(day)
      .filter(({ paper }) => paper.day === day)
      .map((each) => ({ ...each, paper: paperOf(each.paper) }))
  return { ...catalog, appearancesOn }
}

/** The paths of all requests for days of the range so far. */
export function requestsOf({ replica, last }: Site): readonly string[] {
  return replica.requests
    .map(({ path }) => path)
    .filter((path) => {
      const day = /^\/papers\/date\/(\S{10})$/.exec(path)?.[1]
      return day !== undefined && day <= last
    })
}

/** How two warehouses stand in the end. */
export async function compared(
  { last }: Site,
  disturbed: Readonly<Record<string, string>>,
  undisturbed: Readonly<Record<string, string>>,
): Promise<Pick<ChaosResult, 'readings' | 'disturbed' | 'undisturbed'>> {
  const count = `select count(*) from stored_observations where key <= '${last}'`
  const counted = await look(disturbed, async (warehouse) => warehouse.readOnly(count))
  return {
    readings: Number(counted.rows[0]?.[0]),
    disturbed: await look(disturbed, digestsOf),
    undisturbed: await look(undisturbed, digestsOf),
  }
}

/** The processes' clocks run on from the replica's instant, as one clock would. */
export function around({ replica, startedMs }: Site, env: Readonly<Record<string, string>>) {
  const now = replica.now().add({ milliseconds: Math.round(performance.now() - startedMs) })
  return { ...env, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: now.toString(), PAPERBOY_LOG: 'debug' }
}

async function disturb(site: Site, options: ChaosOptions, env: Readonly<Record<string, string>>) {
  const random = seeded(options.seed)
  const hits: Record<string, number> = Object.fromEntries(STEPS.map((step) => [step, 0]))
  let kills = 0
  let lifeMs = 1500
  while (kills < options.kills) {
    const done = new Set(requestsOf(site))
    const share = Math.ceil((1.3 * (options.days - done.size)) / (options.kills - kills))
    const byStep = random() < 0.5 ? STEPS[Math.floor(random() * STEPS.length)] : null
    const waitMs = (0.4 + 0.6 * random()) * lifeMs
    let step = 'plan'
    let isKilled = false
    const startedMs = performance.now()
    const life = startCli(
      ['backfill', '--from', FIRST, '--to', site.last, '--max-requests', String(Math.max(1, share))],
      around(site, env),
      (line) => {
        step = /"step":"(\w+)"/.exec(line)?.[1] ?? step
        if (byStep !== null && line.includes(`"step":"${byStep}"`))
          isKilled = life.child.kill('SIGKILL') || isKilled
      },
    )
    if (byStep === null) {
      const timer = setTimeout(() => {
        isKilled = life.child.kill('SIGKILL')
      }, waitMs)
      await life.ended
      clearTimeout(timer)
    }
    const { code, lines } = await life.ended
    if (code !== null) {
      lifeMs = performance.now() - startedMs
      // 75 says that the bound of requests was met before the day's turn came; anything else is an error.
      if (code !== 0 && code !== 75)
        throw new Error(`a life ended with ${code}: ${lines.slice(-3).join('\n')}`)
      continue
    }
    if (!isKilled) throw new Error('a process died of a signal that nobody sent')
    kills++
    hits[step] = (hits[step] ?? 0) + 1
    options.onKill?.(kills, step)
    if (kills % options.nightlyEvery === 0) await complete(['nightly'], around(site, env))
  }
  return { hits, kills }
}

/** The backfill to its end, and a nightly run. */
async function finish(site: Site, env: Readonly<Record<string, string>>): Promise<void> {
  await complete(['backfill', '--from', FIRST, '--to', site.last], around(site, env))
  await complete(['nightly'], around(site, env))
}

/** Runs a command to its end, which must be a good one. */
export async function complete(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const { code, lines } = await runCli(args, env)
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${lines.slice(-3).join('\n')}`)
}
