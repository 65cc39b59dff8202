/** The part of a page's JSON that the peers read. */
export interface DailyPapers {
  readonly dateString: string
  readonly dailyPapers: readonly SiteEntry[]
}

interface SiteEntry {
  readonly numComments: number
  readonly submittedBy?: { readonly user: string }
  readonly paper: {
    readonly id: string
    readonly title: string
    readonly summary?: string
    readonly publishedAt?: string
    readonly submittedOnDailyAt?: string
    readonly organization?: { readonly name: string }
    readonly upvotes: number
    readonly githubStars?: number
    readonly githubRepo?: string
    readonly projectPage?: string
    readonly ai_keywords?: readonly string[]
    readonly ai_summary?: string
    readonly authors: readonly {
      readonly name: string
      readonly hidden: boolean
      readonly user?: { readonly user: string }
      readonly status?: string
    }[]
  }
}

/** The rows of one page, a list per table, with the names of the columns. */
export type PageRows = ReturnType<typeof pageRows>

/** The JSON of a page without parsing its HTML: the attribute is cut out where it stands, and unescaped. */
export function sliceDailyPapers(html: string): DailyPapers {
  const target = html.indexOf('data-target="DailyPapers"')
  if (target === -1) throw new Error('the page has no DailyPapers')
  const start = html.indexOf('data-props="', target) + 'data-props="'.length
  const json = html
    .slice(start, html.indexOf('"', start))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
  return JSON.parse(json) as DailyPapers
}

/** What a page says, as rows of the four tables. */
export function pageRows({ dateString: day, dailyPapers }: DailyPapers, observedAt: Date) {
  const papers = dailyPapers.map(({ paper, submittedBy, numComments }) => ({
    id: paper.id,
    title: paper.title.replaceAll(/\s+/g, ' '),
    abstract: paper.summary ?? null,
    published_at: paper.publishedAt ?? null,
    submitted_at: paper.submittedOnDailyAt ?? null,
    submitted_by: submittedBy?.user ?? null,
    organization: paper.organization?.name ?? null,
    upvotes: paper.upvotes,
    comments: numComments,
    stars: paper.githubStars ?? null,
    repository: paper.githubRepo ?? null,
    project_page: paper.projectPage ?? null,
    keywords: paper.ai_keywords ?? null,
    summary: paper.ai_summary ?? null,
  }))
  const authors = dailyPapers.flatMap(({ paper }) =>
    paper.authors.map(({ name, hidden, user, status }, index) => ({
      paper_id: paper.id,
      position: index + 1,
      name,
      hidden,
      account: user?.user ?? null,
      claim: status ?? null,
    })),
  )
  const appearances = papers.map(({ id }, index) => ({ day, paper_id: id, rank: index + 1 }))
  const snapshots = papers.map(({ id, upvotes, comments, stars }) => ({
    paper_id: id,
    observed_at: observedAt.toISOString(),
    upvotes,
    comments,
    stars,
  }))
  return { papers, authors, appearances, snapshots }
}
