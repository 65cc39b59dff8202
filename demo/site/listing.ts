import { isVisible } from './appearance-of.ts'
import { addDays, dayOfMs, HOUR_MS, type Period } from './calendar.ts'
import type { Appearance, Catalog } from './catalog.ts'
import { countsAt, type Counts } from './counts-at.ts'

/** One row of a listing at an instant. */
export interface ListingEntry {
  readonly appearance: Appearance
  readonly counts: Counts
}

/** The most entries that a week or month page shows. */
export const PERIOD_PAGE_SIZE = 105

/** Votes descending; papers with equal votes stand in the order of their ids. */
export function byVotes(one: ListingEntry, other: ListingEntry): number {
  if (one.counts.upvotes !== other.counts.upvotes) return other.counts.upvotes - one.counts.upvotes
  return one.appearance.paper.id < other.appearance.paper.id ? -1 : 1
}

/** The list of a day ("2025-09-22") as it stands at an instant (milliseconds since 1970): index = rank - 1. */
export function dayListing(catalog: Catalog, day: string, nowMs: number): ListingEntry[] {
  return catalog
    .appearancesOn(day)
    .filter((appearance) => isVisible(appearance, nowMs))
    .map((appearance) => ({ appearance, counts: countsAt(appearance, nowMs) }))
    .sort(byVotes)
}

/** The list of a week or month as it stands at an instant: each paper once, votes descending, not yet cut. */
export function periodListing(catalog: Catalog, period: Period, nowMs: number): ListingEntry[] {
  const entries = new Map<string, ListingEntry>()
  for (const day of catalog.daysBetween(period.from, period.to)) {
    for (const entry of dayListing(catalog, day, nowMs)) {
      const { id } = entry.appearance.paper
      if (!entries.has(id)) entries.set(id, entry)
    }
  }
  return [...entries.values()].sort(byVotes)
}

/** The same entries by momentum: votes weighed down by age. */
export function byMomentum(entries: readonly ListingEntry[], nowMs: number): ListingEntry[] {
  const momentum = ({ appearance, counts }: ListingEntry): number =>
    counts.upvotes / (2 + (nowMs - appearance.appearsAtMs) / HOUR_MS) ** 0.8
  return entries.toSorted((one, other) => momentum(other) - momentum(one))
}

/** The trending list: at most 50 papers of the last two weeks. */
export function trendingListing(catalog: Catalog, nowMs: number): ListingEntry[] {
  const today = dayOfMs(nowMs)
  return byMomentum(periodListing(catalog, { from: addDays(today, -13), to: today }, nowMs), nowMs).slice(
    0,
    50,
  )
}

/** The search hits that are out at an instant, in the order of the catalog, at most `limit`. */
export function searchListing(catalog: Catalog, words: string, nowMs: number, limit: number): ListingEntry[] {
  const hits: ListingEntry[] = []
  for (const { id } of catalog.search(words)) {
    const hit = paperEntry(catalog, id, nowMs)
    if (hit !== undefined) hits.push(hit)
    if (hits.length === limit) break
  }
  return hits
}

/** One paper as its own day lists it; undefined for an unknown paper or one that is not out yet. */
export function paperEntry(catalog: Catalog, id: string, nowMs: number): ListingEntry | undefined {
  const paper = catalog.paper(id)
  const appearance = paper && catalog.appearancesOn(paper.day).find((one) => one.paper.id === id)
  if (appearance === undefined || appearance.appearsAtMs > nowMs) return undefined
  return { appearance, counts: countsAt(appearance, nowMs) }
}
