import type { JsonObject } from '../page/account-json.ts'
import type { BlobShape, PageContent } from '../page/page-content.ts'
import { renderPage } from '../page/render-page.ts'
import type { ListingEntry } from '../site/listing.ts'
import { addUnknownKeys, editEntries, nullsForAbsent, thinEntries } from './edit-entries.ts'
import type { ContentFault } from './fault.ts'

/** What the faults in force do to the content of one answer. */
export interface ContentFaults {
  /** The entries of a list, without those that are to be missing. */
  thin: (entries: readonly ListingEntry[]) => ListingEntry[]
  /** Entries as JSON, after all faults. */
  edit: (entries: readonly JsonObject[]) => unknown[]
  /** The page as HTML, after all faults. */
  render: (content: PageContent) => string
  /** An answer of the API as text, after the faults that cut it. */
  cut: (json: string) => string
}

/** Part of the JSON that is left of one that was cut. */
const LEFT_SHARE = 0.6

/** Binds the faults of one request; each one that changes anything is reported once to `strike`. */
export function bindContentFaults(
  faults: readonly ContentFault[],
  strike: (fault: ContentFault) => void,
): ContentFaults {
  const struck = new Set<ContentFault>()
  const strikeOnce = (fault: ContentFault): void => {
    if (!struck.has(fault)) strike(fault)
    struck.add(fault)
  }
  const thin = (entries: readonly ListingEntry[]): ListingEntry[] => {
    let left = [...entries]
    for (const fault of faults) {
      if (fault.kind !== 'missing-entries' || left.length === 0) continue
      left = thinEntries(left, fault.share)
      strikeOnce(fault)
    }
    return left
  }
  const edit = (entries: readonly JsonObject[]): unknown[] => {
    let edited: unknown[] = [...entries]
    for (const fault of faults) {
      const changed = editEntries(edited as JsonObject[], fault)
      if (changed === undefined) continue
      edited = changed
      strikeOnce(fault)
    }
    return edited
  }
  const render = (content: PageContent): string => {
    const hasNulls = faults.some(({ kind }) => kind === 'null-keys')
    const props: JsonObject = hasNulls ? nullsForAbsent(content.props) : { ...content.props }
    for (const key of ['dailyPapers', 'searchResults']) {
      if (Array.isArray(props[key])) props[key] = edit(props[key] as JsonObject[])
    }
    if (content.target === 'PaperContent') Object.assign(props, edit([props])[0])
    const novelty = faults.find(({ kind }) => kind === 'unknown-keys')
    if (novelty !== undefined) {
      addUnknownKeys(props)
      strikeOnce(novelty)
    }
    const blob = faults.find((fault) => fault.kind === 'blob')
    if (blob === undefined) return renderPage({ ...content, props })
    strikeOnce(blob)
    const body = (blob.cards ?? false) ? content.body : ''
    if (blob.change === 'ends-early') return endedEarly(renderPage({ ...content, props }), content.target)
    if (blob.change !== 'renamed-key')
      return renderPage({ ...content, props, body }, blob.change satisfies BlobShape)
    return renderPage({ ...content, body, props: renamedKeys(props) })
  }
  const cut = (json: string): string => {
    const blob = faults.find((fault) => fault.kind === 'blob' && ['cut', 'ends-early'].includes(fault.change))
    if (blob === undefined) return json
    strikeOnce(blob)
    return json.slice(0, Math.floor(json.length * LEFT_SHARE))
  }
  return { thin, edit, render, cut }
}

/** The page up to the middle of its JSON. */
function endedEarly(html: string, target: string): string {
  const start = html.indexOf('data-props="', html.indexOf(`data-target="${target}"`))
  const end = html.indexOf('">', start)
  return html.slice(0, start + Math.floor((end - start) * LEFT_SHARE))
}

/** The key of the entries or of the paper under a new name. */
function renamedKeys(props: JsonObject): JsonObject {
  const { dailyPapers, searchResults, paper, ...others } = props
  return { ...others, papersOfTheDay: dailyPapers, foundPapers: searchResults, publication: paper }
}
