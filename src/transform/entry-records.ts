import { isoInstantOf } from '../model/day.ts'
import type { Account, Author, Entry, Organization, Paper, Reference } from '../model/records.ts'
import {
  ENTRY_KEYS,
  PAPER_KEYS,
  type SiteEntry,
  type SiteOrganization,
  type SitePerson,
} from './entry-schema.ts'
import { unknownOf } from './parse-entry.ts'
import { splitPaperId } from './paper-id.ts'
import { repositoryName } from './repository-name.ts'
import { cleanJson, oneLine, paragraphs, webAddress } from './text.ts'

/** Records of one entry of a page: its place on the list, the paper, and the accounts it names. */
export interface EntryRecords {
  readonly entry: Entry
  readonly paper: Paper
  readonly accounts: readonly Account[]
  readonly organizations: readonly Organization[]
}

/**
 * Turns one valid entry of the site into records. The publication date is the paper's own; the entry's
 * `publishedAt` changed its meaning twice and is not trusted.
 *
 * @param rank place on the page, from 1
 * @param mistyped values that were left out, by path
 */
export function entryRecords(
  source: SiteEntry,
  rank: number,
  mistyped: Readonly<Record<string, unknown>> = {},
): EntryRecords {
  const { paper } = source
  const { id, version } = splitPaperId(oneLine(paper.id))
  const accounts: Account[] = []
  const named = (person: SitePerson | null | undefined): Reference | null => {
    const account = accountOf(person)
    if (account) accounts.push(account)
    return account && { id: account.id, handle: account.handle }
  }
  const submittedBy = named(source.submittedBy) ?? named(paper.submittedOnDailyBy)
  const submittedAt = instant(paper.submittedOnDailyAt)
  const organization = organizationOf(
    source.organization ?? paper.organization ?? source.submitterOrganization,
  )
  const repository = line(paper.githubRepo)
  const unsafe: Record<string, string> = {}
  const link = (name: string, value: string | null | undefined): string | null => {
    if (value === null || value === undefined || value.trim() === '') return null
    const address = webAddress(value)
    if (address === null) unsafe[name] = value
    return address
  }
  const authors = paper.authors?.map((author, index): Author => ({
    position: index + 1,
    name: oneLine(author.name),
    hidden: author.hidden ?? false,
    account: named(author.user),
    claim: line(author.status),
    claimChangedAt: instant(author.statusLastChangedAt),
  }))
  const media = source.mediaUrls ?? paper.mediaUrls ?? (source.mediaUrl ? [source.mediaUrl] : null)

  return {
    entry: { rank, paperId: id, submittedBy, submittedAt, note: null },
    accounts,
    organizations: organization ? [organization] : [],
    paper: {
      id,
      version,
      title: oneLine(paper.title),
      abstract: paper.summary ? paragraphs(paper.summary) || null : null,
      publishedAt: instant(paper.publishedAt),
      submittedAt,
      submittedBy,
      organization: organization && { id: organization.id, handle: organization.handle },
      upvotes: paper.upvotes ?? null,
      comments: source.numComments ?? null,
      stars: paper.githubStars ?? null,
      repository: link('githubRepo', repository),
      repositoryName: repository && repositoryName(repository),
      repositoryAddedBy: line(paper.githubRepoAddedBy),
      projectPage: link('projectPage', paper.projectPage),
      discussionId: line(paper.discussionId),
      thumbnailUrl: link('thumbnail', source.thumbnail),
      mediaUrls: media?.map((url) => webAddress(url)).filter((url) => url !== null) ?? null,
      keywords: paper.ai_keywords?.map((word) => oneLine(word)).filter((word) => word !== '') ?? null,
      aiSummary: line(paper.ai_summary),
      aiSummaryModel: line(paper.ai_summary_model),
      authorParticipating: source.isAuthorParticipating ?? null,
      withdrawnAt: instant(paper.withdrawnAt),
      authorCount: authors?.length ?? null,
      authors: authors ?? null,
      extra: extraOf(source, { unsafe, mistyped }),
    },
  }
}

function line(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : oneLine(text) || null
}

function instant(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : isoInstantOf(text)
}

/** Reads the account of a person on a page; null without a handle. */
export function accountOf(person: SitePerson | null | undefined): Account | null {
  const handle = line(person?.user) ?? line(person?.name)
  if (!person || handle === null) return null
  return {
    id: line(person._id) ?? line(person.id),
    handle,
    fullname: line(person.fullname),
    avatarUrl: line(person.avatarUrl),
    kind: line(person.type),
    isPro: person.isPro ?? null,
  }
}

function organizationOf(source: SiteOrganization | null | undefined): Organization | null {
  const handle = line(source?.name)
  if (!source || handle === null) return null
  return { id: line(source._id), handle, name: line(source.fullname), avatarUrl: line(source.avatar) }
}

/** Collects keys without a column, and addresses not safe as links, as received. */
function extraOf(
  source: SiteEntry,
  { unsafe, mistyped }: Readonly<Record<'unsafe' | 'mistyped', Readonly<Record<string, unknown>>>>,
): Record<string, unknown> | null {
  const extra: Record<string, unknown> = {
    ...prefixed('entry', unknownOf(source, ENTRY_KEYS)),
    ...prefixed('paper', unknownOf(source.paper, PAPER_KEYS)),
    ...prefixed('unsafe', unsafe),
    ...prefixed('mistyped', mistyped),
  }
  return Object.keys(extra).length > 0 ? (cleanJson(extra) as Record<string, unknown>) : null
}

function prefixed(name: string, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.keys(fields).length > 0 ? { [name]: fields } : {}
}
