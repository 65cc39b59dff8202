import type { Capture } from '../model/capture.ts'
import { mayStillCome } from '../model/due.ts'
import { type Listing, listingName, sameListing } from '../model/listing.ts'
import type { Reading, RefusedReading, UnreadableReading } from '../model/reading.ts'
import type { Era, Outline, Source } from './era.ts'
import { ERAS } from './eras.ts'
import { type Day, dayOf } from '../model/day.ts'
import { findDrift } from './find-drift.ts'
import { readEntries } from './read-entries.ts'
import { readPaperPage } from './read-paper-page.ts'
import { byAge, damaged, type Found, refusalOf, wrongCharset } from './refusal-of.ts'
import { oneLine } from './text.ts'
import { textEntries } from './text-entries.ts'
import { sourceOf } from './source-of.ts'

/** Incremented whenever the same capture may give other records, so that `--stale-parser` finds it. */
export const PARSER_VERSION = 3

/** Components with the JSON of a page. */
const TARGETS = ['DailyPapers', 'PaperContent'] as const

type Read = Pick<Capture, 'listing' | 'form' | 'body' | 'fetchedAt'> &
  Partial<Pick<Capture, 'status' | 'headers'>>

/**
 * Reads one capture: bytes in, records out. Pure: no file, network, database or clock, so that the nightly run, a
 * backfill, an import and a replay all give the same. Never throws: a page on which the parser fails is unreadable, and
 * does not affect others.
 */
export function readCapture(capture: Read): Reading {
  try {
    return readKnown(capture)
  } catch (error) {
    const says = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return unreadable(capture.listing, `the parser failed (${says.slice(0, LONGEST_FAILURE)})`)
  }
}

const LONGEST_FAILURE = 300

function readKnown(capture: Read): Reading {
  const { listing, form, body, status = 200, headers = {} } = capture
  const misread = wrongCharset({ headers })
  if (misread) return refused(listing, misread, status)
  const source = sourceOf(capture)
  if (capture.form === 'text') {
    const unidentified = textEntries(source.text(), capture.fetchedAt)
    if (unidentified.length > 0)
      return { outcome: 'text', listing, era: 'text-2025', reader: 'text', unidentified, rejections: [] }
    const found = refusalOf({ status, form, headers, body })
    return found
      ? refused(listing, found, status)
      : unreadable(listing, 'the text has no entry: a title, an abstract, a footer')
  }
  const recognised = recognise(source)
  if ('problem' in recognised) {
    const found = recognised.nothingFound ? refusalOf({ status, form, headers, body }) : null
    if (found !== null) {
      const young = mayStillCome(listing, capture.fetchedAt)
      return refused(listing, byAge(found, listing.kind, young), status)
    }
    return recognised.damaged
      ? refused(listing, damaged(recognised.problem), status)
      : unreadable(listing, recognised.problem)
  }
  const { era, outline, layoutChange } = recognised
  // Its lists of models and the like come after the JSON, and would seem to be gone.
  if (outline.paperPage && isCutPage(source)) return refused(listing, damaged(PAGE_ENDS_EARLY), status)
  // An API answer does not name its listing; older ones have no date of submission either.
  const found = outline.found ?? (era.form === 'api' ? listing : null)
  if (!found) return unreadable(listing, `a page of era ${era.name} does not say which ${listing.kind} it is`)
  if (!sameListing(found, listing))
    return { outcome: 'redirected', listing, found: oneLine(listingName(found)) }

  const check = listing.kind === 'day' ? { day: listing.key, keeps: era.form === 'page' } : null
  const { ofOtherDays, ...read } = readEntries(outline.entries, check)
  const page = outline.paperPage ? readPaperPage(outline.paperPage, read.accounts) : null
  const drift =
    era.reader === 'cards'
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
    reader: era.reader,
    layoutChange,
    // A list with entries of other days is faulty: it may lack its own.
    complete: outline.complete && ofOtherDays === 0,
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
  | { readonly problem: string; readonly nothingFound: boolean; readonly damaged: boolean }

const PAGE_ENDS_EARLY = 'the page ends before its last tag, </html>'

/**
 * Finds the first era that recognises the page. The JSON comes first; a page without any is read by its cards. A page whose
 * JSON is truncated or of an unknown shape is not: its cards could be anything. Nor is a page that ends early:
 * its JSON or some of its cards may be in the missing part.
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
          problem: source.api().damage ?? `no known answer of the API has ${shapeOf(source.api().value)}`,
          nothingFound: true,
          damaged: source.api().damage !== null,
        }
  }

  const blobs = TARGETS.map((target) => source.blob(target))
  const byBlob = first(eras.filter(({ reader }) => reader === 'blob'))
  if (byBlob) return { ...byBlob, layoutChange: null }
  for (const blob of blobs) {
    if ('props' in blob)
      return {
        problem: `no known era of a page has ${shapeOf(blob.props)}`,
        nothingFound: false,
        damaged: false,
      }
    if (blob.trouble !== 'gone')
      return { problem: blob.problem, nothingFound: false, damaged: blob.trouble === 'damaged' }
  }
  if (isCutPage(source)) return { problem: PAGE_ENDS_EARLY, nothingFound: true, damaged: true }
  const byCards = first(eras.filter(({ reader }) => reader === 'cards'))
  const problem = 'the page has no JSON of a list or paper (no DailyPapers or PaperContent with data-props)'
  if (!byCards) return { problem, nothingFound: true, damaged: false }
  // A page with other components has lost its list's JSON; one without any never had it.
  return { ...byCards, layoutChange: source.text().includes('SVELTE_HYDRATER') ? problem : null }
}

/** True for a page with a start but no end; an excerpt has neither and is not one. */
function isCutPage(source: Source): boolean {
  return /^\s*<!doctype|<html\b/i.test(source.text()) && !/<\/html\s*>/i.test(source.text())
}

function refused(listing: Listing, { refusal, says, fate }: Found, status: number): RefusedReading {
  return { outcome: 'refused', listing, refusal, fate, reason: oneLine(`${says} (status ${status})`) }
}

function unreadable(listing: Listing, reason: string): UnreadableReading {
  // It may quote the page, and the database refuses some characters.
  return { outcome: 'unreadable', listing, reason: oneLine(reason) }
}

function shapeOf(value: unknown): string {
  if (value === undefined) return 'no JSON'
  if (value === null || typeof value !== 'object') return `a ${typeof value}`
  return Array.isArray(value)
    ? `a list of ${value.length}`
    : `the keys ${Object.keys(value).slice(0, 12).join(', ') || '(none)'}`
}
