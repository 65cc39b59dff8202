import { createHash } from 'node:crypto'

/** Where a path of the site is among the files of a static one. */
export interface StaticPlace {
  /** Path of the file from the site's folder: `day/2026-06-03/index.html`. */
  readonly file: string
  /** Path that it is linked to by, percent-encoded: `/day/2026-06-03/`. A page's ends with a slash: hosts ask for no second request then. */
  readonly link: string
}

/** Letters of any script, digits and what no file system or host gives a meaning to; a tilde is only in names with a hash. */
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._,'()&+-]*$/u
const LONGEST_BYTES = 120

/** Names of devices, which Windows has in each folder. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu

/**
 * Where a path is written. A plain name is kept: the address is the one of the live site, with a slash. Any other (with
 * a slash, `..`, 300 letters, a colon) becomes what is readable of it and a hash.
 *
 * @param path from the root, percent-encoded
 * @param foldsCase true where the file system does not tell `Jane` from `jane`: such names get a hash too
 */
export function staticPlace(path: string, kind: 'page' | 'file', foldsCase = false): StaticPlace {
  const names = path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => fileName(decoded(segment), foldsCase))
  const link = `/${names.map((name) => encodeURIComponent(name)).join('/')}`
  if (kind === 'file') return { file: names.join('/'), link }
  return { file: [...names, 'index.html'].join('/'), link: link === '/' ? link : `${link}/` }
}

function fileName(name: string, foldsCase: boolean): string {
  const isKept =
    PLAIN.test(name) &&
    Buffer.byteLength(name) <= LONGEST_BYTES &&
    name === name.normalize('NFC') &&
    !/[ .]$/u.test(name) &&
    !DEVICE.test(name) &&
    !(foldsCase && name !== name.toLowerCase() && !/^\d{4}-W\d\d$/.test(name))
  if (isKept) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16)
  const readable = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40)
  return `${readable === '' ? 'name' : readable}~${hash}`
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
