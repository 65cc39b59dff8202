import type { Digest } from './digest.ts'
import { mailWords } from './mail-words.ts'

/** All that a mail says beside the papers. */
export interface DigestLetter {
  readonly digest: Digest
  /** Base address of the site whose papers they are. */
  readonly site: string
  /** One of `LANGUAGES`. */
  readonly language: string
  /** What the reader asked for, as typed; empty for everything. */
  readonly selection: string
  /** Where the reader ends the subscription: an address of the web or of mail. */
  readonly unsubscribeUrl: string
}

/** The text and the HTML part of a mail, and its subject. */
export interface Rendered {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Why the reader gets the mail. */
export function reasonForMail({ digest: { frequency }, selection, language }: DigestLetter): string {
  const words = mailWords(language)
  return words.reason(frequency, selection === '' ? words.allPapers : words.quoted(selection))
}
