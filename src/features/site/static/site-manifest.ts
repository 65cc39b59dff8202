import { z } from 'zod'

/** What is known of a page that was written. */
export interface WrittenPage {
  /** Path from the site's folder. */
  readonly file: string
  /** Changes when what the page shows does. */
  readonly version: string
  /** Paths that it would link to if they were there. */
  readonly missing: readonly string[]
}

/** What is known of a part of the search index that was written. */
export interface WrittenShard {
  /** Changes with the texts that are searched, and with the program. */
  readonly version: string
  /** Paths from the site's folder. */
  readonly files: readonly string[]
}

/** What a static site holds, as its folder says it itself. */
export interface SiteManifest {
  /** By path on the live site. */
  readonly pages: ReadonlyMap<string, WrittenPage>
  /** Parts of the search index by their key. */
  readonly shards: ReadonlyMap<string, WrittenShard>
}

const shape = z.object({
  format: z.literal(1),
  pages: z.array(z.tuple([z.string(), z.string(), z.string(), z.array(z.string())])),
  shards: z.array(z.tuple([z.string(), z.string(), z.array(z.string())])),
})

/** Nothing is known of what is there. */
export const EMPTY_MANIFEST: SiteManifest = { pages: new Map(), shards: new Map() }

/** Reads a manifest; one of another version of the program, or one that is cut, says nothing. */
export function readManifest(text: string): SiteManifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return EMPTY_MANIFEST
  }
  const parsed = shape.safeParse(json)
  if (!parsed.success) return EMPTY_MANIFEST
  const { pages, shards } = parsed.data
  return {
    pages: new Map(pages.map(([path, file, version, missing]) => [path, { file, version, missing }])),
    shards: new Map(shards.map(([key, version, files]) => [key, { version, files }])),
  }
}

/** The text that `readManifest` reads back. */
export function manifestText({ pages, shards }: SiteManifest): string {
  return JSON.stringify({
    format: 1,
    pages: [...pages].map(([path, { file, version, missing }]) => [path, file, version, missing]),
    shards: [...shards].map(([key, { version, files }]) => [key, version, files]),
  })
}
