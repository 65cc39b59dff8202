/** Where a paper's pictures are on the Hugging Face site, as the warehouse has them. */
export interface PaperMedia {
  readonly thumbnailUrl: string | null
  readonly mediaUrls: readonly string[] | null
}

const IMAGE = /\.(?:png|jpe?g|gif|webp)$/i
/** The most pictures that are shown of a paper. */
const MOST = 6

/** A paper's pictures, the one that stands for it first: those that were submitted with it, else the site's own card. */
export function pictureAddresses({ thumbnailUrl, mediaUrls }: PaperMedia): readonly string[] {
  const pictures = (mediaUrls ?? []).filter((address) => IMAGE.test(pathOf(address)))
  if (pictures.length > 0) return [...new Set(pictures)].slice(0, MOST)
  return thumbnailUrl !== null && IMAGE.test(pathOf(thumbnailUrl)) ? [thumbnailUrl] : []
}

/** Its films and whatever else is no picture: linked to, never fetched. */
export function otherMedia({ mediaUrls }: PaperMedia): readonly string[] {
  return (mediaUrls ?? []).filter((address) => !IMAGE.test(pathOf(address)))
}

function pathOf(address: string): string {
  return URL.canParse(address) ? new URL(address).pathname : ''
}

const OWNER = 'huggingface.co'

/**
 * The address that a picture is fetched from; null for one that is not fetched at all. Only https hosts below
 * huggingface.co are asked. Where another site stands in for it, as in the demo, that one stands in for its hosts of
 * pictures too.
 *
 * @param site base address of the Daily Papers' site
 */
export function pictureSource(address: string, site: string): URL | null {
  const url = URL.canParse(address) ? new URL(address) : null
  const base = new URL(site)
  if (url === null || url.username !== '' || url.password !== '') return null
  if (base.hostname !== OWNER && url.origin === base.origin) return url
  if (url.protocol !== 'https:' || url.port !== '' || !url.hostname.endsWith(`.${OWNER}`)) return null
  return base.hostname === OWNER ? url : new URL(url.pathname, base)
}
