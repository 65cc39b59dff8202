import { createHash } from 'node:crypto'

/** A number from 0 (included) to 1 (excluded) that depends on nothing but the text. FNV-1a with a final mix. */
export function hashFraction(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** A whole number from `from` to `to`, both included, that depends on nothing but the text. */
export function hashBetween(text: string, from: number, to: number): number {
  return from + Math.floor(hashFraction(text) * (to - from + 1))
}

/** One of `choices`, by nothing but the text. Throws a RangeError when there is none. */
export function hashChoice<T>(text: string, choices: readonly T[]): T {
  const choice = choices[Math.floor(hashFraction(text) * choices.length)]
  if (choice === undefined) throw new RangeError(`hashChoice: no choices for ${text}, expected at least one`)
  return choice
}

/** `length` hexadecimal digits (at most 64) made from the text, such as an id of the site with 24. */
export function hashHex(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length)
}
