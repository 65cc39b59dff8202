import { addDays, type Day, weekOf } from './day.ts'
import { type Listing, listingName, parseListing } from './listing.ts'

/**
 * A listing beside the days that is read every night: the current week or month (and the previous one while it still
 * moves), or one listing that always has the same name.
 */
export type Followed = 'week' | 'month' | Listing

/** Days after its end for which a period's list still moves. */
const MOVES_FOR_DAYS = { week: 7, month: 10 } as const

const EXPECTED = 'expected trending, week, month, query:WORDS or paper:ID'

/** `week`, `trending`, `query:diffusion`: the name as typed. */
export function followedName(followed: Followed): string {
  return typeof followed === 'string' ? followed : listingName(followed)
}

/** Parses a listing to follow: `trending`, `week`, `month`, `query:WORDS` or `paper:ID`. */
export function parseFollowed(name: string): { readonly followed: Followed } | { readonly problem: string } {
  const typed = name.trim()
  if (typed === 'week' || typed === 'month') return { followed: typed }
  const word = typed.split(':')[0] ?? ''
  if (word === 'day') return { problem: `"${typed}" need not be followed, days are always read: ${EXPECTED}` }
  if (word === 'week' || word === 'month') {
    return {
      problem: `"${typed}" can't be followed: "${word}" alone follows the current one, "paperboy fetch ${typed}" reads this one`,
    }
  }
  const isKnown = word === 'trending' || word === 'query' || word === 'paper'
  const parsed = isKnown ? parseListing(typed) : { problem: `"${typed}" can't be followed: ${EXPECTED}` }
  return 'problem' in parsed ? parsed : { followed: parsed.listing }
}

/** Resolves a followed listing on a day: for a period the current one, then the one that still moves. */
export function listingsOn(followed: Followed, today: Day): Listing[] {
  if (typeof followed !== 'string') return [followed]
  const periodOf = followed === 'week' ? weekOf : monthOf
  const keys = new Set([periodOf(today), periodOf(addDays(today, -MOVES_FOR_DAYS[followed]))])
  return [...keys].map((key) => ({ kind: followed, key }))
}

function monthOf(day: Day): string {
  return day.slice(0, 7)
}
