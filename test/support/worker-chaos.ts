import { setTimeout as sleep } from 'node:timers/promises'
import { queueCounts } from '../../src/features/workers/queue/queue-counts.ts'
import {
  around,
  type ChaosResult,
  compared,
  complete,
  type Disturbance,
  FIRST,
  onReplica,
  requestsOf,
  seeded,
  type Site,
  STEPS,
} from './chaos.ts'
import { type CliProcess, startCli } from './cli-process.ts'
import { look } from './digests.ts'

/** What chaos among workers is asked to do. */
export interface WorkerChaosOptions extends Disturbance {
  readonly workers: number
  /** Makes the server of the warehouse end and start again; unset for one that is not the caller's. */
  readonly restart?: () => Promise<void>
  /** How often it does. */
  readonly restarts?: number
}

/** What came of it. */
export interface WorkerChaosResult extends ChaosResult {
  /** The most requests for one day. */
  readonly mostOfOne: number
  readonly restarts: number
  /** Jobs that had been active of killed workers at all their tries, and were brought back by `queue retry`. */
  readonly revived: number
  /** Workers that ended by themselves while the server was away, and were started again. */
  readonly endedAway: number
}

/** Exit codes of a worker that finds no server: a supervisor starts it again. */
const AWAY = new Set([69, 75])

/** A step that does not come within this time is not waited for: the worker is killed where it is. */
const STEP_WITHIN_MS = 2_000
const LOOK_MS = 20

/** Of a worker that has told of no step yet. */
const START = 'start'

/** Nothing was asked for in this time: jobs may have failed for good. */
const STALLED_MS = 5_000

/**
 * Hands a range of days out to workers of the command line, which are killed (SIGKILL) and replaced, and whose server
 * is restarted, at random points of the way: half of the kills come at a random time and half at the moment of a random
 * step. Then the same days once more by one process that nobody disturbs, into another warehouse.
 */
export async function workerChaos(options: WorkerChaosOptions): Promise<WorkerChaosResult> {
  return onReplica(options.days, async (site) => {
    const { last } = site
    const range = ['--from', FIRST, '--to', last]
    const disturbed = await options.create()
    await complete(['backfill', '--enqueue', ...range], around(site, disturbed))
    const fleet = new Fleet(site, disturbed)
    try {
      const hits = await disturbWorkers(site, options, fleet)
      await fleet.finish()
      const requests = requestsOf(site)
      const perDay = [...Map.groupBy(requests, (path) => path).values()].map((all) => all.length)
      const undisturbed = await options.create()
      await complete(['backfill', ...range], around(site, undisturbed))
      return {
        hits,
        kills: fleet.kills,
        restarts: options.restarts ?? 0,
        revived: fleet.revived,
        endedAway: fleet.endedAway,
        requests: requests.length,
        mostOfOne: Math.max(...perDay),
        ...(await compared(site, disturbed, undisturbed)),
      }
    } finally {
      fleet.killAll()
    }
  })
}

async function disturbWorkers(site: Site, options: WorkerChaosOptions, fleet: Fleet) {
  const {
    days,
    kills,
    seed,
    workers,
    restart = async () => undefined,
    restarts = 0,
    onKill = () => undefined,
  } = options
  const random = seeded(seed)
  const hits: Record<string, number> = Object.fromEntries(STEPS.map((step) => [step, 0]))
  // Each disturbance has its point of the way, told by how many days were asked for.
  const points = (count: number) => Array.from({ length: count }, () => Math.floor(random() * (days - 1)))
  const killsAt = points(kills).toSorted((a, b) => a - b)
  const restartsAt = points(restarts).toSorted((a, b) => a - b)
  for (let number = 0; number < workers; number++) fleet.start()
  for (const [index, point] of killsAt.entries()) {
    await fleet.reached(point)
    while ((restartsAt[0] ?? Infinity) <= point) {
      restartsAt.shift()
      fleet.restart(restart)
    }
    const step = await fleet.killOne(
      random,
      random() < 0.5 ? STEPS[Math.floor(random() * STEPS.length)] : null,
    )
    hits[step] = (hits[step] ?? 0) + 1
    onKill(index + 1, step)
    fleet.start()
  }
  for (const point of restartsAt) {
    await fleet.reached(point)
    fleet.restart(restart)
  }
  return hits
}

interface Life {
  readonly worker: CliProcess
  /** The last step that it told of. */
  step: string
  /** The step at whose moment it is killed; null for none. */
  deadlyStep: string | null
  isKilled: boolean
}

/** Workers on one warehouse, as many as were started: one that finds no server is started again. */
class Fleet {
  kills = 0
  revived = 0
  endedAway = 0
  readonly #site: Site
  readonly #env: Readonly<Record<string, string>>
  readonly #lives = new Set<Life>()
  #failure: Error | null = null
  #isEnding = false
  /** Settles when the server is there again. */
  #isThere: Promise<void> = Promise.resolve()

  constructor(site: Site, env: Readonly<Record<string, string>>) {
    this.#site = site
    this.#env = env
  }

  start(): void {
    const life: Life = {
      worker: startCli(['worker'], around(this.#site, this.#env), (line) => {
        life.step = /"step":"(\w+)"/.exec(line)?.[1] ?? life.step
        if (life.deadlyStep !== null && line.includes(`"step":"${life.deadlyStep}"`)) this.#kill(life)
      }),
      step: START,
      deadlyStep: null,
      isKilled: false,
    }
    this.#lives.add(life)
    void this.#outlive(life)
  }

  async #outlive(life: Life): Promise<void> {
    const { code, lines } = await life.worker.ended
    this.#lives.delete(life)
    if (life.isKilled || this.#isEnding) return
    if (code !== null && AWAY.has(code)) {
      this.endedAway++
      this.start()
    } else this.#failure ??= new Error(`a worker ended with ${code}: ${lines.slice(-3).join('\n')}`)
  }

  /** Restarts the server, while the workers go on. */
  restart(work: () => Promise<void>): void {
    this.#isThere = this.#isThere.then(work)
  }

  /** Waits until so many days were asked for; jobs that failed for good are brought back on the way. */
  async reached(days: number): Promise<void> {
    let before = -1
    let sinceMs = performance.now()
    for (;;) {
      if (this.#failure) throw this.#failure
      const requests = requestsOf(this.#site)
      if (new Set(requests).size > days) return
      if (requests.length !== before) [before, sinceMs] = [requests.length, performance.now()]
      if (performance.now() - sinceMs > STALLED_MS) {
        await this.#left()
        sinceMs = performance.now()
      }
      await sleep(LOOK_MS)
    }
  }

  /** Kills a worker at the moment of a step, or at a random time; gives the last step that it told of. */
  async killOne(random: () => number, step: string | null | undefined): Promise<string> {
    const all = [...this.#lives]
    // On a busy machine most are only starting: of those that work there are more to be learnt.
    const atWork = all.filter((each) => each.step !== START)
    const lives = atWork.length > 0 && random() < 0.9 ? atWork : all
    const life = lives[Math.floor(random() * lives.length)]
    if (!life) throw this.#failure ?? new Error('no worker is left')
    if (step === null || step === undefined) await sleep(random() * 300)
    else {
      life.deadlyStep = step
      await Promise.race([life.worker.ended, sleep(STEP_WITHIN_MS)])
    }
    this.#kill(life)
    await life.worker.ended
    this.kills++
    return life.step
  }

  /** Waits until nothing is left to do, and ends the workers. */
  async finish(): Promise<void> {
    while ((await this.#left()) > 0) {
      if (this.#failure) throw this.#failure
      await sleep(200)
    }
    this.#isEnding = true
    const ends = [...this.#lives].map(async ({ worker, step }) => {
      worker.child.kill('SIGTERM')
      const { code, lines } = await worker.ended
      // One that is only starting hears no signal yet.
      if (code !== 143 && step !== START)
        throw new Error(`a worker ended with ${code}: ${lines.slice(-3).join('\n')}`)
    })
    await Promise.all(ends)
  }

  killAll(): void {
    this.#isEnding = true
    for (const { worker } of this.#lives) worker.child.kill('SIGKILL')
  }

  #kill(life: Life): void {
    life.isKilled = life.worker.child.kill('SIGKILL') || life.isKilled
  }

  /** How many jobs are not done; failed ones are brought back first, as a person would. */
  async #left(): Promise<number> {
    await this.#isThere
    const counts = await look(this.#env, queueCounts)
    const sum = (of: (count: (typeof counts)[number]) => number) =>
      counts.reduce((all, each) => all + of(each), 0)
    const failed = sum((each) => each.failed)
    if (failed > 0) {
      this.revived += failed
      await complete(['queue', 'retry', 'listings'], around(this.#site, this.#env))
    }
    return failed + sum(({ waiting, delayed, active }) => waiting + delayed + active)
  }
}
