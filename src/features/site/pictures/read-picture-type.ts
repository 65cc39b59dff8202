import { disableTypes, imageSize, types } from 'image-size'

/** Kinds of pictures that are shown, by the ending of their files. SVG is a document, and not among them. */
export const PICTURE_TYPES = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
} as const
export type PictureEnding = keyof typeof PICTURE_TYPES

/** A picture of so many pixels takes a reader's browser 200 MB. */
const MOST_PIXELS = 50_000_000

disableTypes(types.filter((type) => !(type in PICTURE_TYPES)))

/** What kind of picture some bytes are, by what is in them; null where they are none that is shown. */
export function readPictureType(bytes: Uint8Array): PictureEnding | null {
  try {
    const { type, width, height } = imageSize(bytes)
    const isRight = width > 0 && height > 0 && width * height <= MOST_PIXELS
    return isRight && type !== undefined && isEnding(type) ? type : null
  } catch {
    return null
  }
}

function isEnding(type: string): type is PictureEnding {
  return type in PICTURE_TYPES
}
