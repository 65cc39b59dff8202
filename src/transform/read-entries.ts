import type { Day } from '../model/day.ts'
import type { ListingReading } from '../model/reading.ts'
import type { Account, Entry, Organization, Paper, Rejection } from '../model/records.ts'
import { entryRecords } from './entry-records.ts'
import { keepFuller } from './keep-fuller.ts'
import { parseEntry } from './parse-entry.ts'
import { cleanJson, pathText } from './text.ts'

interface EntriesRead extends Pick<
  ListingReading,
  'entries' | 'papers' | 'accounts' | 'organizations' | 'rejections'
> {
  /** Number of rejections that are entries of another day. */
  readonly ofOtherDays: number
}

/** Check of entries against the day of their list. */
export interface DayCheck {
  readonly day: Day
  /**
   * True for a page, which names its day: an entry of another day is kept with a note. An answer of the
   * API is known only by its entries, so one of another day is rejected.
   */
  readonly keeps: boolean
}

/**
 * Validates each element of a list and turns it into records, each paper, account and organization once. An element
 * that can't be read becomes a rejection, the others are kept. A paper listed twice keeps its better rank.
 *
 * @param check for the list of a day; entries without a date of submission pass it
 */
export function readEntries(elements: readonly unknown[], check: DayCheck | null = null): EntriesRead {
  const entries = new Map<string, Entry>()
  const papers = new Map<string, Paper>()
  const accounts = new Map<string, Account>()
  const organizations = new Map<string, Organization>()
  const rejections: Rejection[] = []
  let ofOtherDays = 0

  for (const [index, element] of elements.entries()) {
    const parsed = parseEntry(element)
    if ('issue' in parsed) {
      rejections.push(rejection(index + 1, parsed.issue, element))
      continue
    }
    const records = entryRecords(parsed.entry, index + 1, parsed.mistyped)
    const submittedOn = records.entry.submittedAt?.slice(0, 10) ?? null
    const isOfAnotherDay = check !== null && submittedOn !== null && submittedOn !== check.day
    if (isOfAnotherDay && !check.keeps) {
      const message = `belongs to day:${submittedOn}, by when it was submitted`
      rejections.push(rejection(index + 1, { path: ['paper', 'submittedOnDailyAt'], message }, element))
      ofOtherDays++
      continue
    }
    const note = isOfAnotherDay ? `submitted on ${submittedOn}` : null
    const better = entries.get(records.paper.id)
    if (better) {
      entries.set(records.paper.id, { ...better, note: alsoAt(better, records.entry.rank) })
      papers.set(records.paper.id, withLaterVersion(papers.get(records.paper.id), records.paper))
    } else {
      entries.set(records.paper.id, { ...records.entry, note })
      papers.set(records.paper.id, records.paper)
    }
    for (const account of records.accounts) keepFuller(accounts, account, keyOf(account))
    for (const organization of records.organizations) {
      keepFuller(organizations, organization, keyOf(organization))
    }
  }
  return {
    entries: [...entries.values()],
    papers: [...papers.values()],
    accounts: [...accounts.values()],
    organizations: [...organizations.values()],
    rejections,
    ofOtherDays,
  }
}

/** One handle may have two ids, after passing from one account to another. */
function keyOf({ id, handle }: Account | Organization): string {
  return id ?? `@${handle}`
}

function alsoAt({ note }: Entry, rank: number): string {
  if (note === null) return `also at rank ${rank}`
  return note.includes('also at rank') ? `${note}, ${rank}` : `${note}; also at rank ${rank}`
}

function withLaterVersion(known: Paper | undefined, again: Paper): Paper {
  const version = Math.max(known?.version ?? 0, again.version ?? 0)
  return { ...(known ?? again), version: version === 0 ? null : version }
}

function rejection(
  position: number,
  issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined,
  raw: unknown,
): Rejection {
  return {
    position,
    path: pathText(issue?.path ?? []),
    reason: issue?.message ?? 'not an entry',
    raw: cleanJson(raw ?? null),
  }
}
