import type { LinkedRepository } from '../model/records.ts'
import { asObject } from './eras/site-values.ts'
import { countOf, idOf } from './lenient-values.ts'

/** Keys of each kind; those of the API come first. */
export const LINKED_KEYS = {
  model: ['linkedModels', 'models'],
  dataset: ['linkedDatasets', 'datasets'],
  space: ['linkedSpaces', 'spaces'],
} as const satisfies Record<LinkedRepository['kind'], readonly string[]>

const KINDS = ['model', 'dataset', 'space'] as const
const NAME_KEYS = ['id', 'repoId', 'name'] as const

/**
 * Reads models, datasets and spaces that name a paper, each once. The site shows only some.
 *
 * @param holders objects that may have the lists: a page's props, and the paper in them
 * @returns null when none of them has any such list
 */
export function readLinked(
  holders: readonly (Readonly<Record<string, unknown>> | null)[],
): LinkedRepository[] | null {
  let told = false
  const found = new Map<string, LinkedRepository>()
  for (const kind of KINDS) {
    for (const list of holders.flatMap((holder) => LINKED_KEYS[kind].map((key) => holder?.[key]))) {
      if (!Array.isArray(list)) continue
      told = true
      for (const [index, element] of list.entries()) {
        const read = readOne(kind, element, index + 1)
        if (!read) continue
        const earlier = found.get(`${kind} ${read.name}`)
        found.set(`${kind} ${read.name}`, {
          ...(earlier ?? read),
          likes: earlier?.likes ?? read.likes,
          downloads: earlier?.downloads ?? read.downloads,
        })
      }
    }
  }
  return told ? [...found.values()] : null
}

function readOne(
  kind: LinkedRepository['kind'],
  element: unknown,
  position: number,
): LinkedRepository | null {
  const source = asObject(element)
  const names = source ? NAME_KEYS.map((key) => source[key]) : [element]
  const name = names.map((each) => idOf(each)).find((each) => each !== null && isRepositoryName(each))
  if (!name) return null
  return {
    kind,
    name,
    position,
    likes: countOf(source?.['likes']),
    downloads: countOf(source?.['downloads'], Number.MAX_SAFE_INTEGER),
  }
}

/** `owner/name`, in the characters that the site allows. */
function isRepositoryName(text: string): boolean {
  return /^[\w.-]+\/[\w.-]+$/.test(text)
}
