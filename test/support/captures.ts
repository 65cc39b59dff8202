import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { SavedResponse } from '../../jobs/import.ts'
import { dayListing } from '../../src/model/listing.ts'

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
