import { expect, test } from 'vitest'
import { gather } from '../../../src/features/site/gather.ts'

test('what is asked for in one turn is asked together, and each gets its own answer', async () => {
  const asked: (readonly number[])[] = []
  const double = gather(async (keys: readonly number[]) => {
    asked.push(keys)
    return keys.map((key) => key * 2)
  })
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6])
  expect(await double(4)).toBe(8)
  expect(asked).toEqual([[1, 2, 3], [4]])
})

test('when the question fails, all who asked are told', async () => {
  const fail = gather(async () => {
    throw new Error('no answer')
  })
  const answers = await Promise.allSettled([fail(1), fail(2)])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
