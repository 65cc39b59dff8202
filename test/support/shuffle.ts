/** Numbers from 0 to 1 that the same seed gives again (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The elements in another order, which the seed decides. */
export function shuffled<Element>(elements: readonly Element[], random: () => number): Element[] {
  const copy = [...elements]
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[copy[last], copy[other]] = [copy[other]!, copy[last]!]
  }
  return copy
}

/** The elements cut into batches of 1 to `most`. */
export function inBatches<Element>(
  elements: readonly Element[],
  most: number,
  random: () => number,
): Element[][] {
  const batches: Element[][] = []
  for (let at = 0; at < elements.length;) {
    const size = 1 + Math.floor(random() * most)
    batches.push(elements.slice(at, at + size))
    at += size
  }
  return batches
}
