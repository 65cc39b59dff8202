import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { SavedResponse } from '../../jobs/import/import.ts'
import type { Capture } from '../../src/model/capture.ts'
import { dayListing, type Listing } from '../../src/model/listing.ts'
import { formOf } from '../../src/transform/form-of.ts'

/** Where the real captures lie. */
export const CAPTURES_FOLDER = join(import.meta.dirname, '../../../shared/captures')

/** True where the real captures lie beside the project; tests that need them are skipped elsewhere. */
export const HAS_CAPTURES = existsSync(CAPTURES_FOLDER)

if (!HAS_CAPTURES) console.warn('no ../shared/captures beside the project: tests on real pages are skipped')

/** Saved day listings of some folders, by their names `DAY@STAMP`. */
export function savedDays(folders: readonly ('html' | 'api-date')[]): SavedResponse[] {
  if (!HAS_CAPTURES) return []
  return folders.flatMap((folder) =>
    readdirSync(join(CAPTURES_FOLDER, folder))
      .sort()
      .map((name): SavedResponse => {
        const [, day = '', year, month, date, hour, minute] =
          /^(.+)@(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z/.exec(name) ?? []
        return {
          path: join(CAPTURES_FOLDER, folder, name),
          listing: dayListing(day),
          capturedAt: Temporal.Instant.from(`${year}-${month}-${date}T${hour}:${minute}:00Z`),
        }
      }),
  )
}

/** Every saved list and page, of all folders, as an import would take it. */
export function allSaved(): Capture[] {
  const days = savedDays(['html', 'api-date']).map(({ path, listing, capturedAt }) => {
    return captureOf(path, listing, capturedAt)
  })
  const others = (['api-month', 'paper'] as const).flatMap((folder) =>
    readdirSync(join(CAPTURES_FOLDER, folder)).map((name) => {
      const [, key = '', stamp = ''] = /^(.+)@(\d{8}T\d{4}Z)/.exec(name) ?? []
      const kind = folder === 'paper' ? 'paper' : 'month'
      return captureOf(join(CAPTURES_FOLDER, folder, name), { kind, key }, Temporal.Instant.from(stamp))
    }),
  )
  const text = captureOf(
    join(CAPTURES_FOLDER, 'text', 'papers-query-page@20251113.txt'),
    { kind: 'query', key: 'words' },
    Temporal.Instant.from('2025-11-13T12:00Z'),
  )
  return [...days, ...others, text]
}

function captureOf(path: string, listing: Listing, fetchedAt: Temporal.Instant): Capture {
  const bytes = readFileSync(path)
  const body = path.endsWith('.gz') ? gunzipSync(bytes) : bytes
  const url = `import:${basename(path)}`
  const known = { url, finalUrl: url, status: 200, fetchedWith: 'import', headers: {} } as const
  return { listing, form: formOf(body), body: new Uint8Array(body), fetchedAt, ...known }
}

/** One element of a page's list, as the page's own JSON has it. */
export interface RawEntry {
  readonly numComments?: number
  readonly organization?: { readonly name: string }
  readonly submitterOrganization?: { readonly name: string }
  readonly submittedBy?: { readonly name: string }
  readonly paper: {
    readonly id: string
    readonly title: string
    readonly upvotes: number
    readonly authors: readonly { readonly name: string }[]
    readonly githubRepo?: string
    readonly githubStars?: number
    readonly projectPage?: string
    readonly ai_keywords?: readonly string[]
    readonly submittedOnDailyAt?: string
    readonly submittedOnDailyBy?: { readonly user: string }
    readonly organization?: { readonly name: string }
  }
}

/** Reads a saved page's own JSON with none of the project's code. */
export function rawEntries(path: string): RawEntry[] {
  const text = gunzipSync(readFileSync(path)).toString('utf8')
  if (path.endsWith('.json.gz')) return JSON.parse(text) as RawEntry[]
  const escaped = /data-target="DailyPapers" data-props="([^"]*)"/.exec(text)?.[1] ?? ''
  const json = escaped.replace(/&(quot|lt|amp);/g, (_, name: string) =>
    name === 'quot' ? '"' : name === 'lt' ? '<' : '&',
  )
  return (JSON.parse(json) as { dailyPapers: RawEntry[] }).dailyPapers
}
