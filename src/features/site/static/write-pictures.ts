import { sql } from '../../../base/sql.ts'
import type { SiteContext } from '../site-context.ts'
import { type PaperMedia, pictureAddresses } from '../pictures/picture-addresses.ts'
import { picturePath } from '../parts/picture.ts'
import { profilePath } from '../parts/profile-image.ts'
import type { SitePage } from './plan-pages.ts'
import type { SiteFolder } from './site-folder.ts'
import { staticPlace } from './static-place.ts'

/** A picture that the site is to have: how its bytes are had, null where they are to be emptied. */
export interface PlannedPicture {
  readonly page: SitePage
  readonly read: (() => Promise<Uint8Array | null>) | null
}

/** Papers that have a picture at most: the newest. So many organizations have their logo. */
const MOST_PAPERS = 5000
/** Pictures of papers that one build asks for at most, and logos; the next one goes on. */
const MOST_FETCHED = 100
/** After so many in a row without one the build goes on without. */
const MOST_IN_VAIN = 6
const AT_ONCE = 2

/** The path of a picture, among those of pages. */
export function isPicture(path: string): boolean {
  return /^\/(?:picture|logo)\//.test(path)
}

/**
 * The pictures that the site is to have: the first of each of the newest papers and the logos of organizations, as far as
 * they lie in the data folder, with the newest of those that do not fetched before.
 */
export async function planPictures(
  { executor, pictures }: Pick<SiteContext, 'executor' | 'pictures'>,
  { manifest, foldsCase }: Pick<SiteFolder, 'manifest' | 'foldsCase'>,
  { signal, onPhase }: { readonly signal: AbortSignal; readonly onPhase: (phase: string) => void },
): Promise<PlannedPicture[]> {
  if (pictures === undefined) return []
  const rows = await executor.rows<Record<string, unknown> & PaperMedia & { paperId: string }>(sql`
    select paper_id as "paperId", thumbnail_url as "thumbnailUrl", media_urls as "mediaUrls" from papers
    order by submitted_at desc nulls last, paper_id collate "C" desc limit ${MOST_PAPERS}`)
  const papers = rows.flatMap(({ paperId, ...media }) => {
    const [address] = pictureAddresses(media)
    return address === undefined ? [] : [{ path: picturePath(paperId), address }]
  })
  const organizations = await executor.rows<Record<string, unknown> & PaperMedia & { handle: string }>(sql`
    select organization as handle, avatar_url as "thumbnailUrl", null as "mediaUrls" from organizations
    where avatar_url is not null order by observed_at desc, organization collate "C" limit ${MOST_PAPERS}`)
  const logos = organizations.flatMap(({ handle, ...media }) =>
    pictureAddresses(media).map((address) => ({ path: profilePath('logo', handle), address })),
  )
  const wanted = [papers, logos].flatMap((some) =>
    some.filter(({ address }) => pictures.isNew(address)).slice(0, MOST_FETCHED),
  )
  if (wanted.length > 0) onPhase(`fetching up to ${wanted.length} pictures`)
  let inVain = 0
  const fetchSome = async () => {
    for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
      if (signal.aborted || inVain >= MOST_IN_VAIN) return
      inVain = (await pictures.get(next.address)) === null ? inVain + 1 : 0
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, fetchSome))
  const planned = new Map<string, PlannedPicture>()
  for (const { path, address } of [...papers, ...logos]) {
    const known = pictures.known(address)
    if (known === null) continue
    const { file, link } = staticPlace(`${path}.${known.ending}`, 'file', foldsCase)
    planned.set(path, {
      page: { path, file, link, status: 200, version: known.tag, isMoving: false },
      read: async () => (await pictures.get(address))?.bytes ?? null,
    })
  }
  // Pages of before may show one that is kept no longer: what is drawn behind it is seen then, and no gap.
  for (const [path, { file }] of manifest.pages) {
    if (!isPicture(path) || planned.has(path)) continue
    const link = `/${file.split('/').map(encodeURIComponent).join('/')}`
    planned.set(path, {
      page: { path, file, link, status: 200, version: 'empty', isMoving: false },
      read: null,
    })
  }
  return [...planned.values()]
}

/** A PNG of one pixel that lets through what is behind it. */
const EMPTY = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII=',
  'base64',
)

/** Writes a picture where its file is not there already; false when it was. */
export async function writePicture(
  { manifest, has, write }: Pick<SiteFolder, 'manifest' | 'has' | 'write'>,
  { page, read }: PlannedPicture,
): Promise<boolean> {
  const old = manifest.pages.get(page.path)
  if (old?.version === page.version && old.file === page.file && has(page.file)) return false
  return write(page.file, (await read?.()) ?? EMPTY)
}
