import { describe, expect, test } from 'vitest'
import { oneAhead } from '../../jobs/load/in-batches.ts'

describe('one ahead', () => {
  const made: number[] = []
  let ended = false
  async function* numbers(most: number, failing = Infinity) {
    made.length = 0
    ended = false
    try {
      for (let each = 1; each <= most; each++) {
        if (each === failing) throw new Error(`no ${each}`)
        made.push(each)
        yield Promise.resolve(each)
      }
    } finally {
      ended = true
    }
  }

  test('gives all in order, with the next one made while one is worked on', async () => {
    const seen: [number, number][] = []
    for await (const each of oneAhead(numbers(4))) {
      await new Promise(setImmediate)
      seen.push([each, made.length])
    }
    expect(seen).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 4],
    ])
  })

  test('a failure comes behind what was made before it', async () => {
    const seen: number[] = []
    const all = async () => {
      for await (const each of oneAhead(numbers(4, 3))) {
        await new Promise(setImmediate)
        seen.push(each)
      }
    }
    await expect(all()).rejects.toThrow('no 3')
    expect(seen).toEqual([1, 2])
  })

  test.each([1, 4])('who stops early ends what makes them (%d)', async (failing) => {
    for await (const each of oneAhead(numbers(9, failing === 4 ? 2 : Infinity))) {
      expect(each).toBe(1)
      break
    }
    expect(ended).toBe(true)
  })
})
