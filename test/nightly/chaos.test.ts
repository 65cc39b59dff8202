import { afterAll, describe, expect, test } from 'vitest'
import { chaos } from '../support/chaos.ts'
import { type CliWarehouse, CLI_WAREHOUSES } from '../support/cli-warehouse.ts'

/** Change it to try others; `bench/chaos.ts` runs long ones. */
const SEED = 20_261_124

/** An embedded warehouse takes seconds to open, so that fewer lives fit in a minute. */
const SIZES = { server: { days: 30, kills: 8 }, embedded: { days: 8, kills: 3 } } as const

describe.each(CLI_WAREHOUSES)('chaos on the $name warehouse', ({ name, create }) => {
  const open: CliWarehouse[] = []
  afterAll(async () => {
    for (const held of open) await held.drop()
  })

  const { days, kills } = name === 'server' ? SIZES.server : SIZES.embedded
  test(`fault 25: a backfill of ${days} days, killed ${kills} times, with nightly runs in between, ends as an undisturbed one (seed ${SEED})`, async () => {
    const result = await chaos({
      days,
      kills,
      seed: SEED,
      nightlyEvery: 7,
      create: async () => {
        const held = await create()
        open.push(held)
        return held.env
      },
    })
    expect(result.disturbed).toEqual(result.undisturbed)
    expect(result.readings).toBe(days)
    expect(result.requests).toBeLessThanOrEqual(days + kills)
    expect(Object.values(result.hits).reduce((sum, count) => sum + count, 0)).toBe(kills)
  })
})
