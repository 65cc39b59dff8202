import { type SQL, sql } from '../base/sql.ts'
import type { Day } from '../model/day.ts'
import { snakeName } from '../model/snake-name.ts'
import type { Executor } from './executor.ts'
import { isoText } from './iso-text.ts'
import { factColumns, type PaperFacts } from './select-papers.ts'

/** A paper with its lists, counts and versions. Names are as in SQL; instants are `2026-06-03T10:00:00.000Z`. */
export interface KnownPaper extends PaperFacts, Record<string, unknown> {
  readonly paper_id: string
  /** Days whose lists have it, oldest first. */
  readonly lists: readonly PaperDay[]
  /** Counts at each change, the newest 1,000, oldest first. */
  readonly snapshots: readonly PaperCounts[]
  /** Titles over time; empty while there was only one. */
  readonly titles: readonly PaperTitle[]
  /** Values of its title, abstract, links and AI texts over time; empty while there was only one. */
  readonly versions: readonly PaperVersion[]
}

/** A day's list with the paper on it. */
export interface PaperDay extends Record<string, unknown> {
  readonly day: Day
  readonly rank: number | null
  /** Votes when it was last seen on that list. */
  readonly upvotes: number | null
  readonly first_seen: string
  readonly last_seen: string | null
  /** Time when it left the list; null while it is on it. */
  readonly gone_at: string | null
}

/** Counts at an instant. */
export interface PaperCounts extends Record<string, unknown> {
  readonly observed_at: string
  readonly upvotes: number | null
  readonly comments: number | null
  readonly stars: number | null
}

/** A title, with its first and last sighting. */
export interface PaperTitle extends Record<string, unknown> {
  readonly title: string | null
  readonly first_seen: string
  readonly last_seen: string | null
}

/** A value that a part of a paper had. */
export interface PaperVersion extends Record<string, unknown> {
  /** title, abstract, links or ai */
  readonly field_set: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly first_seen: string
}

/** Reads a paper with its lists, counts and versions; null when unknown. */
export async function readPaper(executor: Executor, paperId: string): Promise<KnownPaper | null> {
  const at = (column: string): SQL => isoText(sql.raw(column))
  const [paper] = await executor.rows<Omit<KnownPaper, 'lists' | 'snapshots' | 'titles' | 'versions'>>(sql`
    select d.paper_id, ${factColumns({}, snakeName)} from paper_details d where d.paper_id = ${paperId}`)
  if (paper === undefined) return null
  return {
    ...(paper as KnownPaper),
    lists: await executor.rows<PaperDay>(sql`
      select day::text, rank, upvotes, ${at('first_seen')} as first_seen, ${at('last_seen')} as last_seen,
        ${at('gone_at')} as gone_at
      from paper_days where paper_id = ${paperId} order by paper_days.day`),
    snapshots: await executor.rows<PaperCounts>(sql`
      select ${at('h.observed_at')} as observed_at, h.upvotes, h.comments, h.stars from (
        select * from snapshots where paper_id = ${paperId} order by observed_at desc limit 1000
      ) h order by h.observed_at`),
    titles: await executor.rows<PaperTitle>(sql`
      select title, ${at('t.first_seen')} as first_seen, ${at('t.last_seen')} as last_seen
      from title_changes t where paper_id = ${paperId} order by t.first_seen limit 100`),
    versions: await executor.rows<PaperVersion>(sql`
      select field_set, fields, ${at('v.first_seen')} as first_seen
      from paper_versions v where paper_id = ${paperId} order by field_set, v.first_seen, hash limit 100`),
  }
}
