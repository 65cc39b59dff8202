import { hashBetween, hashChoice, hashFraction } from './hash-text.ts'
import type { PaperFacts } from './paper-facts.ts'
import { COINED_NAMES, ORGANIZATIONS } from './synthetic-names.ts'

/** A model, dataset or space that names a paper. All are made up, those of real papers too. */
export interface LinkedFacts {
  /** `owner/name`. */
  readonly name: string
  readonly likes: number
  /** Spaces have none. */
  readonly downloads?: number
}

/** What links to a paper, by kind. */
export interface LinkedRepositories {
  readonly models: readonly LinkedFacts[]
  readonly datasets: readonly LinkedFacts[]
  readonly spaces: readonly LinkedFacts[]
}

/** Part of the papers that anything links to. */
const LINKED_SHARE = 0.5
const MOST_OF_A_KIND = 6

/** What links to a paper, always the same. */
export function linkedRepositories(paper: PaperFacts): LinkedRepositories {
  const isLinked = hashFraction(`linked ${paper.id}`) < LINKED_SHARE
  const made = (kind: string, hasDownloads: boolean): LinkedFacts[] =>
    Array.from(
      { length: isLinked ? hashBetween(`${kind} of ${paper.id}`, 0, MOST_OF_A_KIND) : 0 },
      (_, index) => {
        const key = `${kind} ${index} of ${paper.id}`
        const [owner] = hashChoice(`owner ${key}`, ORGANIZATIONS)
        return {
          name: `${owner}/${hashChoice(`name ${key}`, COINED_NAMES)}-${index + 1}`,
          likes: hashBetween(`likes ${key}`, 0, 3000),
          ...(hasDownloads && { downloads: hashBetween(`downloads ${key}`, 0, 90_000) }),
        }
      },
    )
  return { models: made('models', true), datasets: made('datasets', true), spaces: made('spaces', false) }
}
