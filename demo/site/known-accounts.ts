import type { AccountFacts, PaperFacts } from './paper-facts.ts'

/** At most so many of the upvoters are on a paper's page. */
export const SHOWN_UPVOTERS = 12

/** Accounts that the facts name for the paper, each once: the submitter, then claimed authors. */
export function knownAccounts(paper: PaperFacts): AccountFacts[] {
  const accounts = [paper.submitter, ...paper.authors.map(({ account }) => account)]
  const byId = new Map(
    accounts.flatMap((account) => (account === undefined ? [] : [[account.id, account] as const])),
  )
  return [...byId.values()]
}

/** The upvoters that a paper's page shows when the paper has so many votes. */
export function shownUpvoters(paper: PaperFacts, upvotes: number): AccountFacts[] {
  return knownAccounts(paper).slice(0, Math.min(SHOWN_UPVOTERS, upvotes))
}
