import type { UnidentifiedEntry } from '../model/records.ts'
import { linksIn } from './links-in.ts'
import { oneLine, paragraphs } from './text.ts'
import { type TextFooter, textDate, textFooter } from './text-footer.ts'

/** Length that separates titles from abstracts; the site's texts leave a wide gap between the two. */
const LONGEST_TITLE = 300
const SHORTEST_ABSTRACT = 120

/** Blocks of lines, and the footer that ends them, if any. */
interface Segment {
  readonly blocks: readonly string[]
  readonly footer: TextFooter | null
}

/**
 * Reads a list that was saved as plain text: for each entry a title, an abstract, and a footer with authors or an
 * organization, a date and comments. An entry whose footer is lost is kept with nulls.
 *
 * @param capturedAt time of capture, which gives the year of dates without one
 */
export function textEntries(text: string, capturedAt: Temporal.Instant): UnidentifiedEntry[] {
  const segments = segmentsOf(text.replace(/\r\n?/g, '\n').split('\n'), capturedAt)
  const found = segments.flatMap((segment, index) => {
    const blocks =
      index === 0 ? withoutHeader(segment.blocks, capturedAt) : withoutDates(segment.blocks, capturedAt)
    const entries = entriesIn(blocks, segment.footer !== null)
    // A footer belongs to the last entry before it; earlier ones have lost theirs.
    return entries.map(({ title, abstract }, at) => ({
      title,
      abstract,
      footer: at === entries.length - 1 ? segment.footer : null,
    }))
  })
  return found.map(({ title, abstract, footer }, index): UnidentifiedEntry => {
    return {
      position: index + 1,
      title,
      abstract: abstract === '' ? null : abstract,
      authorCount: footer?.authorCount ?? null,
      organization: footer?.organization ?? null,
      publishedOn: footer?.publishedOn ?? null,
      comments: footer?.comments ?? null,
      links: linksIn(abstract),
    }
  })
}

function segmentsOf(lines: readonly string[], capturedAt: Temporal.Instant): Segment[] {
  const segments: Segment[] = []
  let blocks: string[] = []
  let block: string[] = []
  const endBlock = () => {
    if (block.length > 0) blocks.push(block.join('\n'))
    block = []
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]?.trim() ?? ''
    const found = footerAt(lines, at, capturedAt)
    if (found) {
      endBlock()
      segments.push({ blocks, footer: found.footer })
      blocks = []
      at = found.lastLine
    } else if (line === '') {
      endBlock()
    } else {
      block.push(line)
    }
  }
  endBlock()
  if (blocks.length > 0) segments.push({ blocks, footer: null })
  return segments
}

/** Reads the footer that starts at a line: on three lines (who, `·`, date), or all on one. */
function footerAt(
  lines: readonly string[],
  at: number,
  capturedAt: Temporal.Instant,
): { footer: TextFooter; lastLine: number } | null {
  const line = lines[at]?.trim() ?? ''
  if (line === '') return null
  const dot = line.lastIndexOf(' · ')
  if (dot > 0) {
    const footer = textFooter(line.slice(0, dot), line.slice(dot + 3), capturedAt)
    if (footer) return { footer, lastLine: at }
  }
  const next = nextLine(lines, at + 1)
  if (lines[next]?.trim() !== '·') return null
  const last = nextLine(lines, next + 1)
  const footer = textFooter(line, lines[last] ?? '', capturedAt)
  return footer && { footer, lastLine: last }
}

function nextLine(lines: readonly string[], from: number): number {
  let at = from
  while (at < lines.length && lines[at]?.trim() === '') at++
  return at
}

/** Splits blocks between footers into entries: a new one starts with a title followed by an abstract. */
function entriesIn(blocks: readonly string[], hasFooter: boolean): { title: string; abstract: string }[] {
  const starts = blocks.flatMap((_, at) =>
    (at === 0 && hasFooter) || (at !== 1 && isStart(blocks, at)) ? [at] : [],
  )
  return starts.flatMap((start, index) => {
    const [first = '', ...rest] = blocks.slice(start, starts[index + 1])
    // If the blank line between them is missing, the title is the first line.
    const [title = '', ...more] =
      rest.length === 0 && isTitle(first.split('\n')[0]) ? first.split('\n') : [first]
    const abstract = paragraphs([...more, ...rest].join('\n\n'))
    const line = oneLine(title)
    return line === '' ||
      line.length > LONGEST_TITLE ||
      (abstract === '' && !(hasFooter && index === starts.length - 1))
      ? []
      : [{ title: line, abstract }]
  })
}

function isStart(blocks: readonly string[], at: number): boolean {
  return isTitle(blocks[at]) && (blocks[at + 1]?.length ?? 0) >= SHORTEST_ABSTRACT
}

function isTitle(block: string | undefined): boolean {
  return block !== undefined && block.length <= LONGEST_TITLE && !/[.,;:]$/.test(block.trim())
}

/** Removes the page's header from the first segment: it ends with the newest day, or where the first entry starts. */
function withoutHeader(blocks: readonly string[], capturedAt: Temporal.Instant): readonly string[] {
  const day = blocks.findLastIndex((block) => textDate(block, capturedAt) !== null)
  if (day >= 0) return blocks.slice(day + 1)
  const start = blocks.findIndex((_, at) => isStart(blocks, at))
  return start < 0 ? blocks : blocks.slice(start)
}

function withoutDates(blocks: readonly string[], capturedAt: Temporal.Instant): readonly string[] {
  return blocks.filter((block) => textDate(block, capturedAt) === null)
}
