import { DAY_MS } from './calendar.ts'
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
  /** How long after the paper it comes, in milliseconds; 0 for one that is there from the start. */
  readonly afterMs: number
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
/** Part of them that is there from the start; the others come in the first days. */
const EARLY_SHARE = 0.4
const LAST_DAY = 9

/** What links to a paper in the end, in the order of coming. */
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
          afterMs:
            hashFraction(`early ${key}`) < EARLY_SHARE
              ? 0
              : hashBetween(`day of ${key}`, 1, LAST_DAY) * DAY_MS,
        }
      },
    ).toSorted((one, other) => one.afterMs - other.afterMs)
  return { models: made('models', true), datasets: made('datasets', true), spaces: made('spaces', false) }
}

/** What links to a paper that has been out for so many milliseconds. */
export function linkedAfter(paper: PaperFacts, ageMs: number): LinkedRepositories {
  const { models, datasets, spaces } = linkedRepositories(paper)
  const come = (linked: readonly LinkedFacts[]): LinkedFacts[] =>
    linked.filter(({ afterMs }) => afterMs <= ageMs)
  return { models: come(models), datasets: come(datasets), spaces: come(spaces) }
}
