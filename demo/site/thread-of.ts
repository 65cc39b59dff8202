import { DAY_MS, HOUR_MS } from './calendar.ts'
import { hashBetween, hashFraction, hashHex } from './hash-text.ts'
import { knownAccounts } from './known-accounts.ts'
import type { ListingEntry } from './listing.ts'
import type { AccountFacts } from './paper-facts.ts'

/** One remark on a paper. */
export interface RemarkFacts {
  /** 24 hexadecimal digits. */
  readonly id: string
  /** The remark that it answers; absent for one that starts a thread. */
  readonly parentId?: string
  readonly author?: AccountFacts
  readonly text: string
  readonly hidden: boolean
  readonly createdAtMs: number
  /** Only of an edited one. */
  readonly editedAtMs?: number
  readonly reactions: number
}

/** Part of the papers on which people answer each other. */
const TALKATIVE_SHARE = 0.6
const ANSWER_SHARE = 0.5
const EDITED_SHARE = 0.15
const HIDDEN_SHARE = 0.06

/** All remarks on a paper in the order of the page: as many as it has comments, answers after what they answer. */
export function threadOf({ appearance, counts }: ListingEntry): RemarkFacts[] {
  const { paper, appearsAtMs } = appearance
  const accounts = knownAccounts(paper)
  const isTalkative = hashFraction(`talkative ${paper.id}`) < TALKATIVE_SHARE
  let root: string | undefined
  return Array.from({ length: counts.comments }, (_, position): RemarkFacts => {
    const id = hashHex(`comment ${position} ${paper.id}`, 24)
    const chance = (purpose: string): number =>
      hashFraction(`${purpose} of remark ${position} on ${paper.id}`)
    const parentId = isTalkative && chance('answer') < ANSWER_SHARE ? root : undefined
    if (parentId === undefined) root = id
    const author = accounts[position % Math.max(accounts.length, 1)]
    const createdAtMs = appearsAtMs + Math.floor((position * DAY_MS) / 3)
    return {
      id,
      ...(parentId !== undefined && { parentId }),
      ...(author && { author }),
      text: `Stand-in comment ${position + 1} on ${paper.id}.\n\n- with a *list* & <markup>`,
      hidden: chance('hidden') < HIDDEN_SHARE,
      createdAtMs,
      ...(chance('edited') < EDITED_SHARE && { editedAtMs: createdAtMs + HOUR_MS }),
      reactions: hashBetween(`reactions to ${id}`, 0, 4),
    }
  })
}
