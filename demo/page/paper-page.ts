import { isoOfMs } from '../site/calendar.ts'
import { SHOWN_UPVOTERS, shownUpvoters } from '../site/known-accounts.ts'
import type { ListingEntry } from '../site/listing.ts'
import { standInAbstract } from '../site/stand-in-text.ts'
import { threadOf, type RemarkFacts } from '../site/thread-of.ts'
import { accountJson, organizationJson, submitterJson, type JsonObject } from './account-json.ts'
import { paperJson } from './entry-json.ts'
import type { Era } from './era.ts'
import { escapeText, hydrater } from './escape-html.ts'
import { linkedSections } from './linked-section.ts'
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

/** The page of one paper: comments and their answers, some upvoters, rank of the day, and what links to it. */
export function paperPage(source: PaperPageSource): PageContent {
  const { entry, era, keyDay, nowMs, rank } = source
  const { paper } = entry.appearance
  const upvoters = shownUpvoters(paper, entry.counts.upvotes)
  const organization = paper.organization && organizationJson(paper.organization)
  const props = {
    comments: threadJson(threadOf(entry), keyDay),
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
    after: linkedSections(paper, nowMs - entry.appearance.appearsAtMs),
  }
}

/** Remarks as the site nests them: each that starts a thread holds its answers. */
function threadJson(remarks: readonly RemarkFacts[], keyDay: string): JsonObject[] {
  return remarks
    .filter(({ parentId }) => parentId === undefined)
    .map((root) => {
      const answers = remarks.filter(({ parentId }) => parentId === root.id)
      const replies = answers.map((answer) => remarkJson(answer, keyDay))
      return Object.assign(remarkJson(root, keyDay), replies.length > 0 && { replies })
    })
}

function remarkJson(remark: RemarkFacts, keyDay: string): JsonObject {
  const { id, parentId, author: account, hidden, createdAtMs, editedAtMs, reactions } = remark
  const author = account && submitterJson(account, keyDay)
  const text = hidden ? 'A stand-in for what the site says of a hidden comment.' : remark.text
  return {
    id,
    author,
    createdAt: isoOfMs(createdAtMs),
    type: 'comment',
    data: {
      edited: editedAtMs !== undefined,
      hidden,
      latest: {
        raw: text,
        html: `<p>${escapeText(text)}</p>`,
        updatedAt: isoOfMs(editedAtMs ?? createdAtMs),
        author,
      },
      numEdits: editedAtMs === undefined ? 0 : 1,
      reactions: reactions === 0 ? [] : [{ reaction: '👍', users: [], count: reactions }],
      isReport: false,
      parentCommentId: parentId,
    },
  }
}
