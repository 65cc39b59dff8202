import type { ListingReading } from '../model/reading.ts'
import type { Account, Entry, Organization, Paper, Rejection } from '../model/records.ts'
import { entryRecords } from './entry-records.ts'
import { keepFuller } from './keep-fuller.ts'
import { parseEntry } from './parse-entry.ts'
import { cleanJson, pathText } from './text.ts'

type EntriesRead = Pick<ListingReading, 'entries' | 'papers' | 'accounts' | 'organizations' | 'rejections'>

/**
 * Validates each element of a list and turns it into records, each paper, account and organization once. An element
 * that can't be read becomes a rejection, the others are kept. A paper that stands twice keeps its better rank.
 */
export function readEntries(elements: readonly unknown[]): EntriesRead {
  const entries = new Map<string, Entry>()
  const papers = new Map<string, Paper>()
  const accounts = new Map<string, Account>()
  const organizations = new Map<string, Organization>()
  const rejections: Rejection[] = []

  for (const [index, element] of elements.entries()) {
    const parsed = parseEntry(element)
    if ('issue' in parsed) {
      rejections.push(rejection(index + 1, parsed.issue, element))
      continue
    }
    const records = entryRecords(parsed.entry, index + 1, parsed.mistyped)
    const better = entries.get(records.paper.id)
    if (better) {
      entries.set(records.paper.id, { ...better, note: alsoAt(better, records.entry.rank) })
      papers.set(records.paper.id, withLaterVersion(papers.get(records.paper.id), records.paper))
    } else {
      entries.set(records.paper.id, records.entry)
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
  }
}

/** One handle may stand for two ids, when it went from one account to another. */
function keyOf({ id, handle }: Account | Organization): string {
  return id ?? `@${handle}`
}

function alsoAt({ note }: Entry, rank: number): string {
  return note === null ? `also at rank ${rank}` : `${note}, ${rank}`
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
