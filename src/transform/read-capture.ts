import type { Capture } from '../model/capture.ts'
import { type Listing, listingName, sameListing } from '../model/listing.ts'
import type { Reading, RefusedReading, UnreadableReading } from '../model/reading.ts'
import type { Era, Outline, Source } from './era.ts'
import { ERAS } from './eras.ts'
import { type Day, dayOf } from '../model/day.ts'
import { findDrift } from './find-drift.ts'
import { readEntries } from './read-entries.ts'
import { readPaperPage } from './read-paper-page.ts'
import { type Found, refusalOf, wrongCharset } from './refusal-of.ts'
import { textEntries } from './text-entries.ts'
import { sourceOf } from './source-of.ts'

/** Counts up whenever the same capture may give other records than before, so that `--stale-parser` finds it. */
export const PARSER_VERSION = 1

/** The components that carry the JSON of a page. */
const TARGETS = ['DailyPapers', 'PaperContent'] as const

/**
 * Reads one capture: bytes in, records out. Pure: no file, network, database or clock, so that the nightly run, a
 * backfill, an import and a replay all give the same.
 */
export function readCapture(
  capture: Pick<Capture, 'listing' | 'form' | 'body' | 'fetchedAt'> &
    Partial<Pick<Capture, 'status' | 'headers'>>,
): Reading {
  const { listing, form, body, status = 200, headers = {} } = capture
  const misread = wrongCharset({ headers })
  if (misread) return refused(listing, misread, status)
  const source = sourceOf(capture)
  if (capture.form === 'text') {
    const unidentified = textEntries(source.text(), capture.fetchedAt)
    if (unidentified.length === 0)
      return unreadable(listing, 'the text holds no entry: a title, an abstract, a footer')
    return { outcome: 'text', listing, era: 'text-2025', way: 'text', unidentified }
  }
  const recognised = recognise(source)
  if ('problem' in recognised) {
    const found = recognised.nothingFound ? refusalOf({ status, form, headers, body }) : null
    return found === null ? unreadable(listing, recognised.problem) : refused(listing, found, status)
  }
  const { era, outline, layoutChange } = recognised
  // An API answer does not name its listing; older ones hold no date of submission either.
  const found = outline.found ?? (era.form === 'api' ? listing : null)
  if (!found) return unreadable(listing, `a page of era ${era.name} does not say which ${listing.kind} it is`)
  if (!sameListing(found, listing)) return { outcome: 'redirected', listing, found: listingName(found) }

  const read = readEntries(outline.entries)
  const page = outline.paperPage ? readPaperPage(outline.paperPage, read.accounts) : null
  const drift =
    era.way === 'cards'
      ? []
      : findDrift({
          entries: outline.entries,
          props: outline.props ?? null,
          form: era.form,
          asOf: asOf(listing, capture.fetchedAt),
          missingCounts: listing.kind === 'day',
        })
  return {
    outcome: 'listing',
    listing,
    era: era.name,
    way: era.way,
    layoutChange,
    complete: outline.complete,
    // Values of a wrong type were left out: they are unknown, not gone.
    partialFields: (outline.partialFields ?? false) || drift.some(({ change }) => change === 'type'),
    previousKey: outline.previousKey ?? null,
    nextKey: outline.nextKey ?? null,
    entryCount: outline.entries.length,
    paperPage: page?.paperPage ?? null,
    drift,
    ...read,
    accounts: page?.accounts ?? read.accounts,
  }
}

function asOf({ kind, key }: Listing, fetchedAt: Temporal.Instant): Day {
  const captured = dayOf(fetchedAt)
  return kind === 'day' && key < captured ? key : captured
}

type Recognised =
  | { readonly era: Era; readonly outline: Outline; readonly layoutChange: string | null }
  | { readonly problem: string; readonly nothingFound: boolean }

/**
 * The first era that knows the page. The JSON comes first; a page that has none is read by its cards. A page whose
 * JSON is there, but cut or of an unknown shape, is not: its cards could be anything.
 */
function recognise(source: Source): Recognised {
  const eras = ERAS.filter(({ form }) => form === source.form)
  const first = (among: readonly Era[]): { era: Era; outline: Outline } | null => {
    for (const era of among) {
      const outline = era.outline(source)
      if (outline) return { era, outline }
    }
    return null
  }
  if (source.form !== 'page') {
    const found = first(eras)
    return found
      ? { ...found, layoutChange: null }
      : {
          problem: `no known answer of the API has ${shapeOf(source.json())}`,
          nothingFound: !Array.isArray(source.json()),
        }
  }

  const blobs = TARGETS.map((target) => source.blob(target))
  const byBlob = first(eras.filter(({ way }) => way === 'blob'))
  if (byBlob) return { ...byBlob, layoutChange: null }
  for (const blob of blobs) {
    if ('props' in blob)
      return { problem: `no known era of a page has ${shapeOf(blob.props)}`, nothingFound: false }
    if (!blob.gone) return { problem: blob.problem, nothingFound: false }
  }
  const byCards = first(eras.filter(({ way }) => way === 'cards'))
  const problem = 'the page has no JSON of a list or paper (no DailyPapers or PaperContent with data-props)'
  if (!byCards) return { problem, nothingFound: true }
  // A page of other components has lost its list's JSON; one without any never had it.
  return { ...byCards, layoutChange: source.text().includes('SVELTE_HYDRATER') ? problem : null }
}

function refused(listing: Listing, { refusal, says, fate }: Found, status: number): RefusedReading {
  return { outcome: 'refused', listing, refusal, fate, reason: `${says} (status ${status})` }
}

function unreadable(listing: Listing, reason: string): UnreadableReading {
  return { outcome: 'unreadable', listing, reason }
}

function shapeOf(value: unknown): string {
  if (value === undefined) return 'no JSON'
  if (value === null || typeof value !== 'object') return `a ${typeof value}`
  return Array.isArray(value)
    ? `a list of ${value.length}`
    : `the keys ${Object.keys(value).slice(0, 12).join(', ') || '(none)'}`
}
