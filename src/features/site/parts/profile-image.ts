import type { SiteContext } from '../site-context.ts'
import type { Markup } from './page.ts'
import { lazyImage } from './picture.ts'

/** Whose picture it is: an organization's logo, or the avatar of an account. */
export type ProfileKind = 'logo' | 'avatar'

/** Path of the picture of an organization or an account, from this host. */
export function profilePath(kind: ProfileKind, handle: string): string {
  return `/${kind}/${encodeURIComponent(handle)}`
}

/**
 * The picture that an organization or an account has on Hugging Face, beside its name, which says the same; nothing where
 * pictures are off, and for avatars in files. Loaded when it comes into view. Where there is none the server draws the first
 * letter; a static page leaves the element out.
 *
 * @param size width and height in pixels: it takes this place before it is there
 */
export function profileImage(
  { pictures, isStatic }: Pick<SiteContext, 'pictures' | 'isStatic'>,
  kind: ProfileKind,
  handle: string,
  size = 18,
): Markup | Promise<Markup> | '' {
  if (pictures === undefined || (isStatic && kind === 'avatar')) return ''
  return lazyImage(profilePath(kind, handle), { width: size, height: size }, kind)
}

/** Draws what stands in for such a picture: the first letter of the name, in colours for light and dark. */
export function profileStandIn(kind: ProfileKind, handle: string): string {
  const [letter = ''] = handle.match(/[\p{L}\p{N}]/u) ?? []
  const corner = kind === 'logo' ? 8 : 20
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">' +
    `<rect width="40" height="40" rx="${corner}" fill="#8a857a" fill-opacity=".25"/>` +
    `<text x="20" y="27" font-family="system-ui, sans-serif" font-size="20" font-weight="600" text-anchor="middle" fill="#8a857a">${letter.toUpperCase()}</text></svg>`
  )
}
