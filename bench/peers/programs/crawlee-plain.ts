/* Crawlee and drizzle as their documentation has them: what a good developer writes in an afternoon. */
import { CheerioCrawler } from 'crawlee'
import { sql } from '../../../src/base/sql.ts'
import { boolean, date, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { DailyPapers } from './page-rows.ts'
import { peerArguments } from './peer-arguments.ts'

const papers = pgTable('papers', {
  id: text('id').primaryKey(),
  title: text('title').notNull(),
  abstract: text('abstract'),
  publishedAt: timestamp('published_at', { withTimezone: true, mode: 'string' }),
  submittedAt: timestamp('submitted_at', { withTimezone: true, mode: 'string' }),
  submittedBy: text('submitted_by'),
  organization: text('organization'),
  upvotes: integer('upvotes').notNull(),
  comments: integer('comments').notNull(),
  stars: integer('stars'),
  repository: text('repository'),
  projectPage: text('project_page'),
  keywords: text('keywords').array(),
  summary: text('summary'),
})

const paperAuthors = pgTable(
  'paper_authors',
  {
    paperId: text('paper_id').notNull(),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    hidden: boolean('hidden').notNull(),
    account: text('account'),
    claim: text('claim'),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.position] })],
)

const appearances = pgTable(
  'appearances',
  {
    day: date('day', { mode: 'string' }).notNull(),
    paperId: text('paper_id').notNull(),
    rank: integer('rank').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.paperId] })],
)

const snapshots = pgTable(
  'snapshots',
  {
    paperId: text('paper_id').notNull(),
    observedAt: timestamp('observed_at', { withTimezone: true, mode: 'string' }).notNull(),
    upvotes: integer('upvotes').notNull(),
    comments: integer('comments').notNull(),
    stars: integer('stars'),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.observedAt] })],
)

const { databaseUrl, urls } = peerArguments()
const client = postgres(databaseUrl)
const db = drizzle(client)

const crawler = new CheerioCrawler({
  minConcurrency: 8,
  maxConcurrency: 8,
  respectRobotsTxtFile: true,
  requestHandler: async ({ $ }) => {
    const props = $('[data-target="DailyPapers"]').attr('data-props')
    if (props === undefined) throw new Error('the page has no DailyPapers')
    const page = JSON.parse(props) as DailyPapers
    const observedAt = new Date().toISOString()
    await db.transaction(async (tx) => {
      await tx
        .insert(papers)
        .values(
          page.dailyPapers.map(({ paper, submittedBy, numComments }) => ({
            id: paper.id,
            title: paper.title.replaceAll(/\s+/g, ' '),
            abstract: paper.summary ?? null,
            publishedAt: paper.publishedAt ?? null,
            submittedAt: paper.submittedOnDailyAt ?? null,
            submittedBy: submittedBy?.user ?? null,
            organization: paper.organization?.name ?? null,
            upvotes: paper.upvotes,
            comments: numComments,
            stars: paper.githubStars ?? null,
            repository: paper.githubRepo ?? null,
            projectPage: paper.projectPage ?? null,
            keywords: paper.ai_keywords === undefined ? null : [...paper.ai_keywords],
            summary: paper.ai_summary ?? null,
          })),
        )
        .onConflictDoUpdate({
          target: papers.id,
          set: {
            title: sql`excluded.title`,
            abstract: sql`excluded.abstract`,
            publishedAt: sql`excluded.published_at`,
            submittedAt: sql`excluded.submitted_at`,
            submittedBy: sql`excluded.submitted_by`,
            organization: sql`excluded.organization`,
            upvotes: sql`excluded.upvotes`,
            comments: sql`excluded.comments`,
            stars: sql`excluded.stars`,
            repository: sql`excluded.repository`,
            projectPage: sql`excluded.project_page`,
            keywords: sql`excluded.keywords`,
            summary: sql`excluded.summary`,
          },
        })
      await tx
        .insert(paperAuthors)
        .values(
          page.dailyPapers.flatMap(({ paper }) =>
            paper.authors.map(({ name, hidden, user, status }, index) => ({
              paperId: paper.id,
              position: index + 1,
              name,
              hidden,
              account: user?.user ?? null,
              claim: status ?? null,
            })),
          ),
        )
        .onConflictDoUpdate({
          target: [paperAuthors.paperId, paperAuthors.position],
          set: {
            name: sql`excluded.name`,
            hidden: sql`excluded.hidden`,
            account: sql`excluded.account`,
            claim: sql`excluded.claim`,
          },
        })
      await tx
        .insert(appearances)
        .values(
          page.dailyPapers.map(({ paper }, index) => ({
            day: page.dateString,
            paperId: paper.id,
            rank: index + 1,
          })),
        )
        .onConflictDoUpdate({
          target: [appearances.day, appearances.paperId],
          set: { rank: sql`excluded.rank` },
        })
      await tx
        .insert(snapshots)
        .values(
          page.dailyPapers.map(({ paper, numComments }) => ({
            paperId: paper.id,
            observedAt,
            upvotes: paper.upvotes,
            comments: numComments,
            stars: paper.githubStars ?? null,
          })),
        )
        .onConflictDoNothing()
    })
  },
})
const { requestsFailed } = await crawler.run([...urls])
await client.end()
if (requestsFailed > 0) process.exitCode = 1
