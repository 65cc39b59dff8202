import { subjectOf } from './digest-words.ts'
import type { DigestLetter, Rendered } from './letter.ts'
import { renderHtml } from './render-html.ts'
import { renderText } from './render-text.ts'

/** Renders a digest as the parts of a mail. */
export function renderDigest(letter: DigestLetter): Rendered {
  return {
    subject: subjectOf(letter.digest, letter.language),
    text: renderText(letter),
    html: renderHtml(letter),
  }
}
