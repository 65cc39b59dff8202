import type { Capture, CaptureForm } from '../model/capture.ts'
import { type Listing, listingName, sameListing } from '../model/listing.ts'
import type { Reading, UnreadableReading } from '../model/reading.ts'
import { ERAS, type Outline } from './day-eras.ts'
import { pageBlob } from './page-blob.ts'
import { readEntries } from './read-entries.ts'

/** Counts up whenever the same capture may give other records than before, so that `--stale-parser` finds it. */
export const PARSER_VERSION = 1

/**
 * Reads one capture: bytes in, records out. Pure: no file, network, database or clock, so that the nightly run, a
 * backfill, an import and a replay all give the same.
 */
export function readCapture(capture: Pick<Capture, 'listing' | 'form' | 'body'>): Reading {
  const { listing, form } = capture
  const body = Buffer.from(capture.body.buffer, capture.body.byteOffset, capture.body.byteLength)
  const source = form === 'api' ? parseJson(body.toString('utf8')) : pageBlob(body, 'DailyPapers')
  if ('problem' in source) return unreadable(listing, source.problem)

  const recognised = recognise(form, source.props)
  if (!recognised) return unreadable(listing, `no known era of a ${form} has ${shapeOf(source.props)}`)
  const { era, outline } = recognised
  // An API answer does not name its listing; older ones hold no date of submission either.
  const found = outline.found ?? (form === 'api' ? listing : null)
  if (!found) return unreadable(listing, `a page of era ${era} does not say which ${listing.kind} it is`)
  if (!sameListing(found, listing)) return { outcome: 'redirected', listing, found: listingName(found) }

  return {
    outcome: 'listing',
    listing,
    era,
    complete: outline.complete,
    partialFields: false,
    previousKey: outline.previousKey,
    nextKey: outline.nextKey,
    entryCount: outline.entries.length,
    drift: [],
    ...readEntries(outline.entries),
  }
}

function recognise(form: CaptureForm, props: unknown): { era: string; outline: Outline } | null {
  for (const era of ERAS) {
    const outline = era.form === form ? era.outline(props) : null
    if (outline) return { era: era.name, outline }
  }
  return null
}

function unreadable(listing: Listing, reason: string): UnreadableReading {
  return { outcome: 'unreadable', listing, reason }
}

function parseJson(text: string): { props: unknown } | { problem: string } {
  try {
    return { props: JSON.parse(text) as unknown }
  } catch (error) {
    return { problem: `the answer is no JSON: ${error instanceof Error ? error.message.slice(0, 120) : ''}` }
  }
}

function shapeOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return `a ${typeof value}`
  return Array.isArray(value)
    ? `a list of ${value.length}`
    : `the keys ${Object.keys(value).slice(0, 12).join(', ') || '(none)'}`
}
