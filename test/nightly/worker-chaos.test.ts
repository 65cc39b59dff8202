import { afterEach, describe, expect, test } from 'vitest'
import { createCliEmbedded } from '../support/cli-warehouse.ts'
import { ownServer, SERVER_PROGRAMS } from '../support/own-server.ts'
import { workerChaos, type WorkerChaosOptions } from '../support/worker-chaos.ts'

/** Change it to try others; `bench/chaos.ts --workers 3` runs long ones. */
const SEED = 20_261_125

describe('workers that are killed at random', () => {
  const open: { drop: () => Promise<void> }[] = []
  afterEach(async () => {
    for (const held of open.splice(0)) await held.drop()
  })

  test(`fault 25: 24 days on a queue, 4 kills and a restart of the server end as one undisturbed process (seed ${SEED})`, async ({
    skip,
  }) => {
    if (SERVER_PROGRAMS === null) skip('no Postgres programs here, and no other server may be restarted')
    const server = await ownServer()
    open.push(server)
    let databases = 0
    await expectSame({
      days: 24,
      kills: 4,
      seed: SEED,
      workers: 2,
      restarts: 1,
      restart: async () => {
        await server.kill()
        await server.start()
      },
      create: async () => ({
        PAPERBOY_HOME: server.folder,
        DATABASE_URL: await server.database(`chaos_${databases++}`),
      }),
    })
  })

  test(`fault 25: 10 days on a queue and 2 kills, on the embedded warehouse (seed ${SEED})`, async () => {
    const create = async () => {
      const held = await createCliEmbedded()
      open.push(held)
      return held.env
    }
    await expectSame({ days: 10, kills: 2, seed: SEED, workers: 2, create })
  })

  async function expectSame(options: WorkerChaosOptions) {
    const { days, kills } = options
    const result = await workerChaos(options)
    expect(result.disturbed).toEqual(result.undisturbed)
    expect(result.readings).toBe(days)
    expect(result.requests).toBeLessThanOrEqual(days + kills)
    expect(Object.values(result.hits).reduce((sum, count) => sum + count, 0)).toBe(kills)
  }
})
