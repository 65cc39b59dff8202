import type { Account, PaperPage, Reference } from '../model/records.ts'
import { accountOf } from './entry-records.ts'
import { asObject } from './eras/site-values.ts'
import { flattenThread } from './flatten-thread.ts'
import { keepFuller } from './keep-fuller.ts'
import { countOf, flagOf, idOf, lineOf, LINK_BYTES } from './lenient-values.ts'
import { readComments } from './read-comments.ts'
import { readLinked } from './read-linked.ts'

/** Facts of a paper's own page beyond its entry. */
export interface PaperPageRead {
  readonly paperPage: PaperPage
  /** Known accounts and those that the page names, one per handle. */
  readonly accounts: readonly Account[]
}

/**
 * Reads what only a paper's own page has: its discussion, some upvoters, the rank of the day, and what links to
 * it. None of it is worth losing the paper: a value of a wrong type is left out, and nothing throws.
 *
 * @param props the props of `PaperContent`, or the API's paper
 * @param known accounts that the paper's entry names; their gaps are filled
 */
export function readPaperPage(
  props: Readonly<Record<string, unknown>>,
  known: readonly Account[] = [],
): PaperPageRead {
  const thread = flattenThread(props['comments'])
  const voters = Array.isArray(props['upvoters']) ? (props['upvoters'] as readonly unknown[]) : null
  const accounts = new Map(known.map((account) => [account.handle, account]))
  for (const person of [...(thread ?? []).map(({ comment }) => comment['author']), ...(voters ?? [])]) {
    const account = accountFrom(person)
    if (account) keepFuller(accounts, account)
  }
  // Only now, so that every reference has the id that its account ends up with.
  const refer = (person: unknown): Reference | null => {
    const account = accounts.get(accountFrom(person)?.handle ?? '')
    return account ? { id: account.id, handle: account.handle } : null
  }
  const upvoters = new Map(
    voters?.flatMap((voter) => {
      const reference = refer(voter)
      return reference ? [[reference.handle, reference] as const] : []
    }),
  )
  // A handle that passed from one account to another belongs to both: references to either must find it.
  const others = known.filter(({ id, handle }) => id !== null && accounts.get(handle)?.id !== id)
  const holders = [props, asObject(props['paper'])]
  const total = (key: string) =>
    holders.map((holder) => countOf(holder?.[key])).find((each) => each !== null) ?? null
  return {
    paperPage: {
      dailyRank: countOf(props['dailyPaperRank']) || null,
      comments: thread && readComments(thread, refer),
      upvoters: voters && [...upvoters.values()],
      linked: readLinked(holders),
      linkedModels: total('numTotalModels'),
      linkedDatasets: total('numTotalDatasets'),
      linkedSpaces: total('numTotalSpaces'),
    },
    accounts: [...accounts.values(), ...others],
  }
}

function accountFrom(value: unknown): Account | null {
  const person = asObject(value)
  if (!person) return null
  return accountOf({
    _id: idOf(person['_id']),
    id: idOf(person['id']),
    user: idOf(person['user']),
    name: idOf(person['name']),
    fullname: lineOf(person['fullname']),
    avatarUrl: lineOf(person['avatarUrl'], LINK_BYTES),
    type: lineOf(person['type']),
    isPro: flagOf(person['isPro']),
  })
}
