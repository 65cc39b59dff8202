import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'

/**
 * Makes a facts file from a saved answer of `/api/daily_papers?month=`: names, counts, dates and links of the
 * papers of some days, and none of their prose.
 *
 *     npx node demo/facts/extract-facts.ts --from 2025-09-22 --to 2025-09-28 --out demo/facts/week-2025-09-22.json FILE
 */

interface RawAccount {
  readonly _id: string
  readonly user?: string
  readonly name?: string
  readonly fullname: string
}

interface RawOrganization {
  readonly _id: string
  readonly name: string
  readonly fullname: string
}

interface RawAuthor {
  readonly name: string
  readonly hidden: boolean
  readonly status?: string
  readonly user?: RawAccount
}

interface RawEntry {
  readonly numComments: number
  readonly isAuthorParticipating?: boolean
  readonly submittedBy?: RawAccount
  readonly paper: {
    readonly id: string
    readonly title: string
    readonly authors: readonly RawAuthor[]
    readonly publishedAt: string
    readonly submittedOnDailyAt: string
    readonly upvotes: number
    readonly discussionId: string
    readonly githubRepo?: string
    readonly githubStars?: number
    readonly githubRepoAddedBy?: string
    readonly projectPage?: string
    readonly ai_keywords?: readonly string[]
    readonly mediaUrls?: readonly string[]
    readonly organization?: RawOrganization
  }
}

/** An account as the facts keep it. */
function accountFacts({ _id: id, user, name, fullname }: RawAccount): object {
  return { id, handle: user ?? name, fullname }
}

/** An organization as the facts keep it. */
function organizationFacts({ _id: id, name, fullname }: RawOrganization): object {
  return { id, name, fullname }
}

/** A plain author is only the name; one who is hidden or has claimed the paper is an object. */
function authorFacts(author: RawAuthor): unknown {
  if (!author.hidden && author.user === undefined) return author.name
  return {
    name: author.name,
    hidden: author.hidden ? true : undefined,
    status: author.status,
    account: author.user && accountFacts(author.user),
  }
}

/** The facts of one entry; a value that is not there leaves no key. */
function entryFacts({ paper, ...entry }: RawEntry): object {
  return {
    id: paper.id,
    day: paper.submittedOnDailyAt.slice(0, 10),
    title: paper.title,
    publishedAt: paper.publishedAt,
    upvotes: paper.upvotes,
    comments: entry.numComments,
    discussionId: paper.discussionId,
    authorTakesPart: entry.isAuthorParticipating,
    submitter: entry.submittedBy && accountFacts(entry.submittedBy),
    repository: paper.githubRepo && {
      url: paper.githubRepo,
      stars: paper.githubStars,
      addedBy: paper.githubRepoAddedBy,
    },
    projectPage: paper.projectPage,
    mediaUrls: paper.mediaUrls,
    organization: paper.organization && organizationFacts(paper.organization),
    keywords: paper.ai_keywords,
    authors: paper.authors.map(authorFacts),
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, to: { type: 'string' }, out: { type: 'string' } },
})
const [file] = positionals
const { from, to, out } = values
if (file === undefined || from === undefined || to === undefined || out === undefined) {
  throw new Error('usage: extract-facts.ts --from DAY --to DAY --out FACTS.json CAPTURE.json[.gz]')
}
const bytes = readFileSync(file)
const entries = JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as RawEntry[]
const lines = entries
  .filter(({ paper }) => paper.submittedOnDailyAt.slice(0, 10) >= from && paper.submittedOnDailyAt.slice(0, 10) <= to)
  .map((entry) => ({ day: entry.paper.submittedOnDailyAt.slice(0, 10) + entry.paper.id, entry }))
  .sort((one, other) => (one.day < other.day ? -1 : 1))
  .map(({ entry }) => JSON.stringify(entryFacts(entry)))
writeFileSync(out, `[\n${lines.join(',\n')}\n]\n`)
