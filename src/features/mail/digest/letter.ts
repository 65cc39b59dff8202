import type { Digest } from './digest.ts'
import { mailWords } from './mail-words.ts'

/** Parameters of a mail, beside its papers. */
export interface DigestLetter {
  readonly digest: Digest
  /** Base address of the papers' site. */
  readonly site: string
  /** One of `LANGUAGES`. */
  readonly language: string
  /** The reader's selection, as typed; empty for everything. */
  readonly selection: string
  /** Address that ends the subscription, a web page or a mailbox. */
  readonly unsubscribeUrl: string
}

/** The text and the HTML part of a mail, and its subject. */
export interface Rendered {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Explains why the reader gets the mail. */
export function reasonForMail({ digest: { frequency }, selection, language }: DigestLetter): string {
  const words = mailWords(language)
  return words.reason(frequency, selection === '' ? words.allPapers : words.quoted(selection))
}
