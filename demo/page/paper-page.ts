import { DAY_MS, isoOfMs } from '../site/calendar.ts'
import { hashHex } from '../site/hash-text.ts'
import type { ListingEntry } from '../site/listing.ts'
import type { AccountFacts, PaperFacts } from '../site/paper-facts.ts'
import { standInAbstract } from '../site/stand-in-text.ts'
import { accountJson, organizationJson, submitterJson, type JsonObject } from './account-json.ts'
import { paperJson } from './entry-json.ts'
import type { Era } from './era.ts'
import { escapeText, hydrater } from './escape-html.ts'
import type { PageContent } from './page-content.ts'

/** What a paper's own page is made from. */
export interface PaperPageSource {
  readonly entry: ListingEntry
  readonly era: Era
  /** The day whose JSON keys the paper has. */
  readonly keyDay: string
  /** When the page is read, milliseconds since 1970. */
  readonly nowMs: number
  /** Rank on the list of its day from 1; 0 = unranked. */
  readonly rank: number
}

/** At most so many of the upvoters are on the page. */
const SHOWN_UPVOTERS = 12

/** The page of one paper: comments, some upvoters, rank of the day. */
export function paperPage(source: PaperPageSource): PageContent {
  const { entry, era, keyDay, rank } = source
  const { paper } = entry.appearance
  const upvoters = knownAccounts(paper).slice(0, Math.min(SHOWN_UPVOTERS, entry.counts.upvotes))
  const organization = paper.organization && organizationJson(paper.organization)
  const props = {
    comments: Array.from({ length: entry.counts.comments }, (_, position) => commentJson(source, position)),
    primaryEmailConfirmed: false,
    paper: paperJson(entry, source),
    canReadDatabase: false,
    canManagePapers: false,
    canSubmit: false,
    hasHfLevelAccess: false,
    upvoted: false,
    upvoters: upvoters.map((account) => accountJson(account, keyDay)),
    acceptLanguages: ['*'],
    dailyPaperRank: rank,
    organization: keyDay >= '2025-10-03' ? organization : undefined,
    submitterOrganization: keyDay >= '2025-09-26' && keyDay < '2025-10-03' ? organization : undefined,
    markdownContentUrl: keyDay >= '2026-03-17' ? `/papers/${paper.id}.md` : undefined,
    query: keyDay >= '2026-03-17' ? {} : undefined,
  }
  const control = hydrater('UpvoteControl', {
    maxShown: SHOWN_UPVOTERS,
    apiUrlPrefix: `/api/papers/${paper.id}`,
    upvoted: false,
    upvoters: props.upvoters,
    upvotes: entry.counts.upvotes,
  })
  return {
    era,
    path: `/papers/${paper.id}`,
    title: `Paper page - ${paper.title.replaceAll(/\s+/g, ' ')}`,
    target: 'PaperContent',
    props,
    body: `<section><h1 class="mb-2 text-2xl font-semibold">${escapeText(paper.title)}</h1>${control}<h2>Abstract</h2><p class="text-gray-600">${escapeText(standInAbstract(paper))}</p><a href="https://arxiv.org/abs/${paper.id}" class="btn">View arXiv page</a></section>`,
  }
}

/** Accounts that the facts name for the paper, each once: the submitter, then claimed authors. */
function knownAccounts(paper: PaperFacts): AccountFacts[] {
  const accounts = [paper.submitter, ...paper.authors.map(({ account }) => account)]
  const byId = new Map(
    accounts.flatMap((account) => (account === undefined ? [] : [[account.id, account] as const])),
  )
  return [...byId.values()]
}

function commentJson({ entry, keyDay }: PaperPageSource, position: number): JsonObject {
  const { paper, appearsAtMs } = entry.appearance
  const accounts = knownAccounts(paper)
  const account = accounts[position % Math.max(accounts.length, 1)]
  const author = account && submitterJson(account, keyDay)
  const createdAt = isoOfMs(appearsAtMs + Math.floor((position * DAY_MS) / 3))
  const text = `Stand-in comment ${position + 1} on ${paper.id}.`
  return {
    id: hashHex(`comment ${position} ${paper.id}`, 24),
    author,
    createdAt,
    type: 'comment',
    data: {
      edited: false,
      hidden: false,
      latest: { raw: text, html: `<p>${text}</p>`, updatedAt: createdAt, author },
      numEdits: 0,
      reactions: [],
      isReport: false,
    },
  }
}
